import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { alarmedMeasures } from "../alarmed.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { type FillingDisk, fillingDisks } from "../filling-disks.ts";
import { tightResources, type TightResource } from "../resource.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";
import { failingPeers } from "./dependency.ts";
import { surgesOf } from "./traffic-surge.ts";

const probeName = "resource-saturation";
/** Of a latency alarm that the rows since the onset are too few to confirm. */
const alarmWeight = 1.5;

/**
 * A service that is slow by itself: its own latency rose while what it calls is as fast as before, and,
 * where process or machine metrics come, a resource of its own ran short. Internal signs come before
 * external ones (PRISM, 2026): a fault starts inside and travels outwards by latency and errors.
 */
export const resourceSaturation: Probe = {
  name: probeName,
  summary:
    "Processor, memory, event loop and disk of the services, against their latency and their peers'.",
  probe(file) {
    const scope = scopeOf(file);
    const shifts = shiftsOf(file);
    const tight = tightResources(file);
    const disks = fillingDisks(file);
    const findings: Finding[] = [];
    for (const service of scope.services) {
      const own = tight.filter((resource) => resource.service === service);
      const isEntry = scope.entryServices.includes(service);
      const slower = slowestOf(shifts, service);
      const disk = disks.find(
        (found) => found.service === service || (isEntry && found.service === ""),
      );
      if (disk) findings.push(findingOfDisk(file, service, disk));
      // A callee that is slow without a shortage of its own is the dependency probe's business.
      if (own.length === 0 && !(isEntry && slower)) continue;
      const host = slower ? tight.filter((resource) => resource.service === "") : [];
      findings.push(findingOf(file, { service, slower, own, host, shifts, isEntry }));
    }
    const ruledOut =
      file.resources.length > 0 && tight.length === 0 && disks.length === 0
        ? [say("diagnose/resources-fine", { count: file.resources.length })]
        : [];
    return { findings, ruledOut };
  },
};

/** A disk that will be full soon; one of the machine says less about a service than its own. */
function findingOfDisk(file: CaseFile, service: string, disk: FillingDisk): Finding {
  const { place, freeBytes: free, fullInMs: ms } = disk;
  const isFull = ms === 0;
  const statement = isFull
    ? say("diagnose/disk-full", { place, free })
    : say("diagnose/disk-filling", { place, free, ms });
  const own = isFull ? 2.5 : 1.5;
  return {
    kind: "resource",
    component: { kind: "serving", name: service },
    version: "",
    detail: "disk",
    statement: say("diagnose/cause-resource", { name: service, version: "", detail: "disk" }),
    evidence: [
      evidence(file, { probe: probeName, statement, weight: disk.service === "" ? own / 2 : own }),
    ],
  };
}

interface SlowService {
  readonly service: string;
  readonly slower: Shift | undefined;
  readonly own: readonly TightResource[];
  readonly host: readonly TightResource[];
  readonly shifts: readonly Shift[];
  readonly isEntry: boolean;
}

function findingOf(file: CaseFile, slow: SlowService): Finding {
  const detail = slow.own[0]?.kind ?? slow.host[0]?.kind ?? "";
  return {
    kind: "resource",
    component: { kind: "serving", name: slow.service },
    version: "",
    detail,
    statement: say("diagnose/cause-resource", { name: slow.service, version: "", detail }),
    evidence: [
      ...ofLatency(file, slow),
      ...ofResources(file, slow),
      ...ofPeers(file, slow),
      ...ofTraffic(file, slow),
    ],
  };
}

function ofLatency(file: CaseFile, { service, slower }: SlowService): readonly Evidence[] {
  const alarm = alarmedMeasures(file, "latency").find(({ subject }) => subject === service);
  const seen = slower ?? alarm;
  if (!seen) {
    const statement = say("diagnose/service-not-slower", { name: service });
    return [evidence(file, { probe: probeName, statement, weight: -1.5 })];
  }
  const { from, to, measure } = seen;
  const statement = say("diagnose/service-slower", { name: service, before: from ?? 0, after: to });
  // An alarm is as sure as its threshold made it, which a case with too few rows cannot repeat.
  const weight = slower ? strength(slower.z, 2) : alarmWeight;
  return [evidence(file, { probe: probeName, statement, weight, measure })];
}

function ofResources(file: CaseFile, { service, own, host }: SlowService): readonly Evidence[] {
  const tell = (resource: TightResource, index: number) =>
    evidence(file, {
      probe: probeName,
      statement: say(resource.service ? "diagnose/resource-tight" : "diagnose/host-tight", {
        name: service,
        metric: resource.metric,
        before: resource.from,
        after: resource.to,
      }),
      weight: resource.weight / (index + 1),
    });
  const found = [...own, ...host].slice(0, 3).map(tell);
  if (found.length > 0 || !isWatched(file, service)) return found;
  const statement = say("diagnose/resource-enough", { name: service });
  return [evidence(file, { probe: probeName, statement, weight: -1 })];
}

function ofPeers(file: CaseFile, slow: SlowService): readonly Evidence[] {
  const calls = slow.shifts.filter(
    ({ subject, slice, role }) =>
      subject.kind === "service" &&
      subject.service === slow.service &&
      slice.peer &&
      role === "latency",
  );
  if (calls.length === 0) return [];
  const failing = failingPeers(file).find(({ caller }) => caller === slow.service);
  if (!failing) {
    const statement = say("diagnose/service-peers-fine", { name: slow.service });
    return [evidence(file, { probe: probeName, statement, weight: 1 })];
  }
  const statement = say("diagnose/service-peer-failing", {
    name: slow.service,
    peer: failing.peer,
  });
  return [evidence(file, { probe: probeName, statement, weight: -2.5 * (failing.share ?? 0.8) })];
}

/** More requests than usual explain slowness, and even a full processor, without any shortage. */
function ofTraffic(file: CaseFile, { service }: SlowService): readonly Evidence[] {
  const surge = surgesOf(file, [service])[0];
  if (!surge) return [];
  const times = surge.to / surge.from;
  const params = { name: service, before: surge.from, after: surge.to, times };
  const statement = say("diagnose/traffic-rose", params);
  return [evidence(file, { probe: probeName, statement, weight: -3, measure: surge.measure })];
}

function slowestOf(shifts: readonly Shift[], service: string): Shift | undefined {
  return shifts
    .filter(
      ({ subject, role, slice, worse }) =>
        subject.kind === "service" &&
        subject.service === service &&
        role === "latency" &&
        isWhole(slice) &&
        worse,
    )
    .toSorted((a, b) => b.z - a.z)[0];
}

function isWatched(file: CaseFile, service: string): boolean {
  return file.resources.some(({ labels }) => Object.values(labels).includes(service));
}
