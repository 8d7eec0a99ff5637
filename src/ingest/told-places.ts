import { minute, type TimeMs } from "../model/time.ts";

/** Senders of spans speak many times a second; where they run is told again after this long. */
const againMs = minute;
const placesMax = 10_000;

/** When each place was last told of. A cache: what is forgotten is told once more. */
export class ToldPlaces {
  // labels as JSON → when, longest ago first
  readonly #times = new Map<string, TimeMs>();

  isDue(key: string, now: TimeMs): boolean {
    const last = this.#times.get(key);
    return last === undefined || Math.abs(now - last) >= againMs;
  }

  keep(key: string, now: TimeMs): void {
    this.#times.delete(key);
    this.#times.set(key, now);
    const oldest = this.#times.keys().next().value;
    if (this.#times.size > placesMax && oldest !== undefined) this.#times.delete(oldest);
  }
}
