import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, shiftsOf, strength, type Shift } from "../shift.ts";
import { tightResources } from "../resource.ts";

const probeName = "dependency";
/** Share of the caller's added latency a peer must explain before it counts as failing. */
const shareMin = 0.4;

/** Calls to a peer that became slow or fail, as the caller's client spans see them. */
export interface FailingPeer {
  readonly caller: string;
  readonly peer: string;
  readonly slower: Shift | undefined;
  readonly failing: Shift | undefined;
  /** Of the caller's added latency, 0 to 1; null where the caller's own is not known or did not rise. */
  readonly share: number | null;
  /** A peer that this one calls and that fails as well; empty when it is the deepest. */
  readonly deeper: string;
}

/** Peers called by services of the case that became slow or fail enough to explain their caller. */
export function failingPeers(file: CaseFile): readonly FailingPeer[] {
  const callers = new Set(scopeOf(file).services);
  const shifts = shiftsOf(file);
  const found = new Map<string, FailingPeer>();
  for (const shift of shifts) {
    const { subject, slice } = shift;
    if (!shift.worse || subject.kind !== "service" || !slice.peer) continue;
    if (!callers.has(subject.service) || (shift.role !== "latency" && shift.role !== "errors")) {
      continue;
    }
    const key = `${subject.service}\u0000${slice.peer}`;
    const known = found.get(key);
    const isSlower = shift.role === "latency" && growth(shift) > growth(known?.slower);
    const slower = isSlower ? shift : known?.slower;
    found.set(key, {
      caller: subject.service,
      peer: slice.peer,
      slower,
      failing: shift.role === "errors" ? shift : known?.failing,
      share: slower ? shareOf(slower, shifts) : null,
      deeper: "",
    });
  }
  const peers = [...found.values()].filter(
    ({ share, failing }) => failing !== undefined || share === null || share >= shareMin,
  );
  return peers.map((peer) => ({
    ...peer,
    deeper: peers.find(({ caller }) => caller === peer.peer)?.peer ?? "",
  }));
}

/** Which dependency is at fault: the deepest failing one on the path of calls. */
export const dependency: Probe = {
  name: probeName,
  summary:
    "Calls to other services that became slow or fail, and how much of the trouble they explain.",
  probe(file) {
    const peers = failingPeers(file);
    const looked = shiftsOf(file).filter(({ slice, role }) => slice.peer && role === "latency");
    const ruledOut =
      peers.length === 0 && looked.length > 0
        ? [
            say("diagnose/dependencies-fine", {
              count: new Set(looked.map(({ slice }) => slice.peer)).size,
            }),
          ]
        : [];
    return { findings: peers.map((peer) => findingOf(file, peer)), ruledOut };
  },
};

function findingOf(file: CaseFile, peer: FailingPeer): Finding {
  return {
    kind: "dependency",
    component: { kind: "dependency", name: peer.peer },
    version: "",
    detail: "",
    statement: say("diagnose/cause-dependency", { name: peer.peer, version: "", detail: "" }),
    evidence: [...ofCalls(file, peer), ...ofPlace(file, peer)],
  };
}

function ofCalls(file: CaseFile, peer: FailingPeer): readonly Evidence[] {
  const names = { caller: peer.caller, peer: peer.peer };
  const found: Evidence[] = [];
  if (peer.slower) {
    const { from, to, z, measure } = peer.slower;
    found.push(
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/peer-slower", { ...names, before: from, after: to }),
        weight: strength(z, 2.5),
        measure,
      }),
    );
  }
  if (peer.failing) {
    const { from, to, z, measure } = peer.failing;
    found.push(
      evidence(file, {
        probe: probeName,
        statement: say("diagnose/peer-failing", { ...names, before: from, after: to }),
        weight: strength(z, 2.5),
        measure,
      }),
    );
  }
  if (peer.share !== null) {
    const statement = say("diagnose/peer-share", { ...names, share: peer.share });
    found.push(evidence(file, { probe: probeName, statement, weight: 2 * peer.share }));
  }
  return found;
}

function ofPlace(
  file: CaseFile,
  { caller, peer, deeper, slower }: FailingPeer,
): readonly Evidence[] {
  const found: Evidence[] = [];
  if (deeper) {
    const statement = say("diagnose/peer-not-deepest", { peer, deeper });
    found.push(evidence(file, { probe: probeName, statement, weight: -4 }));
  }
  const own = shiftsOf(file).filter(
    ({ subject, role, slice }) =>
      subject.kind === "service" &&
      subject.service === peer &&
      role === "latency" &&
      isWhole(slice),
  );
  if (slower && own.length > 0 && !own.some(({ worse }) => worse)) {
    const statement = say("diagnose/peer-itself-fast", { caller, peer });
    found.push(evidence(file, { probe: probeName, statement, weight: -1.5 }));
  }
  const tight = tightResources(file).find(({ service }) => service === peer);
  if (tight) {
    const statement = say("diagnose/peer-starved", { peer, metric: tight.metric });
    found.push(evidence(file, { probe: probeName, statement, weight: -3 }));
  }
  return found;
}

/** How much of the caller's added latency, at the same quantile, the peer's added latency is. */
function shareOf(peer: Shift, shifts: readonly Shift[]): number | null {
  const caller = peer.subject.kind === "service" ? peer.subject.service : "";
  const own = shifts.find(
    ({ subject, slice, measure, role }) =>
      subject.kind === "service" &&
      subject.service === caller &&
      isWhole(slice) &&
      role === "latency" &&
      quantileOf(measure) === quantileOf(peer.measure),
  );
  const added = own ? own.to - own.from : 0;
  if (!own || added <= 0) return null;
  return Math.min(1, Math.max(0, (peer.to - peer.from) / added));
}

function quantileOf(measure: string): string {
  return /p\d+|mean/.exec(measure)?.[0] ?? "";
}

function growth(shift: Shift | undefined): number {
  return shift ? shift.to - shift.from : 0;
}
