import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { templateMiner } from "../../src/diagnose/logs/template-miner.ts";
import type { Figure } from "../report.ts";
import { readQuotedCsv } from "./read-quoted-csv.ts";

interface System {
  readonly name: string;
  readonly lines: readonly string[];
  readonly events: readonly string[];
}

/**
 * loghub2k: real log lines with hand-made templates, one system a folder. Grouping accuracy is the share of
 * lines whose group is exactly the set of lines of one event; FGA the same over groups, as harmonic mean of
 * precision and recall. One miner per system, one configuration, one pass in file order; groups are what the
 * templates have become at the end.
 */
export function loghub2k(folder: string): {
  figures: readonly Figure[];
  notes: readonly string[];
} {
  const systems = readSystems(folder);
  if (systems.length === 0) {
    return { figures: [], notes: ["loghub2k: skipped, no folder with X_2k.log_structured.csv"] };
  }
  const judged = systems.map((system) => {
    const miner = templateMiner();
    const atOnce = system.lines.map((line) => miner.add(line).id);
    const atEnd = atOnce.map((id) => miner.resolve(id));
    return { ...grouping(atEnd, system.events), atOnce: grouping(atOnce, system.events).accuracy };
  });
  const mean = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const accuracies = judged.map(({ accuracy }) => accuracy);
  const base = { bench: "diagnose", set: "loghub2k", unit: "share" };
  return {
    figures: [
      {
        ...base,
        measure: "ga-mean",
        value: mean(accuracies),
        target: 0.93,
        reference: 0.862,
        referenceName: "Drain tuned per system, 8 given systems",
      },
      { ...base, measure: "ga-min", value: Math.min(...accuracies), target: 0.65 },
      {
        ...base,
        measure: "fga",
        value: mean(judged.map(({ fga }) => fga)),
        target: 0.85,
        reference: 0.711,
        referenceName: "Drain, 8 given systems",
      },
      {
        ...base,
        measure: "lines-per-cpu-s",
        value: linesPerCpuSecond(systems.flatMap(({ lines }) => lines)),
        unit: "lines per CPU second",
        target: 150_000,
      },
    ],
    notes: systems.map(({ name }, index) => {
      const { accuracy, fga, groups, events, atOnce } = judged[index]!;
      return `loghub2k ${name}: ga ${accuracy.toFixed(3)} (as first told ${atOnce.toFixed(3)}), fga ${fga.toFixed(3)}, ${groups} groups for ${events} events`;
    }),
  };
}

function readSystems(folder: string): readonly System[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .toSorted()
    .flatMap((name) => {
      const path = join(folder, name, `${name}_2k.log_structured.csv`);
      if (!existsSync(path)) return [];
      const [header = [], ...rows] = readQuotedCsv(readFileSync(path, "utf8"));
      const content = header.indexOf("Content");
      const event = header.indexOf("EventId");
      return [
        {
          name,
          lines: rows.map((row) => row[content] ?? ""),
          events: rows.map((row) => row[event] ?? ""),
        },
      ];
    });
}

function grouping(
  groups: readonly string[],
  events: readonly string[],
): { accuracy: number; fga: number; groups: number; events: number } {
  const count = (names: readonly string[]): ReadonlyMap<string, number> => {
    const counts = new Map<string, number>();
    for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
    return counts;
  };
  const ofGroup = count(groups);
  const ofEvent = count(events);
  // A group that holds exactly an event's lines meets it on as many lines as either has.
  const ofBoth = new Map<string, { group: string; event: string; lines: number }>();
  groups.forEach((group, index) => {
    const event = events[index] ?? "";
    const key = `${group}\n${event}`;
    const lines = (ofBoth.get(key)?.lines ?? 0) + 1;
    ofBoth.set(key, { group, event, lines });
  });
  const right = [...ofBoth.values()].filter(
    ({ group, event, lines }) => lines === ofGroup.get(group) && lines === ofEvent.get(event),
  );
  const rightLines = right.reduce((sum, { lines }) => sum + lines, 0);
  return {
    accuracy: rightLines / groups.length,
    fga: (2 * right.length) / (ofGroup.size + ofEvent.size),
    groups: ofGroup.size,
    events: ofEvent.size,
  };
}

/** Warm: the best of five passes over all lines, each by a miner of its own. */
function linesPerCpuSecond(lines: readonly string[]): number {
  const rates = Array.from({ length: 5 }, () => {
    const miner = templateMiner();
    const began = process.cpuUsage();
    for (const line of lines) miner.add(line);
    const { user, system } = process.cpuUsage(began);
    return lines.length / ((user + system) / 1e6);
  });
  return Math.max(...rates);
}
