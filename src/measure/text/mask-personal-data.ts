import { findPersonalData } from "./personal-data.ts";

/**
 * A text with its personal data as "•••", the rest as it is. Finds what {@link findPersonalData} finds, and misses
 * what that misses. Never throws.
 *
 * @example maskPersonalData("write to ann.lee@example.com soon") // "write to ••• soon"
 */
export function maskPersonalData(text: string): string {
  let shown = "";
  let end = 0;
  for (const find of findPersonalData(text).toSorted((a, b) => a.start - b.start)) {
    if (find.start < end) continue;
    shown += `${text.slice(end, find.start)}•••`;
    end = find.end;
  }
  return shown + text.slice(end);
}
