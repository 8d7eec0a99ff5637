import { join } from "node:path";
import { z } from "zod";
import { type AlertSign, type LabelledAlertCase } from "../../src/diagnose/learning/alert-case.ts";
import {
  type CulpritModel,
  learnCulprits,
  rankCulprits,
} from "../../src/diagnose/learning/culprit-model.ts";
import { seededRandom } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import { hitsAt, rankOf, tellHits } from "./hits.ts";
import { byId, readJson } from "./read-json.ts";
import type { DiagnoseSet } from "./set.ts";

const folds = 10;
/** Cross-validations, each over folds of its own: one alone tells four cases in a hundred more or fewer by its folds. */
const partings = 5;
const references: { readonly [system: string]: number } = { sockshop: 0.863, hotel: 0.821 };

const pair = z.tuple([z.string(), z.string()]);
const casesSchema = z.array(
  z.object({
    id: z.string(),
    nodes: z.array(z.string()),
    edges: z.array(pair),
    metric_alerts: z.array(z.tuple([z.string(), z.string(), z.string()])),
    log_events: z.array(pair),
    trace_alerts: z.array(z.tuple([z.string(), z.string(), z.string(), z.string()])),
  }),
);
const answersSchema = z.array(
  z.object({ id: z.string(), instance: z.string(), fault: z.string() }),
);

/**
 * From alert events to the faulty instance: learned from `--train`, or by ten-fold cross-validation, five times over, where
 * the same half is judged. A system is a set of instances, so that cases of one never teach the other.
 */
export const alertEvents: DiagnoseSet = {
  name: "alert-events",
  folder: "alert-events",
  run({ data, train, seed }) {
    const judged = readSystems(data);
    const taught = train === data ? null : readSystems(train);
    const figures: Figure[] = [];
    const notes: string[] = [];
    for (const [system, cases] of judged) {
      const lessons = taught?.get(system);
      const told = lessons
        ? judge(learnCulprits(lessons), cases)
        : Array.from({ length: partings }, (_, index) => crossValidate(cases, seed + index)).flat();
      figures.push({
        bench: "diagnose",
        set: "alert-events",
        measure: `hr1-${system}`,
        value: hitsAt(
          told.map(({ rank }) => rank),
          1,
        ),
        unit: "ratio",
        ...(references[system] === undefined
          ? {}
          : { reference: references[system], referenceName: "TVDiag, other half" }),
        target: 0.88,
        better: "higher",
      });
      notes.push(
        ...tellHits(`alert-events ${system} ${lessons ? "" : "(cross-validated)"}`, told),
        ...tellHits(`alert-events ${system} number of alerts`, countAlerts(cases)),
        `alert-events ${system}: fault kind right ${hitsAt(
          told.map(({ isKindRight }) => (isKindRight ? 0 : 1)),
          1,
        ).toFixed(3)}`,
      );
    }
    return Promise.resolve({ figures, notes });
  },
};

interface Told {
  readonly kind: string;
  readonly rank: number;
  readonly isKindRight: boolean;
}

function judge(model: CulpritModel, cases: readonly LabelledAlertCase[]): readonly Told[] {
  return cases.map((labelled) => {
    const ranked = rankCulprits(model, labelled);
    return {
      kind: labelled.kind,
      rank: rankOf(
        ranked.map(({ component }) => component),
        labelled.culprit,
      ),
      isKindRight: ranked[0]?.kind === labelled.kind,
    };
  });
}

function crossValidate(cases: readonly LabelledAlertCase[], seed: number): readonly Told[] {
  const random = seededRandom(seed);
  const order = cases
    .map((labelled) => ({ labelled, key: random.uniform() }))
    .toSorted((a, b) => a.key - b.key)
    .map(({ labelled }) => labelled);
  const told: Told[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const model = learnCulprits(order.filter((_, index) => index % folds !== fold));
    told.push(
      ...judge(
        model,
        order.filter((_, index) => index % folds === fold),
      ),
    );
  }
  return told;
}

function countAlerts(cases: readonly LabelledAlertCase[]): readonly Told[] {
  return cases.map(({ components, signs, culprit, kind }) => {
    const count = (name: string) => signs.filter(({ component }) => component === name).length;
    const ranked = components.toSorted((a, b) => count(b) - count(a));
    return { kind, rank: rankOf(ranked, culprit), isKindRight: false };
  });
}

/** System → its cases: those whose instances overlap are one system, named by the text before the id's number. */
function readSystems(folder: string): ReadonlyMap<string, readonly LabelledAlertCase[]> {
  const answers = byId(readJson(join(folder, "answers.json"), answersSchema));
  const systems = new Map<string, LabelledAlertCase[]>();
  for (const row of readJson(join(folder, "cases.json.gz"), casesSchema)) {
    const answer = answers.get(row.id);
    if (answer === undefined) continue;
    const system = row.id.replace(/-[^-]*$/, "");
    const labelled = {
      components: row.nodes,
      signs: signsOf(row),
      culprit: answer.instance,
      kind: answer.fault,
    };
    systems.set(system, [...(systems.get(system) ?? []), labelled]);
  }
  return systems;
}

function signsOf(row: z.infer<typeof casesSchema>[number]): readonly AlertSign[] {
  const metrics = row.metric_alerts.map(([component, name, change]) => ({
    source: "metric" as const,
    component,
    name,
    change,
    caller: "",
  }));
  // Templates carry the instance's name in front of their number.
  const logs = row.log_events.map(([component, template]) => ({
    source: "log" as const,
    component,
    name: template.startsWith(`${component}-`) ? template.slice(component.length + 1) : template,
    change: "",
    caller: "",
  }));
  const calls = row.trace_alerts.map(([caller, component, name, type]) => ({
    source: "call" as const,
    component,
    name,
    change: type === "PD" ? "slow" : type,
    caller,
  }));
  return [...metrics, ...logs, ...calls];
}
