import type { CauseKind, ComponentRef } from "../../model/component.ts";
import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, FailingSpans, Finding, Probe } from "../probe.ts";
import type { Slice } from "../slices/slice.ts";
import type { PathGrowth } from "../traces/critical-path.ts";
import type { LineOfTraces } from "../traces/lines-of-traces.ts";
import { whereOf } from "../slices/where-of.ts";

const probeName = "failing-spans";
// Share of the failing spans that one attribute must hold for the trouble to be confined to it.
const confinedShare = 0.6;
const weight = 1;
// Share of the added time that a place on the critical path must account for to be told.
const pathShareMin = 0.5;
const sampleCharactersMax = 160;
const instance = /\b(host|pod|node|instance|container|replica|zone|gpu)\b/i;

/** What failing spans have in common that good ones of the same service and time have not. */
export const failingSpans: Probe = {
  name: probeName,
  summary:
    "Failing or slow spans against good ones: their attributes, the log lines of their traces, and where these lose their time.",
  probe(file) {
    const found = file.failingSpans;
    if (!found) return { findings: [], ruledOut: [] };
    const findings = [
      ...found.differences.map((slice) => findingOf(file, found, slice)),
      ...found.lines.map((line) => findingOfLine(file, found, line)),
      ...(found.path && found.path.share >= pathShareMin
        ? [findingOfPath(file, found, found.path)]
        : []),
    ];
    const { service: name, failing, spans } = found;
    const ruledOut =
      found.differences.length === 0 ? [say("diagnose/spans-alike", { name, failing, spans })] : [];
    return { findings, ruledOut };
  },
};

function findingOf(file: CaseFile, found: FailingSpans, slice: Slice): Finding {
  const { service, failing, isError } = found;
  const where = whereOf(slice.predicates);
  const held = (slice.rateDuring * slice.rowsDuring) / Math.max(1, failing);
  const params = { where, share: slice.rateDuring, held: Math.min(1, held) };
  const statement = say(isError ? "diagnose/spans-failing" : "diagnose/spans-slow", params);
  return told(file, found.isCalled ? calledOne(service) : causeOf(service, slice), {
    statement,
    weight: held >= confinedShare ? weight : weight / 2,
  });
}

/** What failing traces write into the log and good ones do not. */
function findingOfLine(file: CaseFile, found: FailingSpans, line: LineOfTraces): Finding {
  const { service, failingShare, goodShare, isError } = line;
  const statement = say("diagnose/trace-line", {
    service,
    share: failingShare,
    before: goodShare,
    sample: line.sample.slice(0, sampleCharactersMax),
  });
  const isOwn = service === found.service;
  const place = found.isCalled ? calledOne(found.service) : own("bug", found.service);
  // Another service's line tells what happened there, not who is to blame.
  return told(file, place, { statement, weight: isOwn ? (isError ? weight : weight / 2) : 0.2 });
}

/** Where slow traces lose their time. */
function findingOfPath(file: CaseFile, found: FailingSpans, path: PathGrowth): Finding {
  const { service, name, peer, fromMs: before, toMs: after, share } = path;
  const statement = say("diagnose/critical-path", { service, name, before, after, share });
  // Waiting for a callee that sends no spans is the callee's time; anywhere else it is the service's own.
  const place =
    peer !== ""
      ? calledOne(peer)
      : service === found.service
        ? own("resource", service)
        : calledOne(service);
  return told(file, place, { statement, weight: weight * share });
}

type Place = ReturnType<typeof causeOf>;

function told(
  file: CaseFile,
  { kind, component }: Place,
  said: Pick<Evidence, "statement" | "weight">,
): Finding {
  return {
    kind,
    component,
    version: "",
    detail: "",
    statement: say(`diagnose/cause-${kind}`, { name: component.name, version: "", detail: "" }),
    evidence: [evidence(file, { probe: probeName, ...said })],
  };
}

function own(kind: "bug" | "resource", name: string): Place {
  return { kind, component: { kind: "serving", name } };
}

function calledOne(name: string): Place {
  return { kind: "dependency", component: { kind: "dependency", name } };
}

/** An instance speaks for a shortage there, a peer for that dependency, anything else for the code that treats it. */
function causeOf(
  service: string,
  { predicates }: Slice,
): {
  readonly kind: CauseKind & ("dependency" | "resource" | "bug");
  readonly component: ComponentRef;
} {
  const peer = predicates.find(({ column }) => column === "peer");
  if (peer) return calledOne(peer.value);
  const isInstance = predicates.some(({ column }) => instance.test(column));
  return own(isInstance ? "resource" : "bug", service);
}
