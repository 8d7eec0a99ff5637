import type { CauseKind, ComponentRef } from "../../model/component.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, FailingSpans, Finding, Probe } from "../probe.ts";
import type { Slice } from "../slices/slice.ts";
import { whereOf } from "../slices/where-of.ts";

const probeName = "failing-spans";
// Share of the failing spans that one attribute must hold for the trouble to be confined to it.
const confinedShare = 0.6;
const weight = 1;
const instance = /\b(host|pod|node|instance|container|replica|zone|gpu)\b/i;

/** What failing spans have in common that good ones of the same service and time have not. */
export const failingSpans: Probe = {
  name: probeName,
  summary:
    "Attributes of failing or slow spans against good ones: route, peer, instance, retries, tokens.",
  probe(file) {
    const found = file.failingSpans;
    if (!found) return { findings: [], ruledOut: [] };
    if (found.differences.length === 0) {
      const { service: name, failing, spans } = found;
      return { findings: [], ruledOut: [say("diagnose/spans-alike", { name, failing, spans })] };
    }
    return {
      findings: found.differences.map((slice) => findingOf(file, found, slice)),
      ruledOut: [],
    };
  },
};

function findingOf(file: CaseFile, found: FailingSpans, slice: Slice): Finding {
  const { service, failing, isError } = found;
  const where = whereOf(slice.predicates);
  const held = (slice.rateDuring * slice.rowsDuring) / Math.max(1, failing);
  const params = { where, share: slice.rateDuring, held: Math.min(1, held) };
  const statement = say(isError ? "diagnose/spans-failing" : "diagnose/spans-slow", params);
  const { kind, component } = causeOf(service, slice);
  return {
    kind,
    component,
    version: "",
    detail: "",
    statement: say(`diagnose/cause-${kind}`, { name: component.name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement,
        weight: held >= confinedShare ? weight : weight / 2,
      }),
    ],
  };
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
  if (peer) return { kind: "dependency", component: { kind: "dependency", name: peer.value } };
  const isInstance = predicates.some(({ column }) => instance.test(column));
  return {
    kind: isInstance ? "resource" : "bug",
    component: { kind: "serving", name: service },
  };
}
