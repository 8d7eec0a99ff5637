import { faultNames, faults } from "../world/faults.ts";
import type { FaultName } from "../world/faults.ts";
import { seeded, shuffled } from "../world/random.ts";
import { scriptOf } from "../world/script.ts";
import { judge, playStep } from "./watch.ts";
import type { Stage, StepReport } from "./watch.ts";

interface ModeOptions {
  readonly seed: number;
  readonly approves: boolean;
  readonly isJson: boolean;
  readonly say: (line: string) => void;
}

const cycleMs = 180_000;
/** In the endless mode a fault that nobody repaired ends by itself after this. */
const faultLastsMs = 150_000;
/** Live traffic before the script's first step, so that the newest windows are whole. */
const warmUpMs = 90_000;

/** Plays the script, prints a line per step, and returns the exit code: 0 when Aceso passed. */
export async function playScript(
  stage: Stage,
  options: ModeOptions & { readonly only: readonly FaultName[] },
): Promise<number> {
  const { seed, approves, isJson, say, only } = options;
  say(`warming up for ${warmUpMs / 1000} s …`);
  await stage.sleep(warmUpMs);
  await untilQuiet(stage, say);
  const reports: StepReport[] = [];
  for (const step of scriptOf(seed, only)) {
    const report = await playStep(stage, step, { approves });
    reports.push(report);
    if (isJson) console.log(JSON.stringify({ seed, ...report }));
    else say(told(report));
  }
  const verdict = judge(reports, { approves });
  if (isJson) console.log(JSON.stringify({ seed, step: "verdict", ...verdict }));
  const { explained, fixed, repairable, falseIncidents } = verdict;
  say(
    `${explained} of ${verdict.faults} explained, ${fixed} of ${repairable} fixed, ` +
      `${falseIncidents} false: ${verdict.passed ? "passed" : "failed"}`,
  );
  return verdict.passed ? 0 : 1;
}

/** Waits, for some minutes at most, until no incident of before the script is open. */
async function untilQuiet(stage: Stage, say: (line: string) => void): Promise<void> {
  const deadline = stage.now() + 300_000;
  while (stage.now() < deadline) {
    const heads = await stage.incidentsSince(stage.now() - 3_600_000);
    const incidents = await Promise.all(heads.map(({ id }) => stage.incident(id)));
    const open = incidents.filter((incident) => incident.resolvedAt === null);
    if (open.length === 0) return;
    say(`waiting for ${open.map((incident) => incident.code).join(", ")} to end …`);
    await stage.sleep(10_000);
  }
}

/** Injects one fault and keeps it until the process is stopped. */
export async function playFaultByHand(
  stage: Stage,
  fault: FaultName,
  options: ModeOptions,
): Promise<number> {
  const { say } = options;
  say(`healthy traffic for ${warmUpMs / 1000} s, then ${fault}; ctrl-c ends`);
  await stage.sleep(warmUpMs);
  say(`${clock(stage.now())} ${fault}: ${faults[fault].says}`);
  await stage.inject(fault);
  const told = new Set<string>();
  for (;;) {
    await tellNews(stage, stage.now() - 600_000, told, say);
    await stage.sleep(2000);
  }
}

/** A fault every three minutes, in an order drawn from the seed, until the process is stopped. */
export async function playForever(stage: Stage, options: ModeOptions): Promise<number> {
  const { seed, say } = options;
  const random = seeded(seed, 3);
  say("the first fault comes in 60 s; ctrl-c ends");
  await stage.sleep(60_000);
  const told = new Set<string>();
  for (;;) {
    for (const fault of shuffled(faultNames, random)) {
      const begin = stage.now();
      say(`${clock(begin)} ${fault}: ${faults[fault].says}`);
      await stage.inject(fault);
      while (stage.now() < begin + faultLastsMs) {
        await tellNews(stage, begin, told, say);
        await stage.sleep(2000);
      }
      await stage.remove(fault);
      say(`${clock(stage.now())} ${fault} is over`);
      while (stage.now() < begin + cycleMs) {
        await tellNews(stage, begin, told, say);
        await stage.sleep(2000);
      }
    }
  }
}

/** Says what happened to incidents since this moment, each fact once. */
async function tellNews(
  stage: Stage,
  since: number,
  told: Set<string>,
  say: (line: string) => void,
): Promise<void> {
  const once = (key: string, line: string): void => {
    if (told.has(key)) return;
    told.add(key);
    say(`${clock(stage.now())}   ${line}`);
  };
  for (const { id } of await stage.incidentsSince(since)) {
    const incident = await stage.incident(id);
    once(`${id} opened`, `incident ${incident.code} opened`);
    const cause = incident.diagnosis?.causes[0];
    if (cause !== undefined) {
      const { kind, component, version, confidence } = cause;
      const where = `${component.kind} ${component.name}${version === "" ? "" : ` ${version}`}`;
      const share = Math.round(confidence * 100);
      once(`${id} ${kind} ${where}`, `${incident.code}: ${kind} at ${where} (${share} %)`);
    }
    const { repair } = incident;
    if (repair !== null) {
      once(
        `${id} ${repair.status}`,
        `${incident.code}: repair ${repair.plan.playbook} ${repair.status}`,
      );
    }
    if (incident.resolvedAt !== null) once(`${id} resolved`, `incident ${incident.code} resolved`);
  }
}

function told(report: StepReport): string {
  if (report.step !== "fault") {
    return `${clock(report.from)} ${report.step}: ${report.falseIncidents} false incidents`;
  }
  const answer =
    report.component === null
      ? "no cause named"
      : `${report.kind} at ${report.component.kind} ${report.component.name}`;
  const opened = report.opened ? `opened after ${report.openedAfterSeconds} s` : "not opened";
  const mark = report.explained ? "explained" : "NOT explained";
  return `${clock(report.times.injected)} ${report.fault}: ${opened}, ${mark} (${answer}), outcome ${report.outcome}`;
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}
