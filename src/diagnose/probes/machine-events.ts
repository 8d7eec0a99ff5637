import type { Evidence } from "../../model/diagnosis.ts";
import { say, type Message } from "../../model/message.ts";
import type { SeriesSamples } from "../../model/series.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { serviceOf, servicesOf, tightResources, valuesIn } from "../resource.ts";
import { scopeOf } from "../scope.ts";
import { median } from "../shift.ts";

const probeName = "machine-events";
// An image that cannot be pulled, or a killed process, is as plain as a known error in a log.
const plainWeight = 2.5;
const restartWeight = 1.5;
// Who else takes the processor explains a shortage; it is none by itself. The least weight that is told.
const noteWeight = 0.15;
const stolenShareMin = 0.1;
const neighbourCoresMin = 0.3;
const timesMin = 2;
const stolenTime = 'avg(rate(node_cpu_seconds_total{mode="steal"}[1m]))';

const waitingReason = "kube_pod_container_status_waiting_reason";
const imageReason = /^(?:ImagePullBackOff|ErrImagePull|ErrImageNeverPull|InvalidImageName)$/;
const startReason =
  /^(?:CrashLoopBackOff|CreateContainerConfigError|CreateContainerError|RunContainerError)$/;

/**
 * What kube-state-metrics, cAdvisor and node exporters tell of containers that do not start or were killed, and of who
 * else took the processor: the hypervisor, or a neighbour on the same machine.
 */
export const machineEvents: Probe = {
  name: probeName,
  summary:
    "Containers that cannot be started or were killed for memory, and who else took the processor.",
  probe(file) {
    const { services } = scopeOf(file);
    const known = servicesOf(file);
    const findings = [
      ...file.resources.flatMap((series) => findingsOf(file, series, { services, known })),
      ...neighbours(file, services),
    ];
    return { findings, ruledOut: [] };
  },
};

/** Services of the case that have a container which waits since about the onset and does not start. */
export function startFailures(file: CaseFile): readonly string[] {
  const { services } = scopeOf(file);
  const known = servicesOf(file);
  return file.resources.flatMap((series) => {
    const { __name__: metric, reason = "" } = series.labels;
    if (metric !== waitingReason || !(imageReason.test(reason) || startReason.test(reason)))
      return [];
    const service = podService(series, known);
    const isOurs = service !== undefined && services.includes(service);
    return isOurs && isNew(file, series) ? [service] : [];
  });
}

function findingsOf(
  file: CaseFile,
  series: SeriesSamples,
  {
    services,
    known,
  }: { readonly services: readonly string[]; readonly known: ReadonlySet<string> },
): readonly Finding[] {
  const { labels } = series;
  const service = podService(series, known);
  if (service === undefined || !services.includes(service)) return [];
  const name = labels["pod"] ?? labels["container"] ?? service;
  const reason = labels["reason"] ?? "";
  switch (labels["__name__"]) {
    case waitingReason: {
      const isImage = imageReason.test(reason);
      if (!isNew(file, series) || (!isImage && !startReason.test(reason))) return [];
      const statement = say("diagnose/pod-waiting", { name, reason });
      const weight = isImage ? plainWeight : restartWeight;
      return [deployment(file, service, { statement, weight, seen: selectorOf(series) })];
    }
    case "kube_pod_container_status_last_terminated_reason":
      if (reason !== "OOMKilled" || !isNew(file, series)) return [];
      return [memory(file, service, { name, seen: selectorOf(series) })];
    case "container_oom_events_total":
      return valuesIn(series, file.during, true).some((rate) => rate > 0) &&
        !valuesIn(series, file.before, true).some((rate) => rate > 0)
        ? [memory(file, service, { name, seen: `rate(${selectorOf(series)}[1m])` })]
        : [];
    default:
      return [];
  }
}

/**
 * Whether a state holds since the onset and began a little before it at the earliest: a container waits for some
 * minutes before its absence is felt. Exporters leave out states that do not hold.
 */
function isNew({ before, during }: CaseFile, { times, values }: SeriesSamples): boolean {
  const earliest = (before.start + before.end) / 2;
  let isHeld = false;
  for (let index = 0; index < times.length; index++) {
    const time = times[index] ?? 0;
    if (!((values[index] ?? 0) > 0)) continue;
    if (time < earliest) return false;
    isHeld ||= time >= during.start;
  }
  return isHeld;
}

