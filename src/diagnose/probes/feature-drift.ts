import type { Evidence } from "../../model/diagnosis.ts";
import { say } from "../../model/message.ts";
import { second } from "../../model/time.ts";
import { evidence } from "../evidence.ts";
import { onsetOf, orderOf } from "../onset-of.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { shiftsOf, type Shift } from "../shift.ts";

const probeName = "feature-drift";
/** Share of nulls above which a feature's values say nothing of their own. */
const nullsMax = 0.05;

/** The values of inputs moved away from the reference: what comes in is not what the model knows. */
export const featureDrift: Probe = {
  name: probeName,
  summary: "Features whose distribution moved away from the reference, by distance and by mean.",
  probe(file) {
    const { models } = scopeOf(file);
    const shifts = shiftsOf(file);
    const findings: Finding[] = [];
    const ruledOut = [];
    for (const model of models) {
      const ofModel = shifts.filter(
        ({ subject, slice }) =>
          subject.kind === "model" && subject.model === model && !slice.version,
      );
      const empty = new Set(
        ofModel
          .filter(({ role, to }) => role === "nulls" && to > nullsMax)
          .map(({ slice }) => slice.feature),
      );
      const looked = ofModel.filter(
        ({ role, slice }) => role === "drift" && slice.feature && !empty.has(slice.feature),
      );
      const drifted = looked
        .filter(({ worse }) => worse)
        .toSorted((a, b) => b.to - b.from - (a.to - a.from));
      if (drifted.length > 0) findings.push(findingOf(file, { model, drifted, looked, ofModel }));
      else if (looked.length > 0) {
        ruledOut.push(say("diagnose/no-drift", { name: model, count: looked.length }));
      }
    }
    return { findings, ruledOut };
  },
};

interface Drift {
  readonly model: string;
  /** Strongest first, at least one. */
  readonly drifted: readonly Shift[];
  readonly looked: readonly Shift[];
  readonly ofModel: readonly Shift[];
}

function findingOf(file: CaseFile, drift: Drift): Finding {
  const { model, drifted } = drift;
  const detail = drifted.length === 1 ? (drifted[0]?.slice.feature ?? "") : "";
  return {
    kind: "data-drift",
    component: { kind: "data", name: model },
    version: "",
    detail,
    statement: say("diagnose/cause-data-drift", { name: model, version: "", detail }),
    evidence: [...distances(file, drift), ...means(file, drift), ...beginning(file, drift)],
  };
}

function distances(file: CaseFile, { drifted, looked }: Drift): readonly Evidence[] {
  const found = drifted.slice(0, 3).map((shift, index) =>
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/feature-drifted", {
        feature: shift.slice.feature ?? "",
        before: shift.from,
        after: shift.to,
      }),
      // The first speaks; the next are mostly the same fact seen again.
      weight: Math.min(2, 5 * (shift.to - shift.from)) / (index + 1),
      measure: shift.measure,
    }),
  );
  if (drifted.length < 2) return found;
  const statement = say("diagnose/features-together", {
    count: drifted.length,
    total: looked.length,
  });
  return [...found, evidence(file, { probe: probeName, statement, weight: 0.7 })];
}

/** Mean shift in standard deviations of a single row, from the mean's standard error and its rows. */
function means(file: CaseFile, { drifted, ofModel }: Drift): readonly Evidence[] {
  const top = drifted[0]?.slice.feature;
  const mean = ofModel.find(({ role, slice }) => role === "feature-mean" && slice.feature === top);
  const before = file.measurementsBefore.find(
    (row) => row.measure === mean?.measure && row.slice.feature === top && !row.slice.version,
  );
  const deviation = (before?.standardError ?? 0) * Math.sqrt(before?.count ?? 0);
  if (!mean || !top || !(deviation > 0)) return [];
  const deviations = (mean.to - mean.from) / deviation;
  if (Math.abs(deviations) < 0.5) return [];
  const statement = say("diagnose/feature-mean-moved", {
    feature: top,
    before: mean.from,
    after: mean.to,
    deviations: Math.abs(deviations),
  });
  const weight = Math.min(1, 0.5 * Math.abs(deviations));
  return [evidence(file, { probe: probeName, statement, weight, measure: mean.measure })];
}

/** Inputs that moved no later than the incident began may be its cause; later ones are not. */
function beginning(file: CaseFile, { drifted }: Drift): readonly Evidence[] {
  const top = drifted[0];
  const row = file.measurementsDuring.find(
    ({ measure, slice }) => measure === top?.measure && slice === top.slice,
  );
  const onset = row ? onsetOf(file, row) : null;
  if (!top || onset === null) return [];
  const late = Math.round((onset - file.incident.onset) / second);
  const order = orderOf(late);
  const statement = say(`diagnose/drift-${order}`, {
    feature: top.slice.feature ?? "",
    seconds: Math.abs(late),
  });
  const weight = order === "later" ? -1.5 : 0.7;
  return [evidence(file, { probe: probeName, statement, weight, measure: top.measure })];
}
