import type { CauseKind, ComponentRef } from "../../model/component.ts";
import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { signalsOfCase } from "../ranking/case-series.ts";
import { diagnoseSignals, type Suspect } from "../ranking/diagnose-signals.ts";
import { tightResources } from "../resource.ts";
import { failingPeers } from "./dependency.ts";

const probeName = "component-ranking";
/** Most that a lead or a lag of one component over the others says, in nats. */
const leadMost = 0.6;
const lagMost = 0.3;

/**
 * All series of all components of the case side by side: dates them together and ranks the components by
 * typed evidence. Speaks for a shortage or a failing dependency where its component leads, against it where
 * another one clearly does; names no cause by itself.
 */
export const componentRanking: Probe = {
  name: probeName,
  summary: "All series of the components involved, dated together and ranked by what moved most.",
  probe(file) {
    const suspected = suspectsOf(file);
    if (suspected.length === 0) return { findings: [], ruledOut: [] };
    const { times, series, ...signals } = signalsOfCase(file);
    const found = diagnoseSignals({ times, series, ...signals });
    const [first, second] = found.suspects;
    if (first === undefined || !found.isClear) return { findings: [], ruledOut: [] };
    const since = found.onset ?? file.incident.onset;
    const lead = first.score - (second?.score ?? 0);
    const findings = suspected.flatMap(({ kind, component }): readonly Finding[] => {
      const own = found.suspects.find((suspect) => suspect.component === component.name);
      const isFirst = own === first;
      const behind = first.score - (own?.score ?? 0);
      const weight = isFirst ? Math.min(leadMost, lead) : -Math.min(lagMost, behind / 2);
      if (!(Math.abs(weight) > 0)) return [];
      const params = { name: component.name, count: series.length, since };
      const statement = isFirst
        ? say("diagnose/ranked-first", { ...params, metric: detailOf(first) })
        : say("diagnose/ranked-behind", { ...params, first: first.component });
      return [
        {
          kind,
          component,
          version: "",
          detail: "",
          statement: say(`diagnose/cause-${kind}`, {
            name: component.name,
            version: "",
            detail: "",
          }),
          evidence: [evidence(file, { probe: probeName, statement, weight })],
        },
      ];
    });
    return { findings, ruledOut: [] };
  },
};

function detailOf({ signs }: Suspect): string {
  return signs[0]?.detail ?? "";
}

/** Components that other probes suspect by their resources or as failing peers. */
function suspectsOf(file: CaseFile): readonly {
  readonly kind: CauseKind & ("resource" | "dependency");
  readonly component: ComponentRef;
}[] {
  const tight = new Set(tightResources(file).map(({ service }) => service));
  tight.delete("");
  const peers = new Set(failingPeers(file).map(({ peer }) => peer));
  return [
    ...[...tight].map((name) => ({
      kind: "resource" as const,
      component: { kind: "serving", name } as const,
    })),
    ...[...peers].map((name) => ({
      kind: "dependency" as const,
      component: { kind: "dependency", name } as const,
    })),
  ];
}
