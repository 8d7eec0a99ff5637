import { describe, expect, it } from "vitest";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { pastIncidentOf, similarIncidents } from "../../src/incident/similar.ts";
import type { Incident } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import { makeCase } from "../diagnose/case.ts";

const { file } = makeCase("bad-version", 5);
const diagnosis = diagnose(file);
const first = diagnosis.causes[0]!;
const symptom = (monitor: string) =>
  ({ monitor, title: say("incident/title"), recoveredAt: null }) as Incident["symptoms"][number];
const incident: Incident = {
  ...file.incident,
  id: "now",
  symptoms: [symptom("accuracy"), symptom("f1")],
  diagnosis,
};

/** The same incident earlier, with what a person said of its cause. */
function earlier(id: string, right: boolean | null): Incident {
  const mark = { id: "m", incident: id, at: 2, by: "ann", type: "cause-marked" } as const;
  return {
    ...incident,
    id,
    code: id,
    openedAt: 1,
    events: right === null ? [] : [{ ...mark, cause: first.id, right }],
  };
}

describe("past incidents", () => {
  it("are alike by the monitors, models and components they share, itself left out", () => {
    const same = pastIncidentOf(earlier("a", null));
    const half = { ...pastIncidentOf(earlier("b", null)), symptoms: ["accuracy", "latency"] };
    const other = { ...same, id: "c", models: ["x"], components: [], symptoms: ["gpu"] };
    const found = similarIncidents(incident, [other, half, same, pastIncidentOf(incident)], 3);
    expect(found.map(({ id }) => id)).toEqual(["a", "b"]);
    expect(found[0]?.likeness).toBe(1);
    expect(found[1]?.likeness).toBeLessThan(1);
  });

  it("speak for their cause when it was marked right, against it when wrong", () => {
    const withPast = (right: boolean | null) => {
      const similar = similarIncidents(incident, [pastIncidentOf(earlier("a", right))], 3);
      const found = diagnose({ ...file, similar });
      const all = found.causes.flatMap(({ evidenceFor, evidenceAgainst }) => [
        ...evidenceFor,
        ...evidenceAgainst,
      ]);
      return { found, told: all.filter(({ probe }) => probe === "past-incidents") };
    };
    expect(withPast(true).told).toMatchObject([{ weight: 0.7 }]);
    expect(withPast(false).told).toMatchObject([{ weight: -0.7 }]);
    expect(withPast(null).told).toMatchObject([{ weight: 0.2 }]);
    const { found } = withPast(false);
    expect(found.causes[0]?.id).toBe(first.id);
    expect(found.similar).toMatchObject([{ incident: "a", code: "a", fixedBy: null }]);
  });

  it("do not bring up a cause that nothing speaks for now", () => {
    const past = pastIncidentOf(earlier("a", true));
    const cause = { ...past.cause!, kind: "security" as const };
    const found = diagnose({ ...file, similar: [{ ...past, cause, likeness: 1 }] });
    expect(found.causes.some(({ kind }) => kind === "security")).toBe(false);
    expect(found.causes).toEqual(diagnosis.causes);
  });
});
