import { describe, expect, it } from "vitest";
import { templateMiner } from "../../../src/diagnose/logs/template-miner.ts";
import { seededRandom } from "../../../src/stats/random.ts";

const letters = (value: number): string =>
  value < 26
    ? String.fromCharCode(97 + value)
    : letters(Math.floor(value / 26)) + letters(value % 26);

/** Lines of a busy service: forms with values, and words that stand where values may. */
function linesOf(count: number, seed: string): readonly string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const value = random.integer(1_000_000);
    const form = random.integer(40);
    const name = letters(random.integer(600));
    return form < 5
      ? `worker ${letters(form)} opened ${name} in ${value} ms`
      : `step ${letters(form)} took ${value} ms on node-${value}`;
  });
}

describe("log templates", () => {
  it("lines that differ by values have one template, its id the hash of its text", () => {
    const miner = templateMiner();
    const first = miner.add("Took 19.5 seconds to spawn");
    expect(first.text).toBe("Took <*> seconds to spawn");
    expect(miner.add("Took 2 seconds to spawn").id).toBe(first.id);
    expect(templateMiner().add("Took 7 seconds to spawn").id).toBe(first.id);
    expect(first.id).toMatch(/^[0-9a-f]{16}$/);
  });

  it("few words at a place are words, many are a value", () => {
    const miner = templateMiner();
    const states = ["Started", "Paused", "Resumed", "Stopped"];
    const kept = states.map((state) => miner.add(`VM ${state} by event`).id);
    expect(new Set(kept.map((id) => miner.resolve(id))).size).toBe(4);
    const names = Array.from({ length: 10 }, (_, index) => letters(100 + index));
    const merged = names.map((name) => miner.add(`opened volume ${name} for writing`).id);
    expect(new Set(merged.map((id) => miner.resolve(id))).size).toBe(1);
    expect(miner.add("opened volume something for writing").text).toBe(
      "opened volume <*> for writing",
    );
  });

  it("a word where another line has a value is a value, whichever came first", () => {
    for (const lines of [
      ["chdir(/var/a) failed", "chdir(pwd) failed"],
      ["chdir(pwd) failed", "chdir(/var/a) failed"],
    ]) {
      const miner = templateMiner();
      const ids = lines.map((line) => miner.add(line).id).map((id) => miner.resolve(id));
      expect(new Set(ids).size).toBe(1);
      expect(miner.templates().map(({ text }) => text)).toEqual(["chdir(<*>) failed"]);
    }
  });

  it("what a line begins with stays a word", () => {
    const miner = templateMiner();
    const ids = Array.from({ length: 12 }, (_, index) => miner.add(`${letters(index)} started`).id);
    expect(new Set(ids.map((id) => miner.resolve(id))).size).toBe(12);
  });

  it("a snapshot goes on exactly as the miner would, through JSON", () => {
    const lines = linesOf(3_000, "snapshot");
    const whole = templateMiner();
    const expected = lines.map((line) => whole.add(line));
    const first = templateMiner();
    for (const line of lines.slice(0, 1_000)) first.add(line);
    const second = templateMiner(JSON.parse(JSON.stringify(first.snapshot())));
    expect(lines.slice(1_000).map((line) => second.add(line).id)).toEqual(
      expected.slice(1_000).map(({ id }) => id),
    );
    expect(second.snapshot()).toEqual(whole.snapshot());
  });

  it("state stays bounded over lines that never repeat", () => {
    const miner = templateMiner();
    const random = seededRandom("endless");
    for (let index = 0; index < 6_000; index++) {
      const words = Array.from({ length: 5 }, () => letters(random.integer(1_000_000)));
      miner.add(words.join(" "));
    }
    expect(miner.templates().length).toBeLessThanOrEqual(4_000);
    const common = miner.add("GET /index took 3 ms");
    expect(common.text).toBe("GET <*> took <*> ms");
  });

  it("state that no miner wrote is refused", () => {
    expect(() => templateMiner({ lines: 1 })).toThrow(TypeError);
    expect(() => templateMiner({ lines: 1, nodes: [["a"]] })).toThrow(TypeError);
    expect(() => templateMiner(null)).toThrow(TypeError);
  });
});
