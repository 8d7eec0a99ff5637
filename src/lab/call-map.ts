import { AcesoError } from "../model/errors.ts";
import type { LabSettings } from "./lab-settings.ts";

/** The name that stands for the service of a model in the settings. */
const entry = "api";

/** caller → whom it calls in turn; `api` is the service of a model. */
export type CallMap = ReadonlyMap<string, readonly string[]>;

/**
 * Reads a setting like "api > retriever, retriever > vector-db".
 *
 * @throws AcesoError "bad-field" where a pair cannot be read, calls go in circles or never begin at `api`
 * @example [...readCallMap({ featureCalls: "api > store" }, "featureCalls")] // [["api", ["store"]]]
 */
export function readCallMap<Name extends "featureCalls" | "languageCalls">(
  settings: Pick<LabSettings, Name>,
  name: Name,
): CallMap {
  const text: string = settings[name];
  const refuse = (expected: string): AcesoError =>
    new AcesoError("bad-field", { field: name, expected, got: JSON.stringify(text) });
  // caller → whom it calls
  const calls = new Map<string, string[]>([[entry, []]]);
  for (const pair of text.split(",").filter((part) => part.trim() !== "")) {
    const [caller = "", callee = "", ...more] = pair.split(">").map((part) => part.trim());
    if (caller === "" || callee === "" || more.length > 0) {
      throw refuse("pairs such as api > retriever, separated by commas");
    }
    calls.set(caller, [...(calls.get(caller) ?? []), callee]);
  }
  const reached = reach(calls, entry, []);
  if (reached === undefined) throw refuse("calls that do not go in circles");
  const lost = [...calls.keys()].find((caller) => caller !== entry && !reached.has(caller));
  if (lost !== undefined) throw refuse(`calls that begin at ${entry}, which never reaches ${lost}`);
  return calls;
}

/** Everything called from here on; undefined where a call comes back to one that waits for it. */
function reach(
  calls: CallMap,
  from: string,
  waiting: readonly string[],
): ReadonlySet<string> | undefined {
  const found = new Set<string>();
  for (const callee of calls.get(from) ?? []) {
    if (callee === from || waiting.includes(callee)) return undefined;
    const below = reach(calls, callee, [...waiting, from]);
    if (below === undefined) return undefined;
    found.add(callee);
    for (const name of below) found.add(name);
  }
  return found;
}
