import { openStore } from "../../src/store/open.ts";
import { logRecord } from "./signals.ts";

// Appends numbered log rows (which have no identity, so a doubled insert shows) in small groups, and
// prints each number when it is acknowledged. Killed by the test at a random moment.
const [dataDir = "", from = "0"] = process.argv.slice(2);
const store = await openStore({
  dataDir,
  now: Date.now,
  log: () => {},
  limits: { sealMs: 60, segmentRowsMax: 200 },
});
process.stdout.write("ready\n");
for (let group = Number(from); ; group++) {
  const ids = Array.from({ length: 4 }, (_, index) => `${group}-${index}`);
  await Promise.all(
    ids.map(async (body) => {
      const time = Date.now();
      await store.append({ project: "p", receivedAt: time, logs: [logRecord({ time, body })] });
      process.stdout.write(`${body}\n`);
    }),
  );
}
