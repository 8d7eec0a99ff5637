import { learnLevel, newLevel, sigmaOf, type Level } from "./level.ts";
import { countMin, memoryDetector, warmupWindows } from "./memory-detector.ts";
import { changeVerdict, learningVerdict } from "./verdicts.ts";

const settings = {
  slack: {
    type: "number",
    unit: "standard deviations",
    default: 0.5,
    min: 0,
    max: 10,
    meaning: "a distance from the running mean that is forgiven at every window",
  },
  threshold: {
    type: "number",
    unit: "standard deviations",
    default: 15,
    min: 1,
    max: 10_000,
    meaning:
      "how far the sum of distances may rise above its least (or fall below its greatest) value",
  },
  alarmWindows: {
    type: "number",
    unit: "windows",
    default: 3,
    min: 1,
    max: 1_000,
    meaning:
      "how many windows a found change stays anomalous, before its new level counts as normal",
  },
  warmupWindows: warmupWindows(30),
  countMin,
} as const;

interface Memory {
  level: Level;
  /** Sums of z − slack and z + slack since the last change, with the least of one, the greatest of the other. */
  up: number;
  upLeast: number;
  down: number;
  downGreatest: number;
  /** Windows the last change still counts, with the levels before and after it. */
  alarmLeft: number;
  before: number;
  after: number;
}

/**
 * The Page-Hinkley test: the sum of distances from the mean of everything since the last change, less a
 * slack, against its extreme so far. A found change alarms for a few windows, then the test starts anew
 * from the new level, so it suits series whose level moves for good. Distances are in running standard
 * deviations, clipped at half the threshold so that one wild value is no change.
 *
 * Cost O(1) a point; state below 300 bytes. A constant's deviation is a thousandth of its level.
 */
export const pageHinkley = memoryDetector<typeof settings, Memory>({
  name: "page-hinkley",
  summary: "finds changes of the mean and takes the new level as normal after a few windows",
  source: "Page 1954; Hinkley 1971; Gama et al. 2014, section 3.3.2",
  formula: "m ← m + (x − mean − δ), alarm when m − min m passes λ, then start anew",
  cost: "O(1) a point",
  when: "For changes of the mean after which the new level is normal.",
  settings,
  begin: () => ({ ...fresh(), alarmLeft: 0, before: 0, after: 0 }),
  judge({ value, settings: given, direction, memory }) {
    const { slack, threshold } = given;
    if (memory.level.count < given.warmupWindows) {
      learnLevel(memory.level, value, 1e6);
      return memory.alarmLeft > 0
        ? lasting(memory, { threshold, direction })
        : learningVerdict(memory.level.count, given.warmupWindows);
    }
    const before = memory.level.mean;
    const reach = threshold / 2;
    const z = Math.max(-reach, Math.min(reach, (value - before) / sigmaOf(memory.level)));
    memory.up += z - slack;
    memory.upLeast = Math.min(memory.upLeast, memory.up);
    memory.down += z + slack;
    memory.downGreatest = Math.max(memory.downGreatest, memory.down);
    const rise = memory.up - memory.upLeast;
    const fall = memory.downGreatest - memory.down;
    const after = rise >= fall ? Math.max(before, value) : Math.min(before, value);
    const evidence = Math.max(rise, fall);
    const verdict = changeVerdict({ evidence, threshold, before, after, direction });
    if (evidence >= threshold) {
      Object.assign(memory, fresh(), { before, after, alarmLeft: given.alarmWindows - 1 });
    }
    const reachOfValue = 3 * sigmaOf(memory.level);
    const isFirst = memory.level.count === 0;
    const clipped = Math.max(-reachOfValue, Math.min(reachOfValue, value - memory.level.mean));
    learnLevel(memory.level, isFirst ? value : memory.level.mean + clipped, 1e6);
    return verdict;
  },
});

function fresh(): Pick<Memory, "level" | "up" | "upLeast" | "down" | "downGreatest"> {
  return { level: newLevel(), up: 0, upLeast: 0, down: 0, downGreatest: 0 };
}

function lasting(
  memory: Memory,
  { threshold, direction }: { threshold: number; direction: "up" | "down" | "both" },
): ReturnType<typeof changeVerdict> {
  memory.alarmLeft -= 1;
  const { before, after } = memory;
  return changeVerdict({ evidence: threshold, threshold, before, after, direction });
}
