import { afterAll, expect, it } from "vitest";
import { outlierJudge } from "../../src/pipeline/outlier-task.ts";
import { createOutlierThread } from "../../src/pipeline/outlier-thread.ts";
import { seededRandom } from "../../src/stats/random.ts";

const thread = createOutlierThread();
afterAll(() => thread.stop());

function table(rows: number, seed: string) {
  const random = seededRandom(seed);
  const values = Float64Array.from({ length: rows * 2 }, () => random.normal());
  return { names: ["a", "b"], values, rows, columns: 2 };
}

it("a thread finds what the event loop would, also when it has learned before", async () => {
  const task = { key: "m", reference: table(200, "r"), rows: table(300, "c"), toldMax: 3 };
  const here = outlierJudge()(task);
  expect(here.count).toBeGreaterThan(0);
  expect(here.told.length).toBeLessThanOrEqual(3);
  expect(await thread.judge(task)).toEqual(here);
  expect(await thread.judge(task)).toEqual(here);
});

it("a task that fails does not stop the next", async () => {
  const rows = table(10, "c");
  // A reference that no caller makes: fewer values than it says.
  const broken = { ...table(10, "r"), values: null as unknown as Float64Array };
  await expect(
    thread.judge({ key: "broken", reference: broken, rows, toldMax: 1 }),
  ).rejects.toThrow("TypeError");
  const task = { key: "sound", reference: table(50, "r"), rows, toldMax: 1 };
  expect(await thread.judge(task)).toEqual(outlierJudge()(task));
});
