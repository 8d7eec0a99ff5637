import { describe, expect, it } from "vitest";
import { detectorNamed, groupDetectorNamed } from "../../src/detect/catalog.ts";
import { monitorsFor, type PackInput } from "../../src/detect/packs/monitors-for.ts";
import { unwatchedMeasures, watchRules } from "../../src/detect/packs/rules.ts";
import { measures } from "../../src/measure/catalog.ts";
import type { ModelFacts } from "../../src/model/measurement.ts";
import type { Monitor } from "../../src/model/monitor.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { findWords } from "../../src/model/words/catalog.ts";
import { render } from "../../src/model/words/render.ts";
import { measureName } from "../../src/incident/title.ts";
import { parse } from "../../src/promql/parser.ts";

const digits: ModelFacts = {
  model: "digits",
  task: "multiclass",
  versions: [{ version: "v1", firstSeen: 0, lastSeen: 1, predictions: 100 }],
  features: [
    { name: "brightness", type: "number" },
    { name: "camera", type: "text" },
  ],
  classes: ["0", "1"],
  hasLabels: true,
  hasScores: true,
  services: ["digits-api"],
};
const prices: ModelFacts = { ...digits, model: "prices", task: "regression", classes: [] };
const writer: ModelFacts = {
  ...digits,
  model: "org/writer",
  task: "generation",
  features: [],
  classes: [],
  hasLabels: false,
  hasScores: false,
};
const input: PackInput = {
  models: [digits, prices, writer],
  services: [
    { service: "writer-api", peers: ["retriever"], models: ["org/writer"] },
    { service: "digits-api", peers: [], models: ["digits"] },
  ],
  host: {
    name: "box",
    metrics: [
      "node_memory_MemAvailable_bytes",
      "node_memory_MemTotal_bytes",
      "node_filesystem_avail_bytes",
      "node_filesystem_size_bytes",
      "node_cpu_seconds_total",
      "node_load1",
      "node_pressure_cpu_waiting_seconds_total",
      "node_disk_io_time_seconds_total",
      "node_network_receive_errs_total",
      "node_network_transmit_errs_total",
      "process_cpu_seconds_total",
      "process_resident_memory_bytes",
    ],
  },
  measures,
  servers: [
    {
      model: "org/writer",
      metrics: ["vllm:num_requests_waiting", "vllm:time_to_first_token_seconds_bucket"],
    },
    { model: "untraced", metrics: ["sglang:time_to_first_token_seconds_bucket"] },
  ],
};
const monitors = monitorsFor(input);
const objectivesOf = (prefix: string): readonly string[] =>
  monitors
    .filter((monitor) => monitor.class === "objective" && monitor.id.startsWith(prefix))
    .map((monitor) => measureName(monitor));

const expressionOf = ({ watch }: Monitor): string =>
  watch.kind === "series" ? watch.expression : "";

const none: ReadonlySet<string> = new Set();

