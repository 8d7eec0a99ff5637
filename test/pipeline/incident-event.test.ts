import { expect, it } from "vitest";
import { incidentEvent } from "../../src/pipeline/incident-event.ts";

const at = 1_750_000_000_000;

it("the same event told twice has one id, and says what it was given", () => {
  const tell = () =>
    incidentEvent(
      "i1",
      { at, by: "aceso", subject: "p1" },
      { type: "repair-approved", plan: "p1" },
    );
  expect(tell()).toEqual(tell());
  expect(tell()).toMatchObject({ incident: "i1", at, by: "aceso", plan: "p1" });
});

it("incident, type, subject and time each make another event", () => {
  const base = { at, by: "aceso", subject: "p1" };
  const ids = [
    incidentEvent("i1", base, { type: "repair-approved", plan: "p1" }),
    incidentEvent("i2", base, { type: "repair-approved", plan: "p1" }),
    incidentEvent("i1", { ...base, subject: "p2" }, { type: "repair-approved", plan: "p2" }),
    incidentEvent("i1", { ...base, at: at + 1 }, { type: "repair-approved", plan: "p1" }),
    incidentEvent("i1", base, { type: "acknowledged" }),
  ].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
});
