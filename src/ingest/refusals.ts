import type { TimeMs } from "../model/time.ts";
import { exampleOf } from "./rejections.ts";

/** One kind of refused data since start, in the shape of the status page. */
export interface RefusalEntry {
  readonly route: string;
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly count: number;
  readonly lastAt: TimeMs;
  readonly example: string;
}

/** Kinds kept; routes and codes are few, so reaching this means a bug, and the oldest kind goes. */
const kindsMax = 500;

/** What was refused, per route and code: counted, never kept. */
export interface Refusals {
  add(refusal: {
    readonly route: string;
    readonly code: string;
    readonly message: string;
    readonly fix: string;
    readonly count: number;
    readonly at: TimeMs;
    readonly example: string;
  }): void;
  /** Newest first. */
  list(): readonly RefusalEntry[];
  /** Rows and requests refused since start. */
  total(): number;
}

/** Makes an empty registry. */
export function createRefusals(): Refusals {
  // "route code" → its entry, longest untouched first
  const kinds = new Map<string, RefusalEntry>();
  let total = 0;
  return {
    add({ route, code, message, fix, count, at, example }) {
      total += count;
      const key = `${route} ${code}`;
      const before = kinds.get(key);
      kinds.delete(key);
      kinds.set(key, {
        route,
        code,
        message: exampleOf(message),
        fix,
        count: (before?.count ?? 0) + count,
        lastAt: at,
        example: exampleOf(example),
      });
      if (kinds.size > kindsMax) {
        for (const oldest of kinds.keys()) {
          kinds.delete(oldest);
          break;
        }
      }
    },
    list: () => [...kinds.values()].reverse(),
    total: () => total,
  };
}
