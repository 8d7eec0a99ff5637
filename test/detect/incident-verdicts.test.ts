import { describe, expect, it } from "vitest";
import { featuresOf, personVerdict, verdictFeatures } from "../../src/detect/incident-verdicts.ts";
import type { Incident, IncidentEvent } from "../../src/model/incident.ts";
import { makeCase } from "../diagnose/case.ts";

const { file } = makeCase("bad-version", 5);
const plain: Incident = { ...file.incident, events: [], resolvedReason: null };

type Said = { readonly by?: string } & (
  | { readonly type: "repair-approved"; readonly plan: string }
  | { readonly type: "cause-marked"; readonly cause: string; readonly right: boolean }
  | { readonly type: "judged"; readonly verdict: "fault" | "false-alarm" }
  | { readonly type: "noted"; readonly text: string }
);

/** An incident with what somebody did to it, in order. */
function after(said: readonly Said[], resolvedReason: Incident["resolvedReason"] = null): Incident {
  const events = said.map((one, index): IncidentEvent => ({
    id: `e${index}`,
    incident: plain.id,
    at: index,
    ...one,
    by: one.by ?? "ann",
  }));
  return { ...plain, events, resolvedReason };
}

const right = { type: "cause-marked", cause: "c", right: true } as const;
const wrong = { ...right, right: false } as const;
const approved = { type: "repair-approved", plan: "p" } as const;
const judged = (verdict: "fault" | "false-alarm") => ({ type: "judged", verdict }) as const;
const alarm = (text: string) => ({ type: "noted", text }) as const;

describe("what people made of an incident", () => {
  it.each([
    ["nothing said", after([]), null],
    ["closed without a word", after([], "closed-by-person"), null],
    ["a cause marked right", after([right]), "fault"],
    ["a repair approved", after([approved]), "fault"],
    ["a repair Aceso approved by itself", after([{ ...approved, by: "aceso" }]), null],
    ["a note on something else", after([alarm("who is on call?")]), null],
    ["a note that it was a false alarm", after([alarm("False alarm: load test")]), "false-alarm"],
    ["the same in Chinese", after([alarm("误报，压测")]), "false-alarm"],
    ["a cause marked wrong, still open", after([wrong]), null],
    ["a cause marked wrong, then closed", after([wrong], "closed-by-person"), "false-alarm"],
    ["one cause wrong, another right", after([wrong, right], "closed-by-person"), "fault"],
    ["called a false alarm", after([judged("false-alarm")]), "false-alarm"],
    ["called a fault after all", after([judged("false-alarm"), judged("fault")]), "fault"],
    [
      "called a false alarm after a repair",
      after([approved, judged("false-alarm")]),
      "false-alarm",
    ],
    ["the newest word holds", after([alarm("false alarm"), right]), "fault"],
    ["and the other way", after([approved, alarm("false alarm")]), "false-alarm"],
  ])("%s", (_, incident, verdict) => {
    expect(personVerdict(incident)).toBe(verdict);
  });
});

describe("an incident as a row", () => {
  const symptom = {
    ...plain.symptoms[0]!,
    value: 0.5,
    expected: 0.9,
    low: 0.8,
    high: 1,
    score: 0.75,
    class: "objective" as const,
  };

  it("counts its symptoms and measures the largest distance in half bands", () => {
    const evidence = { ...symptom, class: "evidence" as const, score: 0.25, expected: null };
    const row = featuresOf({ ...plain, symptoms: [symptom, evidence] });
    const named = Object.fromEntries(verdictFeatures.map((name, index) => [name, row[index]]));
    expect(named).toMatchObject({ symptoms: 2, "objective symptoms": 1 });
    expect(named).toMatchObject({ "strongest score": 0.75, "mean score": 0.5 });
    // (0.9 − 0.5) ÷ 0.1 half bands.
    expect(named["largest distance"]).toBeCloseTo(Math.log(5), 12);
  });

  it("has a figure a name, and none but those of a missing diagnosis are missing", () => {
    for (const symptoms of [[], [{ ...symptom, low: 1, high: 1 }], [symptom]]) {
      const row = featuresOf({ ...plain, symptoms, diagnosis: null });
      expect(row).toHaveLength(verdictFeatures.length);
      expect(row.filter(Number.isFinite)).toHaveLength(verdictFeatures.length - 2);
    }
  });
});
