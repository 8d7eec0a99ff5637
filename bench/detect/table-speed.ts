import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableDetectorNamed } from "../../src/detect/catalog.ts";
import type { Table } from "../../src/detect/table/detector.ts";
import { resolveSettings } from "../../src/model/settings.ts";
import { seededRandom } from "../../src/stats/random.ts";
import type { Figure } from "../report.ts";
import { rankingQuality } from "./ranking-quality.ts";
import { runSklearn } from "./run-sklearn.ts";
import type { DetectSet } from "./set.ts";

const rows = 10_000;
const columns = 9;
const runs = 3;

// Ours → scikit-learn's of the same name in table-speed.py, and the least ratio of its time to ours.
const races = [
  { name: "isolation-forest", peer: "isolation-forest", target: 1.5 },
  { name: "nearest-neighbours", peer: "nearest-neighbours", target: 1 },
  { name: "local-outlier-factor", peer: "local-outlier-factor", target: 1 },
  { name: "one-class-svm", peer: "one-class-svm", target: 1 },
  { name: "one-class-svm-approximate", peer: "one-class-svm", target: 3 },
] as const;

/**
 * Fit and score of a table's own rows, ours against scikit-learn from Debian (python3-sklearn) in the same run: 10,000
 * rows of 9 features, one thread each, the median of three runs after warm-up (one for scikit-learn, two for compiled
 * code to be optimised). CPU seconds of the process, so that others on the machine count little; ours include
 * standardisation, garbage collection and compilation, scikit-learn's start standardised.
 */
export const tableSpeed: DetectSet = {
  name: "speed",
  folder: null,
  async run({ detectors, seed }) {
    const { table, labels } = clusters(seed);
    const folder = mkdtempSync(join(tmpdir(), "aceso-bench-"));
    const path = join(folder, "table.f64");
    writeFileSync(path, new Uint8Array(table.values.buffer));
    const figures: Figure[] = [];
    const notes: string[] = [];
    try {
      for (const race of races) {
        if (detectors !== null && !detectors.includes(race.name)) continue;
        const peer = peerSeconds(path, race.peer);
        const ours = ourSeconds(race.name, table);
        figures.push(figure(`${race.name}-seconds`, median(ours), "seconds"));
        if (peer === null) {
          notes.push(`speed of tables: ${race.name} alone, no python3 with scikit-learn here`);
          continue;
        }
        notes.push(
          `speed of tables: ${race.name} ${spread(ours)}; scikit-learn ${peer.version} ${spread(peer.seconds)}`,
        );
        const ratio = median(peer.seconds) / median(ours);
        figures.push({
          ...figure(`${race.name}-ratio`, ratio, "times faster"),
          target: race.target,
          better: "higher",
        });
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
    figures.push({
      ...figure("one-class-svm-approximate-auroc-diff", approximationGap(table, labels), "points"),
      target: 0.5,
      better: "lower",
    });
    return { figures, notes };
  },
};

function figure(measure: string, value: number, unit: string): Figure {
  return { bench: "detect", set: "speed", measure, value, unit };
}

/** Three slanted clusters of different density, and one row in twenty anywhere. */
function clusters(seed: number): { readonly table: Table; readonly labels: Uint8Array } {
  const random = seededRandom(seed).fork("table-speed");
  const values = new Float64Array(rows * columns);
  const labels = new Uint8Array(rows);
  for (let row = 0; row < rows; row++) {
    const cluster = row % 3;
    labels[row] = row % 20 === 0 ? 1 : 0;
    const along = random.normal();
    for (let column = 0; column < columns; column++) {
      const usual =
        4 * Math.cos(cluster * 2 + column) + (0.3 + 0.3 * cluster) * (random.normal() + along);
      values[row * columns + column] = labels[row] === 1 ? 16 * random.uniform() - 8 : usual;
    }
  }
  return { table: { values, rows, columns }, labels };
}

function peerSeconds(
  path: string,
  algorithm: string,
): { readonly version: string; readonly seconds: readonly number[] } | null {
  const output = runSklearn("table-speed.py", [path, String(columns), algorithm, String(runs)]);
  return output === null ? null : JSON.parse(output);
}

function ourSeconds(name: string, table: Table): readonly number[] {
  const seconds: number[] = [];
  for (let run = -2; run < runs; run++) {
    const began = process.cpuUsage();
    scoresOf(name, table);
    const { user, system } = process.cpuUsage(began);
    if (run >= 0) seconds.push((user + system) / 1e6);
  }
  return seconds;
}

function scoresOf(name: string, table: Table): Float64Array {
  const detector = tableDetectorNamed(name)!;
  return detector.fit(table, resolveSettings(detector.settings).values, 0).fittedScores();
}

function approximationGap(table: Table, labels: Uint8Array): number {
  const [exact, approximate] = ["one-class-svm", "one-class-svm-approximate"].map(
    (name) => 100 * rankingQuality(scoresOf(name, table), labels).auroc,
  );
  return Math.abs(approximate! - exact!);
}

function median(seconds: readonly number[]): number {
  return seconds.toSorted((a, b) => a - b)[Math.floor(seconds.length / 2)]!;
}

function spread(seconds: readonly number[]): string {
  const shown = (value: number) => (1_000 * value).toPrecision(3);
  return `${shown(median(seconds))} ms (${shown(Math.min(...seconds))} to ${shown(Math.max(...seconds))})`;
}
