import { describe, expect, it } from "vitest";
import { protocols } from "../../src/ingest/catalog.ts";
import { faultKinds } from "../../src/lab/catalog.ts";
import { featureState, healthy, hostState, modelState } from "../../src/lab/conditions.ts";
import { drawIncident, type LabIncident } from "../../src/lab/incident.ts";
import { infer } from "../../src/lab/inference.ts";
import { labSettings } from "../../src/lab/lab-settings.ts";
import { drawSystem } from "../../src/lab/lab-system.ts";
import { playIncident } from "../../src/lab/play.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";
import { makeIntake, now, send } from "../ingest/harness.ts";

const settings = resolveSettings(labSettings).values;
const short = resolveSettings(labSettings, { beforeMinutes: 5, duringMinutes: 1 }).values;

const draw = (seed: number, given = settings): LabIncident =>
  drawIncident({ seed, settings: given, until: now });

describe("the laboratory", () => {
  it("draws the same incident from the same seed, to the byte", () => {
    const bytes = () => [...playIncident(draw(3, short), short)].map(({ body }) => body).join("");
    expect(bytes()).toBe(bytes());
  });

  it("leaves about a fifth of its incidents without any fault", () => {
    const benign = Array.from({ length: 500 }, (_, seed) => draw(seed)).filter(
      ({ truth }) => truth === null,
    );
    // Binomial: 100 expected, standard deviation 9.
    expect(Math.abs(benign.length - 100)).toBeLessThan(36);
    for (const { kind, layer } of benign) expect([kind, layer]).toEqual(["benign", null]);
  });

  it("plants every kind of its catalogue", () => {
    const seen = new Set(Array.from({ length: 1_000 }, (_, seed) => draw(seed).kind));
    expect([...seen].filter((kind) => kind !== "benign").sort()).toEqual(
      faultKinds.map(({ name }) => name).sort(),
    );
  });

  it("sends what the real ingestion takes without a refusal", async () => {
    const { intake } = makeIntake();
    for (const payload of playIncident(draw(5, short), short)) {
      const protocol = protocols.find(({ routes }) =>
        routes.some(({ path }) => path === payload.path),
      );
      const answer = await send(
        intake,
        protocol!,
        payload.body,
        { "content-type": "application/json" },
        payload.time,
      );
      expect(answer.status, Buffer.from(answer.body).toString()).toBe(200);
    }
    expect(intake.refusals.list()).toEqual([]);
  });
});

describe("the settings of the laboratory", () => {
  it("name kinds and tasks, and refuse others with those there are", () => {
    const kinds = Array.from(
      { length: 30 },
      (_, seed) => draw(seed, { ...settings, benignShare: 0, kinds: "null-flood, disk-full" }).kind,
    );
    expect([...new Set(kinds)].sort()).toEqual(["disk-full", "null-flood"]);
    const { system } = draw(1, { ...settings, tasks: "regression" });
    expect(system.models.map(({ task }) => task)).toEqual(["regression", "regression"]);
    expect(() => draw(1, { ...settings, kinds: "gremlins" })).toThrow("null-flood");
    expect(() => draw(1, { ...settings, tasks: "regression, poetry" })).toThrow("generation");
    const unfit = { ...settings, benignShare: 0, kinds: "prompt-change", tasks: "binary" };
    expect(() => draw(1, unfit)).toThrow("kinds that can happen to models of these tasks");
  });

  it("give the map of calls, which requests follow", () => {
    const map = { ...short, tasks: "binary", featureCalls: "api > cache, api > rules, cache > db" };
    const { system } = draw(3, map);
    expect(system.services.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["cache", "rules", "db"]),
    );
    const spans = [...playIncident(draw(3, map), map)]
      .filter(({ path }) => path === "/v1/traces")
      .map(({ body }) => body)
      .join("");
    const isCalled = (name: string) => spans.includes(`GET ${name}`);
    // Spans of the cache itself may be missing, and with them that it calls the database.
    expect(["cache", "rules"].map(isCalled)).toEqual([true, true]);
    expect(spans).toContain('"stringValue":"db"');
  });

  it("give the size of the season and the pace of faults", () => {
    const flat = draw(2, { ...settings, seasonSize: 0 });
    expect(flat.trafficAt(flat.start)).toBe(1);
    const waves = draw(2, { ...settings, seasonSize: 0.9 });
    const seen = Array.from({ length: 200 }, (_, at) => waves.trafficAt(waves.start + at * 60_000));
    expect(Math.max(...seen)).toBeLessThanOrEqual(1.9);
    expect(Math.min(...seen)).toBeGreaterThan(0);
    expect(new Set(seen).size).toBeGreaterThan(100);
    const slow = { ...settings, benignShare: 0, kinds: "disk-full", rampFactor: 100 };
    const { conditionsAt, end, system } = draw(4, slow);
    const disks = system.hosts.map(({ name }) => hostState(conditionsAt(end - 1), name).diskLeft);
    expect(Math.min(...disks)).toBeGreaterThan(0.3);
  });
});