/** The service whose name a label holds, or the pod's name begins with. */
function podService(series: SeriesSamples, known: ReadonlySet<string>): string | undefined {
  const named = serviceOf(series, known);
  if (named) return named;
  const { pod = "" } = series.labels;
  return [...known]
    .filter((service) => pod.startsWith(`${service}-`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** An expression of exactly this series; the escapes of JSON are those of PromQL. */
function selectorOf({ labels }: SeriesSamples): string {
  const { __name__: metric = "", ...others } = labels;
  const parts = Object.entries(others).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return `${metric}{${parts.join(",")}}`;
}

/** What a finding says, and the expression of the series on which it is seen. */
interface Said {
  readonly statement: Message;
  readonly weight: number;
  readonly seen: string;
}

function evidenceOf(file: CaseFile, { statement, weight, seen: expression }: Said): Evidence {
  return { ...evidence(file, { probe: probeName, statement, weight }), chart: { expression } };
}

function deployment(file: CaseFile, name: string, said: Said): Finding {
  return {
    kind: "deployment",
    component: { kind: "deployment", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-deployment", { name, version: "", detail: "" }),
    evidence: [evidenceOf(file, said)],
  };
}

function memory(
  file: CaseFile,
  service: string,
  { name, seen }: { readonly name: string; readonly seen: string },
): Finding {
  const statement = say("diagnose/oom-killed", { name });
  return resource(file, service, { detail: "memory", statement, weight: plainWeight, seen });
}

function resource(
  file: CaseFile,
  name: string,
  { detail, ...said }: Said & { readonly detail: string },
): Finding {
  return {
    kind: "resource",
    component: { kind: "serving", name },
    version: "",
    detail,
    statement: say("diagnose/cause-resource", { name, version: "", detail }),
    evidence: [evidenceOf(file, said)],
  };
}

/** Notes for services whose processor is short: time stolen by the hypervisor, and neighbours that became busy. */
function neighbours(file: CaseFile, services: readonly string[]): readonly Finding[] {
  const short = tightResources(file).filter(
    ({ service, kind }) => services.includes(service) && (kind === "cpu" || kind === "event-loop"),
  );
  const stolen = stolenShare(file);
  return [...new Set(short.map(({ service }) => service))].flatMap((service) => {
    const note = (statement: Message, seen: string) =>
      resource(file, service, { detail: "", statement, weight: noteWeight, seen });
    const busy = busyNeighbours(file, service).map(({ name, from, to, seen }) =>
      note(say("diagnose/neighbour-busy", { name, before: from, after: to }), seen),
    );
    return stolen === null ? busy : [note(say("diagnose/cpu-stolen", stolen), stolenTime), ...busy];
  });
}

/** Share of a processor's time that the hypervisor gave to others, before and since; null where it did not rise. */
function stolenShare(file: CaseFile): { readonly before: number; readonly after: number } | null {
  const steals = file.resources.filter(
    ({ labels }) => labels["__name__"] === "node_cpu_seconds_total" && labels["mode"] === "steal",
  );
  const shareIn = (window: CaseFile["before"]) =>
    median(steals.flatMap((series) => valuesIn(series, window, true)));
  const before = shareIn(file.before);
  const after = shareIn(file.during);
  return after >= stolenShareMin && after >= timesMin * before ? { before, after } : null;
}

/** Processes on the machine of a service that use more cores since the onset. */
function busyNeighbours(
  file: CaseFile,
  service: string,
): readonly {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly seen: string;
}[] {
  const known = servicesOf(file);
  const cores = file.resources.filter(
    ({ labels }) => labels["__name__"] === "process_cpu_seconds_total",
  );
  const hosts = new Set(
    cores
      .filter((series) => serviceOf(series, known) === service)
      .map(hostOf)
      .filter((host) => host !== ""),
  );
  return cores.flatMap((series) => {
    const name = serviceOf(series, known) ?? series.labels["job"] ?? "";
    if (name === "" || name === service || !hosts.has(hostOf(series))) return [];
    const from = median(valuesIn(series, file.before, true));
    const to = median(valuesIn(series, file.during, true));
    const isBusy = to - from >= neighbourCoresMin && to >= timesMin * from;
    return isBusy ? [{ name, from, to, seen: `rate(${selectorOf(series)}[1m])` }] : [];
  });
}

/** The machine a process runs on; its port is no part of it. */
function hostOf({ labels }: SeriesSamples): string {
  const host = labels["host_name"] ?? labels["node"] ?? labels["instance"] ?? "";
  return host.replace(/:\d+$/, "");
}
