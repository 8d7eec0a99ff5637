import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runScript } from "./run-script.ts";

const own = new URL("./cases/", import.meta.url);

describe("our own cases", () => {
  for (const file of readdirSync(own)) {
    it(`${file} passes whole`, async () => {
      const results = await runScript(readFileSync(new URL(file, own), "utf8"), file);
      expect(results.length).toBeGreaterThan(10);
      expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
    });
  }
});

// Scripts of Prometheus 3.14 itself; they are data, not part of this repository.
const data = join(process.env["ACESO_TEST_DATA"] ?? "", "promql");
const hasData = process.env["ACESO_TEST_DATA"] !== undefined && existsSync(data);
const files = hasData ? readdirSync(data).filter((file) => file.endsWith(".test")) : ["(no data)"];

describe.skipIf(!hasData)("Prometheus' test scripts (needs ACESO_TEST_DATA)", () => {
  it.each(files)(
    "%s: every case without native histograms and experimental syntax",
    async (file) => {
      const results = await runScript(readFileSync(join(data, file), "utf8"), file);
      const failed = results.filter(({ group, failure }) => group === "core" && failure !== null);
      expect(failed).toEqual([]);
    },
  );
});
