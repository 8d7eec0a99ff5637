import type { ComponentRef } from "../../model/component.ts";
import type { Evidence } from "../../model/diagnosis.ts";
import { say, type Message } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import { knownError, type KnownError } from "../logs/known-error.ts";
import { hostUnder } from "../place.ts";
import { surgingTemplates, type TemplateChange } from "../logs/surging-templates.ts";
import type { CaseFile, Finding, LogTemplateHistory, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";

const probeName = "log-templates";
// Changes told; a service that breaks says the same in many ways.
const changesMax = 5;
// A known error that begins at the onset nearly names the cause; another error only says where to look.
const knownWeight = 2.5;
const errorWeight = 0.8;
const noteWeight = 0.15;
const sampleCharactersMax = 160;
const unreadLines = 'sum(aceso_log_template_count{template="unread"})';

/** Which kinds of log lines are new or surge since the onset, and whether they are errors people know. */
export const logTemplates: Probe = {
  name: probeName,
  summary: "Log templates that are new or surge since the onset, and known errors among them.",
  probe(file) {
    if (!file.logTemplates || file.logTemplates.length === 0) return { findings: [], ruledOut: [] };
    const { services } = scopeOf(file);
    const findings = services.flatMap((service) => findingsOf(file, service));
    if (findings.length > 0) return { findings, ruledOut: [] };
    return { findings, ruledOut: [say("diagnose/log-templates-usual"), ...leftOutOf(file)] };
  },
};

/** Errors that people know among the kinds of lines of the case's services that are new or surge. */
export function knownErrorsOf(file: CaseFile): readonly KnownError[] {
  const { services } = scopeOf(file);
  return services.flatMap((service) => {
    const own = (file.logTemplates ?? []).filter((history) => history.service === service);
    const changed = new Set(surgingTemplates(own).map(({ template }) => template));
    return own.flatMap(({ template, sample }) =>
      changed.has(template) ? (knownError(sample) ?? []) : [],
    );
  });
}

function findingsOf(file: CaseFile, service: string): readonly Finding[] {
  const histories = new Map(
    (file.logTemplates ?? [])
      .filter((history) => history.service === service)
      .map((history) => [history.template, history]),
  );
  return surgingTemplates([...histories.values()])
    .slice(0, changesMax)
    .flatMap((change) => {
      const history = histories.get(change.template);
      return history ? findingOf(file, { history, change }) : [];
    });
}

function findingOf(
  file: CaseFile,
  { history, change }: { readonly history: LogTemplateHistory; readonly change: TemplateChange },
): readonly Finding[] {
  const known = knownError(history.sample);
  if (!known && !history.isError) return [];
  const component = known ? componentOf(file, known, history.service) : undefined;
  const kind = known && component ? known.kind : "bug";
  const place = component ?? { kind: "serving", name: history.service };
  const told = {
    service: history.service,
    rate: Number(change.rateDuring.toPrecision(2)),
    before: Number(change.rateBefore.toPrecision(2)),
    sample: history.sample.slice(0, sampleCharactersMax),
  };
  const isNew = change.kind === "new";
  const statement = isNew
    ? say("diagnose/log-template-new", told)
    : say("diagnose/log-template-surging", told);
  const weight = (known ? knownWeight : errorWeight) * (isNew ? 1 : 0.7);
  const selector = `service="${escaped(history.service)}",template="${history.template}"`;
  const expression = `sum(aceso_log_template_count{${selector}})`;
  const parts: Evidence[] = [
    { ...evidence(file, { probe: probeName, statement, weight }), chart: { expression } },
  ];
  for (const left of leftOutOf(file)) {
    // How far the count can be trusted says nothing of the cause: the least weight that is told.
    const said = { probe: probeName, statement: left, weight: noteWeight };
    parts.push({ ...evidence(file, said), chart: { expression: unreadLines } });
  }
  if (known) {
    // What it means and what helps carries no weight of its own.
    for (const code of [`known-error/${known.name}`, `known-error/${known.name}-remedy`]) {
      const said = { probe: probeName, statement: say(code), weight: 0.2 };
      parts.push({ ...evidence(file, said), chart: { expression } });
    }
  }
  return [
    {
      kind,
      component: place,
      version: "",
      detail: "",
      statement: say(`diagnose/cause-${kind}`, { name: place.name, version: "", detail: "" }),
      evidence: parts,
    },
  ];
}

/** That lines were too many to be looked at; nothing where all were. */
function leftOutOf({ logLinesLeftOut: count = 0 }: CaseFile): readonly Message[] {
  return count > 0 ? [say("diagnose/log-lines-left-out", { count })] : [];
}

/** The component a known error speaks of; undefined for a dependency that the map does not name. */
function componentOf(
  file: CaseFile,
  { component }: KnownError,
  service: string,
): ComponentRef | undefined {
  if (component === "hardware") return { kind: component, name: hostUnder(file, service) };
  if (component !== "dependency") return { kind: component, name: service };
  const callees = file.edges.filter(({ caller }) => caller.name === service);
  return callees.length === 1 ? callees[0]?.callee : undefined;
}

function escaped(text: string): string {
  return text.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
}
