import type { Verdict } from "../model/verdict.ts";
import type { TimeMs, Window } from "../model/time.ts";

/** Where a monitor stands between its verdicts and firing; plain JSON, kept by the pipeline. */
export interface HoldState {
  readonly firing: boolean;
  /** Anomalous windows in a row, and normal ones in a row. */
  readonly anomalousCount: number;
  readonly normalCount: number;
  /** Start of the first window of the present anomalous run; null while there is none. */
  readonly startedAt: TimeMs | null;
  /** End of the newest window counted, so that a repeated window counts once. */
  readonly lastWindowEnd: TimeMs | null;
}

/** A monitor that has not been judged yet. */
export const noHold: HoldState = {
  firing: false,
  anomalousCount: 0,
  normalCount: 0,
  startedAt: null,
  lastWindowEnd: null,
};

/**
 * Counts a verdict: a monitor fires after `holdWindows` anomalous windows in a row and is over after
 * as many normal ones. Silence proves nothing: `no-data` and `learning` change no count, so a firing
 * monitor without data goes on firing. Windows not newer than the last one are ignored.
 */
export function advanceHold(
  state: HoldState,
  verdict: { readonly state: Verdict["state"]; readonly window: Window },
  holdWindows: number,
): { readonly state: HoldState; readonly change: "fired" | "recovered" | null } {
  if (state.lastWindowEnd !== null && verdict.window.end <= state.lastWindowEnd) {
    return { state, change: null };
  }
  const lastWindowEnd = verdict.window.end;
  switch (verdict.state) {
    case "no-data":
    case "learning":
      return { state: { ...state, lastWindowEnd }, change: null };
    case "anomalous": {
      const anomalousCount = state.anomalousCount + 1;
      const firing = state.firing || anomalousCount >= holdWindows;
      const startedAt = state.startedAt ?? verdict.window.start;
      return {
        state: { firing, anomalousCount, normalCount: 0, startedAt, lastWindowEnd },
        change: firing && !state.firing ? "fired" : null,
      };
    }
    case "normal": {
      const normalCount = state.normalCount + 1;
      const firing = state.firing && normalCount < holdWindows;
      const startedAt = firing ? state.startedAt : null;
      return {
        state: { firing, anomalousCount: 0, normalCount, startedAt, lastWindowEnd },
        change: state.firing && !firing ? "recovered" : null,
      };
    }
    default:
      return verdict.state satisfies never;
  }
}
