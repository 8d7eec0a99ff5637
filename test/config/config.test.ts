import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lineOf } from "../../src/config/config-position.ts";
import {
  type ConfigSources,
  loadConfig,
  nearest,
  parseDuration,
  printableConfig,
} from "../../src/config/config.ts";
import { driftDefaults, pagesOnDrift } from "../../src/model/drift-report.ts";
import { AcesoError } from "../../src/model/errors.ts";
import { retentionSignals } from "../../src/store/store.ts";

function load(text: string | undefined, sources: Partial<ConfigSources> = {}) {
  return loadConfig({ environment: {}, readFile: () => text, ...sources });
}

function problemOf(text: string, sources: Partial<ConfigSources> = {}): string {
  try {
    load(text, sources);
  } catch (error) {
    if (error instanceof AcesoError) return `${error.message} | ${error.fix}`;
    throw error;
  }
  return "accepted";
}

describe("settings", () => {
  it("nothing given gives the documented defaults", () => {
    const { config } = load(undefined);
    expect(config).toMatchObject({ host: "127.0.0.1", port: 4600, dataDir: "./aceso-data" });
    expect(config.repair.policy.mode).toBe("propose");
    expect(Object.keys(config.retention)).toEqual([...retentionSignals]);
    expect(config.token).toBeUndefined();
  });

  it("flag beats environment beats file beats default, and each is named as the origin", () => {
    const file = '{\n"port": 1,\n"host": "localhost",\n"dataDir": "/f"}';
    const { config, origins } = load(file, {
      environment: { ACESO_PORT: "2", ACESO_HOST: "127.0.0.2" },
      flags: { port: "3" },
    });
    expect([config.port, config.host, config.dataDir]).toEqual([3, "127.0.0.2", "/f"]);
    const of = (name: string) => origins.get(name);
    expect(of("port")).toBe("flag --port");
    expect(of("host")).toBe("environment ACESO_HOST");
    expect(of("dataDir")).toBe("file aceso.config.json:4");
    expect(of("otlpPort")).toBe("default");
  });

  it.each([
    ['{\n "limit": {}\n}', "aceso.config.json:2: unknown setting limit | did you mean limits?"],
    [
      '{"retention": {\n"samples": "30d",\n"span": "2d"}}',
      "aceso.config.json:3: unknown setting retention.span | did you mean retention.spans?",
    ],
    [
      '{"repair": {"targets": [\n{"naem": "x"}]}}',
      "aceso.config.json:2: repair.targets.0.name: Invalid input",
    ],
    ['{"retention": {"logs": "30 days"}}', "retention.logs: expected a duration"],
    ['{"port": "4600"}', "aceso.config.json:1: port: Invalid input: expected number"],
    [
      '{"outputFormats": {"m": "("}}',
      'outputFormats.m: expected "json", a JSON Schema or a regular',
    ],
    ['{"outputFormats": {"m": "(?=a)"}}', "outputFormats.m: expected"],
    [
      '{"outputFormats": {\n"m": {"properties": {"a": {"format": "email"}}}}}',
      "aceso.config.json:2: outputFormats.m: expected",
    ],
    [
      '{"outputFormats": {"m": {"properties": {"a": {"format": "email"}}}}}',
      "#/properties/a/format: this keyword is not checked",
    ],
    [
      '{"outputFormats": {"m": "{\\"items\\": {\\"pattern\\": \\"(?=a)\\"}}"}}',
      "#/items/pattern: ",
    ],
    ['{"notify": {"webhooks": [{"url": "file:///x", "secretEnv": "A"}]}}', "expected an http"],
    [
      '{"notify": {"webhooks": [{"url": "http://x", "secretEnv": "s3cr3t!"}]}}',
      "the name of an environment",
    ],
    ['{"measures": {"f1-score": {}}}', "measures.f1-score: there is no measure f1-score"],
    [
      '{"measures": {"quantile-loss": {"probability": 2}}}',
      "measures.quantile-loss.probability: out-of-range",
    ],
    [
      '{"judges": [{"model": "m", "judge": "m", "endpoint": "http://j"}]}',
      "judges.0.judge: expected another model than the judged one",
    ],
    [
      '{"judges": [{"model": "m", "judge": "j", "endpoint": "http://a:s3cr3t@j"}]}',
      "judges.0.endpoint: expected a URL without user and password",
    ],
    ['{"drift": {"refernce": "sliding"}}', "unknown setting drift.refernce | did you mean"],
    ['{"drift": {"reference": "rolling"}}', "drift.reference: "],
    ['{"drift": {"significance": 2}}', "drift.significance: "],
    ['{"drift": {"models": {"m": {"reference": "weekly"}}}}', "drift.models.m.reference: "],
    ["[]", "expected an object"],
    ["{", "not valid JSON"],
    ['{"token": "x"}', "unknown setting token"],
    ['{"zzzzzzzz": 1}', "unknown setting zzzzzzzz | remove it"],
  ])("%j is refused with its place and what to do", (text, expected) => {
    expect(problemOf(text)).toContain(expected);
  });

  it("drift is judged by its defaults, and by what is said of one model", () => {
    expect(load(undefined).config.drift).toEqual(driftDefaults);
    const models = { fraud: { pageOnlyWhenItMatters: false }, demand: { reference: "seasonal" } };
    const { drift } = load(JSON.stringify({ drift: { slidingDays: 3, models } })).config;
    expect(drift).toEqual({ ...driftDefaults, slidingDays: 3, models });
    expect(["fraud", "demand"].map((model) => pagesOnDrift(drift, model))).toEqual([true, false]);
  });

  it("a JSON Schema stands in the file as an object or as a text", () => {
    const { config } = load(
      '{"outputFormats": {"a": {"type": "object"}, "b": "{\\"type\\": \\"object\\"}", "c": "^x$"}}',
    );
    expect(config.outputFormats).toEqual({
      a: '{"type":"object"}',
      b: '{"type": "object"}',
      c: "^x$",
    });
  });

  it("a bad environment variable or flag is named", () => {
    expect(problemOf("{}", { environment: { ACESO_PORT: "x" } })).toContain(
      "environment ACESO_PORT",
    );
    expect(problemOf("{}", { flags: { port: "99999" } })).toContain("flag --port");
    expect(
      problemOf("{}", { flags: { config: "gone.json" }, readFile: () => undefined }),
    ).toContain("gone.json: there is no such file");
  });

  it("secrets are never in what is printed, nor in an error", () => {
    const { config } = load("{}", { environment: { ACESO_TOKEN: "s3cr3t" } });
    expect(JSON.stringify(printableConfig(config))).not.toContain("s3cr3t");
    expect(config.secretOf("ACESO_TOKEN")).toBe("s3cr3t");
  });

  it("monitors of the file are owned by the file", () => {
    const monitor = {
      id: "a",
      detector: "static-threshold",
      watch: { kind: "measure", measure: "accuracy", subject: { kind: "model", model: "m" } },
    };
    const { config } = load(JSON.stringify({ monitors: [monitor] }));
    expect(config.monitors[0]).toMatchObject({ id: "a", owner: "file", holdWindows: 2 });
    const owned = JSON.stringify({ monitors: [{ ...monitor, owner: "pack" }] });
    expect(problemOf(owned)).toContain("unknown setting monitors.0.owner");
  });

  it("durations have one unit", () => {
    expect(["90s", "720m", "12h", "30d", "1w", "", "-1h", "1.5h"].map(parseDuration)).toEqual([
      90_000,
      43_200_000,
      43_200_000,
      2_592_000_000,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("a guess is near or absent", () => {
    expect(nearest("retension", ["retention", "repair"])).toBe("retention");
    expect(nearest("PORT", ["port", "host"])).toBe("port");
    expect(nearest("elephants", ["port", "host"])).toBeUndefined();
  });

  it("the line of every key of any JSON is the line it is printed on", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 8 }), (values) => {
        const text = JSON.stringify(values, undefined, 1);
        const lines = text.split("\n");
        for (const key of Object.keys(values)) {
          const line = lines.findIndex((shown) => shown.startsWith(` ${JSON.stringify(key)}:`));
          expect(lineOf(text, [key])).toBe(line + 1);
        }
      }),
    );
  });
});
