import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parquetWriteBuffer } from "hyparquet-writer";
import { seededRandom } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";

const rows = 100_000;
const numberCount = 20;
const categoryCount = 5;
const command = fileURLToPath(new URL("../../src/cli/main.ts", import.meta.url));

/**
 * `aceso check` on two files of 100,000 rows and 30 columns (identifier, time, 20 numbers, 5 texts, a
 * truth, label and prediction), as a process of its own from start to exit: CSV and Parquet.
 */
export async function checkSpeedFigures(seed: string): Promise<{
  readonly figures: readonly Figure[];
  readonly notes: readonly string[];
}> {
  const folder = mkdtempSync(join(tmpdir(), "aceso-check-speed-"));
  try {
    const figures: Figure[] = [];
    for (const [index, name] of ["reference", "current"].entries()) {
      const columns = makeColumns(`${seed} ${name}`, index * 0.2);
      writeFileSync(join(folder, `${name}.csv`), csvOf(columns));
      writeFileSync(join(folder, `${name}.parquet`), parquetOf(columns));
    }
    for (const format of ["csv", "parquet"]) {
      const paths = ["reference", "current"].map((name) => join(folder, `${name}.${format}`));
      const { seconds, cpu, bytes } = await timed(["check", ...paths, "--json"]);
      const suffix = format === "csv" ? "" : `-${format}`;
      const figure = { bench: "measure", set: "speed", better: "lower" } as const;
      figures.push(
        { ...figure, measure: `check-seconds${suffix}`, value: seconds, unit: "s", target: 5 },
        { ...figure, measure: `check-cpu-seconds${suffix}`, value: cpu, unit: "s" },
        { ...figure, measure: `check-memory${suffix}`, value: bytes, unit: "bytes", target: 1e9 },
      );
    }
    return { figures, notes: ["check: wall time of the whole process, started from TypeScript"] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Columns = Readonly<Record<string, readonly (string | number | boolean | Date | null)[]>>;

function makeColumns(seed: string, shift: number): Columns {
  const random = seededRandom(seed);
  const each = <T>(make: (row: number) => T) => Array.from({ length: rows }, (_, row) => make(row));
  const numbers = Array.from({ length: numberCount }, (_, index) =>
    each(() => {
      if (index === 5 && random.uniform() < 0.03) return null;
      return index % 4 === 3 ? random.integer(50) : random.normal() + (index === 2 ? shift : 0);
    }),
  );
  const chance = each((row) => 1 / (1 + Math.exp(-(numbers[0]?.[row] ?? 0))));
  const texts = Array.from({ length: categoryCount }, (_, index) =>
    each(() => `value ${random.integer(5 + 20 * index)}`),
  );
  return {
    id: each((row) => `${seed}-${row}`),
    time: each((row) => new Date(1_700_000_000_000 + shift * 1e10 + row * 1_000)),
    ...Object.fromEntries(numbers.map((values, index) => [`number_${index}`, values])),
    ...Object.fromEntries(texts.map((values, index) => [`text_${index}`, values])),
    flag: each(() => random.uniform() < 0.3),
    label: each((row) => (random.uniform() < (chance[row] ?? 0) ? 1 : 0)),
    prediction: chance,
  };
}

function csvOf(columns: Columns): string {
  const names = Object.keys(columns);
  const lists = Object.values(columns);
  const cell = (value: Columns[string][number] | undefined) =>
    value instanceof Date ? value.toISOString() : String(value ?? "");
  const lines = Array.from({ length: rows }, (_, row) =>
    lists.map((list) => cell(list[row])).join(","),
  );
  return `${names.join(",")}\n${lines.join("\n")}\n`;
}

function parquetOf(columns: Columns): Uint8Array {
  const columnData = Object.entries(columns).map(([name, data]) => ({ name, data: [...data] }));
  return new Uint8Array(parquetWriteBuffer({ columnData }));
}

/** Runs a command line of Aceso; its wall time, CPU time and most memory, looked at every 20 ms. */
function timed(
  args: readonly string[],
): Promise<{ readonly seconds: number; readonly cpu: number; readonly bytes: number }> {
  const started = performance.now();
  const child = spawn(process.execPath, [command, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  let [bytes, cpu] = [0, 0];
  const look = setInterval(() => {
    bytes = Math.max(bytes, peakOf(child.pid ?? 0));
    cpu = Math.max(cpu, cpuOf(child.pid ?? 0));
  }, 20);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => {
      clearInterval(look);
      const seconds = (performance.now() - started) / 1_000;
      // 1 means findings: one column of the current file has moved.
      if (code === 0 || code === 1) resolve({ seconds, cpu, bytes });
      else reject(new Error(`aceso check ended with ${code}`));
    });
  });
}

function peakOf(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1_024;
  } catch {
    // It has just ended.
    return 0;
  }
}

/** User and system seconds so far, of all threads: on a busy machine they say more than the wall. */
function cpuOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
    // Fields 14 and 15 of proc(5), in hundredths of a second; two before the name's bracket are gone.
    return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100;
  } catch {
    return 0;
  }
}
