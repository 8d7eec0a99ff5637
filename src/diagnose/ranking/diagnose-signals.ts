import type { TimeMs } from "../../model/time.ts";
import { median } from "../../stats/median.ts";
import { sharedOnset } from "../onset/shared-onset.ts";
import { changeSigns, type ToldChange } from "./change-signs.ts";
import type { CallEdge, CallWaits, ComponentSeries, RankedComponent } from "./component-case.ts";
import { logSigns, type ToldLine } from "./log-signs.ts";
import { metricKindOf } from "./metric-kind.ts";
import { rankComponents } from "./rank-components.ts";

/** Signals around an incident, as files or a store hand them over. Any part but the series may be empty. */
export interface Signals {
  /** Of the rows of every series, ascending. */
  readonly times: readonly TimeMs[];
  readonly series: readonly ComponentSeries[];
  readonly calls?: readonly CallWaits[];
  readonly edges: readonly CallEdge[];
  readonly changes: readonly ToldChange[];
  readonly lines: readonly ToldLine[];
  /** When somebody noticed; null when nobody says. */
  readonly alarm: TimeMs | null;
  /** The component people complain of, and the metric; null when nobody says. */
  readonly target: { readonly component: string; readonly metric: string } | null;
}

/** A ranked component with its share of belief. */
export interface Suspect extends RankedComponent {
  /** 0 to 1; all shares and `nothing` add to 1. */
  readonly share: number;
}

/** What the signals say. */
export interface SignalDiagnosis {
  /** When it began; null where there are no rows. */
  readonly onset: TimeMs | null;
  /** Whether the series themselves date it; otherwise the alarm had to do. */
  readonly isDated: boolean;
  /** The likeliest first. */
  readonly suspects: readonly Suspect[];
  /** Share of belief that none of them is the cause. */
  readonly nothing: number;
  /** Whether the first stands out from "nothing": below it, unknown is the answer. */
  readonly isClear: boolean;
}

/** Strength that chance alone reaches over some dozens of components. */
const chance = 1.2;
/** Share of the rows after which an incident that nobody dated is looked for, when nothing steps. */
const lateShare = 0.75;

/**
 * Dates an incident by all its series, then ranks the components by every sign there is.
 * Never throws; without rows the answer is "unknown".
 *
 * Cost O(series × rows log rows + lines).
 */
export function diagnoseSignals(signals: Signals): SignalDiagnosis {
  const { times, series } = signals;
  const rows = times.length;
  if (rows < 2) return { onset: null, isDated: false, suspects: [], nothing: 1, isClear: false };
  const found = times.findIndex((time) => signals.alarm !== null && time >= signals.alarm);
  const alarm = found > 0 ? found : Math.floor(lateShare * rows);
  const step = sharedOnset(
    series.map(({ values }) => values),
    alarm,
  );
  const onset = times[step.row] ?? 0;
  const widthMs = median(times.slice(1).map((time, index) => time - (times[index] ?? 0)));
  const further = [
    ...changeSigns(signals.changes, onset),
    ...logSigns(signals.lines, { onset, widthMs: Math.max(1, widthMs) }),
  ];
  const ranked = rankComponents({
    series,
    calls: signals.calls ?? [],
    paths: [],
    edges: signals.edges,
    further,
    before: [{ start: 0, end: step.row }],
    during: { start: step.row, end: rows },
    target:
      signals.target === null
        ? null
        : {
            component: signals.target.component,
            kind: metricKindOf(signals.target.metric),
          },
  });
  const most = Math.max(chance, ranked[0]?.score ?? 0);
  const weights = ranked.map(({ score }) => Math.exp(score - most));
  const rest = Math.exp(chance - most);
  const total = weights.reduce((a, b) => a + b, rest);
  return {
    onset,
    isDated: step.gain > 0,
    suspects: ranked.map((component, index) => ({
      ...component,
      share: (weights[index] ?? 0) / total,
    })),
    nothing: rest / total,
    isClear: (ranked[0]?.score ?? 0) > chance,
  };
}
