import { say } from "../../model/message.ts";
import { evidence } from "../evidence.ts";
import type { CaseFile, Finding, Probe } from "../probe.ts";
import { scopeOf } from "../scope.ts";
import { isWhole, keyOf, median, shiftsOf, type Shift } from "../shift.ts";

const probeName = "traffic-surge";
/** Times the usual rate above which more load can explain slowness. */
const growthMin = 1.7;

/** Slow because more is asked of it: the request rate rose together with latency. */
export const trafficSurge: Probe = {
  name: probeName,
  summary: "Requests per second of a slow service, against before.",
  probe(file) {
    const { entryServices } = scopeOf(file);
    const own = shiftsOf(file).filter(
      ({ subject, slice }) =>
        subject.kind === "service" && entryServices.includes(subject.service) && isWhole(slice),
    );
    const rates = own.filter(({ role }) => role === "rate");
    const isSlow = own.some(
      ({ role, worse }) => worse && (role === "latency" || role === "errors"),
    );
    const surges = surgesOf(file, entryServices);
    const ruledOut = rates.length > 0 && surges.length === 0 ? [say("diagnose/traffic-usual")] : [];
    return { findings: isSlow ? surges.map((shift) => findingOf(file, shift)) : [], ruledOut };
  },
};

/**
 * Request rates of these services that grew enough to explain slowness. Where short windows exist, the
 * rate before is the median of those with traffic: a quiet stretch that begins in a gap of the data would
 * show a rate too low, and any traffic as a surge.
 */
export function surgesOf(file: CaseFile, services: readonly string[]): readonly Shift[] {
  return shiftsOf(file)
    .filter(
      ({ subject, slice, role }) =>
        subject.kind === "service" &&
        services.includes(subject.service) &&
        isWhole(slice) &&
        role === "rate",
    )
    .map((shift) => ({ ...shift, ...usualRate(file, shift) }))
    .filter(({ from, to }) => from > 0 && to >= growthMin * from);
}

/** Median rates of the short windows before and during, each where there are enough of them. */
function usualRate(file: CaseFile, shift: Shift): { readonly from?: number; readonly to?: number } {
  const key = keyOf(shift);
  const before: number[] = [];
  const during: number[] = [];
  for (const row of file.measurementsOverTime) {
    if (row.value === null || row.count === 0 || keyOf(row) !== key) continue;
    if (row.window.end <= file.before.end) before.push(row.value);
    else if (row.window.start >= file.during.start) during.push(row.value);
  }
  return {
    ...(before.length >= 5 && { from: median(before) }),
    ...(during.length >= 2 && { to: median(during) }),
  };
}

function findingOf(file: CaseFile, shift: Shift): Finding {
  const name = shift.subject.kind === "service" ? shift.subject.service : "";
  const times = shift.to / shift.from;
  const statement = say("diagnose/traffic-rose", {
    name,
    before: shift.from,
    after: shift.to,
    times,
  });
  return {
    kind: "overload",
    component: { kind: "serving", name },
    version: "",
    detail: "",
    statement: say("diagnose/cause-overload", { name, version: "", detail: "" }),
    evidence: [
      evidence(file, {
        probe: probeName,
        statement,
        weight: Math.min(3, 2 * Math.log(times)),
        measure: shift.measure,
      }),
    ],
  };
}
