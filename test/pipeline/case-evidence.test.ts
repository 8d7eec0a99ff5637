import { beforeAll, describe, expect, it } from "vitest";
import { openLabCases } from "../../bench/diagnose/lab-case.ts";
import { memoryStore } from "../../bench/memory-store/memory-store.ts";
import { diagnose } from "../../src/diagnose/diagnose.ts";
import { protocols } from "../../src/ingest/catalog.ts";
import { createIntake } from "../../src/ingest/intake.ts";
import { receive } from "../../src/ingest/receive.ts";
import { drawIncident, type LabIncident } from "../../src/lab/incident.ts";
import { labSettings } from "../../src/lab/lab-settings.ts";
import { metricsBody, type LabPayload, type LabPoint } from "../../src/lab/wire.ts";
import type { Diagnosis } from "../../src/model/diagnosis.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { second, type TimeMs } from "../../src/model/time.ts";

const until = Date.UTC(2026, 10, 20, 10);
const stepMs = 10 * second;
// Nothing is broken but what a test adds.
const { values: settings } = resolveSettings(labSettings, {
  benignShare: 1,
  innocentChangeShare: 0,
  missingShare: 0,
  beforeMinutes: 5,
  duringMinutes: 2,
  lateSecondsMax: 0,
});

/** A benign incident about a language model. */
const incident = Array.from({ length: 40 }, (_, seed) =>
  drawIncident({ seed, settings, until }),
).find(
  ({ system, alarm }) =>
    system.models.find(({ name }) => name === alarm.model)?.task === "generation",
)!;
const { service } = incident.alarm;

/** What the real ingestion, store and case make of a benign incident and what comes besides. */
async function diagnosed(beside: (time: TimeMs) => LabPayload): Promise<Diagnosis> {
  const store = memoryStore();
  const clock = { now: until };
  const intake = createIntake({ sink: store, now: () => clock.now });
  for (let time = incident.start; time < incident.end; time += stepMs) {
    const { path, body } = beside(time);
    const protocol = protocols.find(({ routes }) => routes.some((route) => route.path === path));
    const headers = { "content-type": "application/json" };
    const request = { path, headers, body: Buffer.from(body), project: "default", now: time };
    expect(await receive(protocol!, request, intake)).toMatchObject({ status: 200 });
  }
  const [file] = await openLabCases([incident], { store, clock, settings });
  return diagnose(file!);
}

/** Six calls of a tool, which fail since the onset. */
function toolCalls({ onset }: LabIncident, time: TimeMs): LabPayload {
  const attribute = (key: string, value: string) => ({ key, value: { stringValue: value } });
  const spans = Array.from({ length: 6 }, (_, place) => {
    const id = (time + place).toString(16).padStart(16, "0");
    return {
      traceId: id.repeat(2),
      spanId: id,
      name: "execute_tool book",
      kind: 1,
      startTimeUnixNano: `${time + place}000000`,
      endTimeUnixNano: `${time + place + 20}000000`,
      attributes: [
        attribute("gen_ai.operation.name", "execute_tool"),
        attribute("gen_ai.tool.name", "book"),
      ],
      status: time < onset ? {} : { code: 2, message: "the calendar of ann@example.com is closed" },
    };
  });
  const resource = { attributes: [attribute("service.name", service)] };
  const body = JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] });
  return { time, path: "/v1/traces", body };
}

/** A gauge or counter that stands at one value before the onset and at another since; null sends another in its place. */
function metric(
  name: string,
  labels: LabPoint["labels"],
  [before, since]: readonly [number | null, (time: TimeMs) => number],
): (time: TimeMs) => LabPayload {
  return (time) => {
    const value = time < incident.onset ? before : since(time);
    const point =
      value === null
        ? { name: "up", isCounter: false, labels: {}, value: 1 }
        : { name, isCounter: name.endsWith("_total"), labels, value };
    return { time, path: "/v1/metrics", body: metricsBody([point], time) };
  };
}

const pod = `${service}-5d8f9c-x7x`;

/** The likeliest named cause: where nothing else is wrong, one sign alone does not pass for certain. */
const likeliest = ({ causes }: Diagnosis) => causes.find(({ kind }) => kind !== "unknown");

const sentences = ({ causes }: Diagnosis) =>
  causes.flatMap(({ evidenceFor }) => evidenceFor.map(({ statement }) => statement));

describe("evidence from the wire to the diagnosis", () => {
  let usual: Diagnosis;
  beforeAll(async () => {
    usual = await diagnosed(metric("up", {}, [1, () => 1]));
  });

  it("of nothing is that the calls of the language model are as before", () => {
    expect(usual.causes[0]?.kind ?? "unknown").toBe("unknown");
    expect(usual.ruledOut.map(({ code }) => code)).toContain("diagnose/llm-usual");
  });

  it("of a tool that fails is the tool, what it says without personal data", async () => {
    const diagnosis = await diagnosed((time) => toolCalls(incident, time));
    expect(likeliest(diagnosis)).toMatchObject({ kind: "dependency", component: { name: "book" } });
    expect(
      sentences(diagnosis).find(({ code }) => code === "diagnose/llm-tool-errors-say"),
    ).toEqual({
      code: "diagnose/llm-tool-errors-say",
      params: {
        name: incident.alarm.model,
        tool: "book",
        before: 0,
        after: 1,
        sample: "the calendar of ••• is closed",
      },
    });
  });

  it("of an image that cannot be pulled is the deployment of its service", async () => {
    const diagnosis = await diagnosed(
      metric("kube_pod_container_status_waiting_reason", { pod, reason: "ImagePullBackOff" }, [
        null,
        () => 1,
      ]),
    );
    expect(likeliest(diagnosis)).toMatchObject({
      kind: "deployment",
      component: { name: service },
    });
  });

  it("of a container that is killed for memory is its service's shortage", async () => {
    const diagnosis = await diagnosed(
      metric("container_oom_events_total", { container: service }, [
        3,
        (time) => 4 + Math.floor((time - incident.onset) / (30 * second)),
      ]),
    );
    expect(likeliest(diagnosis)).toMatchObject({ kind: "resource", component: { name: service } });
    expect(likeliest(diagnosis)?.detail).toBe("memory");
  });
});
