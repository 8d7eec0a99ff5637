import type { TimeMs } from "../../model/time.ts";
import { surgingTemplates } from "../logs/surging-templates.ts";
import { templateMiner } from "../logs/template-miner.ts";
import type { ComponentSign } from "./component-case.ts";

/** One line of a component's log. */
export interface ToldLine {
  readonly time: TimeMs;
  readonly component: string;
  readonly text: string;
}

/** Windows on each side of the onset; lines further away are not looked at. */
const windowsMax = 60;
/** z of a template that is worth one nat, so that logs weigh as changed branches do. */
const zOfNat = 6;
/** Templates told of one component. */
const templatesMax = 3;

/**
 * Templates that began or surged at the onset, as signs of the components that wrote them.
 *
 * @param options `widthMs`: length of the windows lines are counted in
 * Cost O(lines + templates × windows).
 */
export function logSigns(
  lines: readonly ToldLine[],
  options: { readonly onset: TimeMs; readonly widthMs: number },
): readonly { readonly component: string; readonly sign: ComponentSign }[] {
  const miner = templateMiner();
  // component → template id → index of the window since the onset, negative before, of each line
  const places = new Map<string, Map<string, number[]>>();
  let first = 0;
  let last = 0;
  for (const { time, component, text } of lines) {
    const place = Math.floor((time - options.onset) / options.widthMs);
    if (!(Math.abs(place) <= windowsMax)) continue;
    first = Math.min(first, place);
    last = Math.max(last, place);
    const { id } = miner.add(text);
    const own = places.get(component) ?? new Map<string, number[]>();
    places.set(component, own);
    const known = own.get(id) ?? [];
    own.set(id, known);
    known.push(place);
  }
  const texts = new Map(miner.templates().map(({ id, text }) => [id, text]));
  return [...places].flatMap(([component, own]) => {
    // Templates that turned out to be one are counted as one.
    const merged = new Map<string, number[]>();
    for (const [id, at] of own) {
      const known = merged.get(miner.resolve(id)) ?? [];
      merged.set(miner.resolve(id), [...known, ...at]);
    }
    const counts = [...merged].map(([id, at]) => ({
      template: texts.get(id) ?? id,
      before: countsOf(at, first, 0),
      during: countsOf(at, 0, last + 1),
    }));
    return surgingTemplates(counts)
      .slice(0, templatesMax)
      .map(({ template, rateBefore, rateDuring, z }) => ({
        component,
        sign: {
          kind: "log" as const,
          detail: template,
          strength: z / zOfNat,
          from: rateBefore,
          to: rateDuring,
        },
      }));
  });
}

function countsOf(places: readonly number[], start: number, end: number): readonly number[] {
  const counts = Array.from({ length: end - start }, () => 0);
  for (const place of places) {
    if (place >= start && place < end) counts[place - start] = (counts[place - start] ?? 0) + 1;
  }
  return counts;
}
