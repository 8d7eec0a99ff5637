import { describe, expect, it } from "vitest";
import { evidenceHref } from "../../src/web/incident-page/evidence-href.ts";
import { placeIntervals } from "../../src/web/incident-page/interval-plot.tsx";
import { stagesOf } from "../../src/web/incident-page/stepper.tsx";
import { timelineOf } from "../../src/web/incident-page/timeline.ts";
import { filterEntries } from "../../src/web/shell/palette.tsx";
import { makeWords } from "../../src/web/state/words.tsx";
import { digitsIncident, unknownIncident, writerIncident } from "../browser/fixture-incidents.ts";
import { fixtureChanges } from "../browser/fixture-measures.ts";

describe("stagesOf", () => {
  it.each([
    ["proposed", ["done", "done", "now", "ahead", "ahead"]],
    ["performed", ["done", "done", "done", "done", "now"]],
    ["fixed", ["done", "done", "done", "done", "done"]],
  ] as const)("a repair that is %s", (stage, wanted) => {
    expect(stagesOf(digitsIncident(stage, [])).map(({ state }) => state)).toEqual(wanted);
  });

  it("an incident that was just opened waits for its diagnosis", () => {
    expect(stagesOf(writerIncident())[1]?.state).toBe("now");
  });

  it("an incident that ended by itself needed no repair", () => {
    expect(stagesOf(unknownIncident()).map(({ state }) => state)).toEqual([
      "done",
      "done",
      "skipped",
      "skipped",
      "skipped",
    ]);
  });
});

describe("where an evidence is seen", () => {
  const told = (probe: string, expression?: string): string =>
    evidenceHref(
      {
        id: "e",
        probe,
        statement: { code: "a", params: {} },
        weight: 1,
        window: { start: 10.4, end: 20 },
        chart: expression === undefined ? null : { expression },
      },
      { models: ["fraud / 2"] },
    );

  it.each([
    ["error-rate", 'up{job="a"}', "/explore?query=up%7Bjob%3D%22a%22%7D&range=10..20"],
    ["change-before-onset", undefined, "#timeline"],
    ["worse-slices", undefined, "#wrong-answers"],
    ["failing-spans", undefined, "#symptoms"],
    ["feature-drift", undefined, "/m/fraud%20%2F%202?range=10..20"],
  ] as const)("%s", (probe, expression, href) => {
    expect(told(probe, expression)).toBe(href);
  });
});

describe("timelineOf", () => {
  it.each(["en", "zh"] as const)("tells every event in order, in %s", (lang) => {
    const incident = digitsIncident("fixed", []);
    const lines = timelineOf(incident, fixtureChanges, makeWords(lang, "UTC"));
    expect(lines.map(({ at }) => at)).toEqual(lines.map(({ at }) => at).toSorted((a, b) => a - b));
    expect(lines).toHaveLength(incident.events.length + 2);
    expect(lines.filter(({ text }) => /\[|\?/.test(text))).toEqual([]);
  });
});

describe("placeIntervals", () => {
  const stage = (value: number) => ({ value, count: 100, standardError: 0.01 });
  const test = {
    monitor: "m",
    test: "t",
    before: stage(0.96),
    during: stage(0.7),
    after: stage(0.95),
    margin: 0.1,
    pValue: 0.001,
    passed: true,
  };

  it("puts everything between 0 and 1, low before high", () => {
    const { stages, margin } = placeIntervals(test);
    for (const { low, at, high } of stages) {
      expect(low).toBeGreaterThanOrEqual(0);
      expect(low).toBeLessThan(at);
      expect(at).toBeLessThan(high);
      expect(high).toBeLessThanOrEqual(1);
    }
    expect(margin.low).toBeLessThan(margin.high);
  });

  it("a value that is not finite lies in the middle", () => {
    expect(placeIntervals({ ...test, after: stage(Number.NaN) }).stages[2]?.at).toBe(0.5);
  });
});

describe("filterEntries", () => {
  const entries = [
    { path: "/i/1", title: "7Q4K version v2 of digits is bad", kind: "Incident" },
    { path: "/m/digits", title: "digits", kind: "Model" },
  ];

  it("puts what starts with the words first", () => {
    expect(filterEntries(entries, "digits").map(({ path }) => path)).toEqual(["/m/digits", "/i/1"]);
  });

  it("needs every word", () => {
    expect(filterEntries(entries, "digits bad").map(({ path }) => path)).toEqual(["/i/1"]);
  });
});
