import { say } from "../../model/message.ts";
import { second } from "../../model/time.ts";
import { evidence } from "../evidence.ts";
import { onsetOf, orderOf } from "../onset-of.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { shiftsOf, strength, type Shift } from "../shift.ts";

const probeName = "feature-null";

/** A feature that came filled now comes empty: its source upstream broke, whatever the model does. */
export const featureNull: Probe = {
  name: probeName,
  summary: "Features whose share of nulls rose.",
  probe(file) {
    const { models } = scopeOf(file);
    const nulls = shiftsOf(file).filter(
      ({ role, subject, slice }) =>
        role === "nulls" &&
        subject.kind === "model" &&
        models.includes(subject.model) &&
        slice.feature !== undefined &&
        !slice.version,
    );
    const rose = nulls.filter(({ worse }) => worse);
    const ruledOut =
      nulls.length > 0 && rose.length === 0
        ? [say("diagnose/no-nulls", { count: nulls.length })]
        : [];
    return { findings: rose.map((shift) => findingOf(file, shift)), ruledOut };
  },
};

function findingOf(file: CaseFile, shift: Shift): Finding {
  const model = shift.subject.kind === "model" ? shift.subject.model : "";
  const feature = shift.slice.feature ?? "";
  const params = { feature, before: shift.from, after: shift.to };
  const parts = [
    evidence(file, {
      probe: probeName,
      statement: say("diagnose/nulls-rose", params),
      // Half a feature gone is strong; a few percent more may be the users' doing.
      weight: Math.min(strength(shift.z, 3.5), 0.5 + 6 * (shift.to - shift.from)),
      measure: shift.measure,
    }),
  ];
  const row = file.measurementsDuring.find(
    ({ measure, slice }) => measure === shift.measure && slice === shift.slice,
  );
  const onset = row ? onsetOf(file, row) : null;
  if (onset !== null) {
    const late = Math.round((onset - file.incident.onset) / second);
    const order = orderOf(late);
    parts.push(
      evidence(file, {
        probe: probeName,
        statement: say(`diagnose/nulls-${order}`, { feature, seconds: Math.abs(late) }),
        weight: order === "later" ? -1.5 : 1,
        measure: shift.measure,
      }),
    );
  }
  return {
    kind: "data-quality",
    component: { kind: "features", name: model },
    version: "",
    detail: feature,
    statement: say("diagnose/cause-data-quality", { name: model, version: "", detail: feature }),
    evidence: parts,
  };
}
