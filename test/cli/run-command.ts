import { dispatch } from "../../src/cli/dispatch.ts";
import type { World } from "../../src/cli/world.ts";

/** Runs a command line in a world of its own, at time 0 unless told otherwise, and tells what it said. */
export async function runCommand(args: readonly string[], world: Partial<World> = {}) {
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await dispatch(args, {
    environment: {},
    readFile: () => undefined,
    writeFile: () => undefined,
    fetch: globalThis.fetch,
    now: () => 0,
    wait: () => Promise.resolve(),
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    isColoured: false,
    ...world,
  });
  return { exit, out: printed.join("\n"), err: noted.join("\n") };
}
