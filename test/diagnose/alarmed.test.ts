import { describe, expect, it } from "vitest";
import { alarmedMeasures } from "../../src/diagnose/alarmed.ts";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import type { CaseFile } from "../../src/diagnose/probe.ts";
import type { Incident } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import { makeCase } from "./case.ts";

/** The alarm that opened an incident about a slow service. */
function slow(service: string): Incident["symptoms"][number] {
  const params = { subject: service, measure: "latency-p95", value: 628, unit: "ms", limit: 414 };
  return {
    monitor: `pack/service:${service}/latency-p95/all`,
    title: say("incident/above", params),
    onset: 0,
    value: 628,
    expected: 170,
    low: 0,
    high: 414,
    score: 0.9,
    unit: "ms",
    class: "objective",
    recoveredAt: null,
  };
}

/** A case of which nothing that a service measures has come since the onset: it starves, and reports late. */
function silent(file: CaseFile): CaseFile {
  return {
    ...file,
    measurementsDuring: [],
    measurementsOverTime: file.measurementsOverTime.filter(
      ({ window }) => window.end <= file.before.end,
    ),
  };
}

describe("the incident's own alarms", () => {
  const { file } = makeCase("cpu-starvation", 1);
  const service = file.incident.components[0]!.name;
  const alarmed = { ...file, incident: { ...file.incident, symptoms: [slow(service)] } };

  it("are told by role, with what was expected", () => {
    expect(alarmedMeasures(alarmed, "latency")).toEqual([
      { subject: service, measure: "latency-p95", from: 170, to: 628 },
    ]);
    expect(alarmedMeasures(alarmed, "errors")).toEqual([]);
    const asEvidence = { ...slow(service), class: "evidence" } as const;
    const incident = { ...file.incident, symptoms: [asEvidence] };
    expect(alarmedMeasures({ ...file, incident }, "latency")).toEqual([]);
  });

  it("stand in for rows that a starving service has not sent yet", () => {
    const told = diagnose(silent(alarmed));
    expect(told.causes[0]).toMatchObject({
      kind: "resource",
      component: { kind: "serving", name: service },
    });
    const codes = told.causes[0]!.evidenceFor.map(({ statement }) => statement.code);
    expect(codes).toContain("diagnose/service-slower");
    expect(codes).toContain("diagnose/latency-rose-seen");
  });
});