describe("the packs", () => {
  it("know every measure of the catalogue", () => {
    const known = [...Object.keys(watchRules), ...unwatchedMeasures];
    expect(known.toSorted()).toEqual(measures.map(({ name }) => name).toSorted());
  });

  it("make objectives only of evidence-free measures: an evidence measure never opens an incident", () => {
    for (const { name, class: own } of measures) {
      const rule = watchRules[name];
      if (own === "evidence" && rule) expect(rule.class, name).toBe("evidence");
    }
  });

  it("watch quality by task, and what calls feel", () => {
    expect(objectivesOf("pack/model:digits/")).toEqual(["accuracy", "f1"]);
    expect(objectivesOf("pack/model:prices/")).toEqual(["mae"]);
    expect(objectivesOf("pack/model:org%2Fwriter/")).toEqual([
      "llm-error-rate",
      "llm-first-token-p95",
      "llm-latency-p95",
      "llm-valid-output",
      "valid-output",
    ]);
    expect(objectivesOf("pack/service:writer-api/")).toEqual(["error-rate", "latency-p95"]);
    expect(objectivesOf("pack/host:box/")).toEqual(["host-disk-free", "host-memory-available"]);
  });

  it("watch the mean output only where outputs are numbers", () => {
    const of = (hasNumberOutputs: boolean) =>
      monitorsFor({
        ...input,
        models: [{ ...digits, task: "binary", hasNumberOutputs }],
      }).map((monitor) => measureName(monitor));
    expect(of(true)).toContain("output-mean");
    expect(of(false)).not.toContain("output-mean");
  });

  it("watch drift where its owner asks for it, and its cost where labels come late", () => {
    const of = (always: readonly string[], awaited: readonly string[]) =>
      monitorsFor({ ...input, drift: { always: new Set(always), awaited: new Set(awaited) } })
        .filter((monitor) => /drifted-features|expected-loss/.test(measureName(monitor)))
        .map(({ id, class: kind, settings }) => [id, kind, settings]);
    expect(of([], [])).toEqual([]);
    expect(of(["digits"], ["digits", "prices"])).toEqual([
      ["pack/model:digits/drifted-features/all", "objective", { high: 0 }],
      ["pack/model:prices/expected-loss/all", "objective", { high: 0.33 }],
    ]);
    expect(of([], ["digits"])).toEqual([
      ["pack/model:digits/expected-loss/all", "objective", { high: 0.05 }],
    ]);
  });

  it("watch texts as evidence where they are compared", () => {
    const drift = { always: none, awaited: none, worded: new Set(["digits"]) };
    const found = monitorsFor({ ...input, drift }).filter(({ id }) => id.includes("drifted-texts"));
    expect(found.map(({ id, class: kind, settings }) => [id, kind, settings])).toEqual([
      ["pack/model:digits/drifted-texts/all", "evidence", { high: 0 }],
    ]);
  });

  it("watch peers, inputs, volume and servers as evidence", () => {
    const evidence = monitors.filter((monitor) => monitor.class === "evidence").map(({ id }) => id);
    for (const id of [
      "pack/service:writer-api/latency-p95/peer=retriever",
      "pack/service:writer-api/error-rate/peer=retriever",
      "pack/model:prices/feature-null-share/feature=brightness",
      "pack/model:digits/feature-jensen-shannon/feature=camera",
      "pack/model:digits/prediction-rate/all",
      "pack/host:box/host-cpu-busy/all",
      "pack/model:org%2Fwriter/server-queue/all",
      // Its calls leave no spans: the server's own histogram tells.
      "pack/model:untraced/server-first-token-p95/all",
    ]) {
      expect(evidence).toContain(id);
    }
    expect(evidence).not.toContain("pack/model:digits/feature-mean/feature=camera");
    expect(evidence).not.toContain("pack/model:org%2Fwriter/server-first-token-p95/all");
  });

  it("give unique ids, the same again for the same facts in any order", () => {
    expect(new Set(monitors.map(({ id }) => id)).size).toBe(monitors.length);
    const turned = {
      ...input,
      models: input.models.toReversed(),
      services: input.services.toReversed(),
    };
    expect(monitorsFor(turned)).toEqual(monitors);
  });

  it.each(monitors.map((monitor) => [monitor.id, monitor] as const))(
    "%s is sound",
    (_, monitor: Monitor) => {
      const detector = (detectorNamed(monitor.detector) ?? groupDetectorNamed(monitor.detector))!;
      expect(resolveSettings(detector.settings, monitor.settings).problems).toEqual([]);
      expect(render(monitor.reason, { lang: "en" })).not.toMatch(/^\[|\?/);
      expect(findWords(`measure.${measureName(monitor)}`)).toBeDefined();
      expect(monitor).toMatchObject({ owner: "pack", windowMs: 60_000, enabled: true });
      if (expressionOf(monitor) !== "") expect(() => parse(expressionOf(monitor))).not.toThrow();
    },
  );

  it("watch nothing where there is nothing", () => {
    expect(monitorsFor({ models: [], services: [], host: null, measures })).toEqual([]);
    expect(
      monitorsFor({ models: [], services: [], host: { name: "x", metrics: [] }, measures }),
    ).toEqual([]);
  });

  it("do not watch quality of models without labels, nor more than 50 features", () => {
    const unlabelled = monitorsFor({
      ...input,
      models: [{ ...digits, hasLabels: false }],
      services: [],
      host: null,
      servers: [],
    });
    expect(unlabelled.map((monitor) => measureName(monitor))).not.toContain("accuracy");
    const features = Array.from({ length: 200 }, (_, index) => ({
      name: `f${index}`,
      type: "number" as const,
    }));
    const wide = monitorsFor({
      ...input,
      models: [{ ...prices, features }],
      services: [],
      host: null,
      servers: [],
    });
    expect(wide.filter((monitor) => measureName(monitor) === "feature-null-share")).toHaveLength(
      50,
    );
  });
});
