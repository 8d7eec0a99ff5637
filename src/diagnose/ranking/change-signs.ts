import type { ComponentSign } from "./component-case.ts";
import { hour, minute, type TimeMs } from "../../model/time.ts";

/** Something people or machines did to a component. */
export interface ToldChange {
  readonly time: TimeMs;
  readonly component: string;
  readonly title: string;
}

/** Strength of a change at the very onset: less than a clear sign, since innocent deploys are common. */
const strengthMost = 1.5;
/** A change this much earlier counts 1/e of one at the onset. */
const fadeMs = 10 * minute;
/** A change this much after the dated onset may still be its cause: onsets are dated by windows. */
const slackMs = 2 * minute;

/** Changes of the hour before the onset, as signs of their components; the nearer the stronger. */
export function changeSigns(
  changes: readonly ToldChange[],
  onset: TimeMs,
): readonly { readonly component: string; readonly sign: ComponentSign }[] {
  return changes
    .filter(({ time }) => time >= onset - hour && time <= onset + slackMs)
    .map(({ time, component, title }) => {
      const strength = strengthMost * Math.exp(-Math.max(0, onset - time) / fadeMs);
      const sign = { kind: "change" as const, detail: title, strength, from: time, to: time };
      return { component, sign };
    });
}