describe.each(faultKinds.map((kind) => [kind.name, kind] as const))("fault %s", (_, kind) => {
  const incident = Array.from({ length: 400 }, (_unused, seed) =>
    drawIncident({
      seed,
      settings: { ...settings, benignShare: 0, doubleFaultShare: 0, innocentChangeShare: 0 },
      until: now,
      kinds: [kind],
    }),
  ).find(({ system }) => system.models.some((model) => kind.fits(model)))!;

  it("leaves the system healthy until the onset and changes it after", () => {
    expect(incident.kind).toBe(kind.name);
    expect(incident.conditionsAt(incident.onset - 1)).toEqual(healthy);
    expect(incident.conditionsAt(incident.end - 1)).not.toEqual(healthy);
  });

  it("names a truth that its system holds", () => {
    const { truth, system } = incident;
    const names = [
      ...system.models.flatMap(({ name, tools }) => [name, ...tools]),
      ...system.services.map(({ name }) => name),
      ...system.hosts.map(({ name }) => name),
    ];
    expect(names).toContain(truth?.component.name);
    expect(kind.summary).toMatch(/\.$/);
  });
});

describe("an inference", () => {
  const system = drawSystem(seededRandom("system"), { ...settings, models: 4 });
  const binary = system.models.find(({ task }) => task === "binary")!;
  const accuracy = (conditions: typeof healthy) => {
    const random = seededRandom("rows");
    let hits = 0;
    for (let row = 0; row < 2_000; row += 1) {
      const { output, label } = infer(binary, conditions, random);
      hits += output === label ? 1 : 0;
    }
    return hits / 2_000;
  };

  it("is right most of the time in a healthy system", () => {
    expect(accuracy(healthy)).toBeGreaterThan(0.85);
  });

  it("is worse where the weights, the truth or an input is broken", () => {
    const weighty = binary.features.toSorted(
      (a, b) => Math.abs(b.weights[0] ?? 0) - Math.abs(a.weights[0] ?? 0),
    )[0]!;
    const usual = accuracy(healthy);
    const models = (state: object) => ({ ...healthy, models: { [binary.name]: state } });
    const version = { version: "v9", versionShare: 1, weightNoise: 0.8 };
    expect(accuracy(models(version))).toBeLessThan(usual - 0.1);
    expect(accuracy(models({ conceptTurn: 0.8 }))).toBeLessThan(usual - 0.1);
    const place = `${binary.name}/${weighty.name}`;
    expect(accuracy({ ...healthy, features: { [place]: { scale: 100 } } })).toBeLessThan(
      usual - 0.1,
    );
  });

  it("has the usual state where nothing is said", () => {
    expect(modelState(healthy, "any").rate).toBe(1);
    expect(featureState(healthy, "any", "thing").nullShare).toBe(0);
  });
});
