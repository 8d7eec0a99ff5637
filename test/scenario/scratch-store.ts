import { day } from "../../src/model/time.ts";
import { openStore } from "../../src/store/open.ts";
import { retentionSignals, type Store } from "../../src/store/store.ts";

/** A store for a test whose clock stands where it likes. */
export function openScratchStore(folder: string, clock: { readonly now: number }): Promise<Store> {
  // The database drops what is old by its own clock, which knows nothing of the test's.
  const retention = Object.fromEntries(retentionSignals.map((signal) => [signal, 3_650 * day]));
  const log = (): void => undefined;
  return openStore({ dataDir: folder, now: () => clock.now, log, retention });
}
