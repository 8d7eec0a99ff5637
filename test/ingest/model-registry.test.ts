import { describe, expect, it } from "vitest";
import { type Promotion, startModelRegistries } from "../../src/ingest/model-registry.ts";

/** A registry whose answer changes, and a clock that ticks by hand. */
function world(answers: readonly (unknown | Error)[]) {
  const taken: Promotion[] = [];
  const failures: string[] = [];
  const asked: { readonly url: string; readonly key: unknown }[] = [];
  let tick: () => void = () => undefined;
  let stopped = false;
  const stop = startModelRegistries(
    [{ url: "http://registry/", keyEnv: "REGISTRY_KEY", everySeconds: 60 }],
    {
      // The registry only reads the address and the headers.
      fetch: ((url: string, init: { headers: { authorization?: string } }) => {
        const answer = answers[asked.length];
        asked.push({ url, key: init.headers.authorization });
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve(Response.json(answer));
      }) as never,
      secretOf: (name) => (name === "REGISTRY_KEY" ? "secret" : undefined),
      take: (promotions) => {
        taken.push(...promotions);
        return Promise.resolve();
      },
      now: () => 5_000,
      every: (_, callback) => {
        tick = callback;
        return () => {
          stopped = true;
        };
      },
      failed: (what) => failures.push(what),
    },
  );
  const look = async (): Promise<void> => {
    tick();
    await new Promise((done) => setImmediate(done));
    await new Promise((done) => setImmediate(done));
  };
  return { look, taken, failures, asked, stop, isStopped: () => stopped };
}

const models = (...list: readonly object[]) => ({ registered_models: list });

describe("a model registry", () => {
  it("tells a switch of the alias at work as a promotion, and nothing of its first answer", async () => {
    const at = (version: string) =>
      models({
        name: "fraud",
        aliases: [
          { alias: "champion", version },
          { alias: "old", version: "1" },
        ],
      });
    const { look, taken, asked } = world([at("7"), at("7"), at("8")]);
    await look();
    await look();
    expect(taken).toEqual([]);
    await look();
    expect(taken).toMatchObject([
      { kind: "promotion", model: "fraud", from: "7", to: "8", title: "fraud 7 → 8", time: 5_000 },
    ]);
    expect(asked[0]?.key).toBe("Bearer secret");
    expect(asked[0]?.url).toContain("/api/2.0/mlflow/registered-models/search");
  });

  it("goes by the stage where no alias says it, also for a model that is new", async () => {
    const staged = {
      name: "churn",
      latest_versions: [{ version: 3, current_stage: "Production" }],
    };
    const { look, taken } = world([models(), models(staged)]);
    await look();
    await look();
    expect(taken).toMatchObject([{ model: "churn", from: "", to: "3" }]);
  });

  it("that does not answer is told once and asked again", async () => {
    const down = new Error("no route");
    const { look, failures, asked, stop, isStopped } = world([down, down, models()]);
    await look();
    await look();
    await look();
    expect(failures).toEqual(["model registry http://registry/"]);
    expect(asked).toHaveLength(3);
    stop();
    expect(isStopped()).toBe(true);
  });
});
