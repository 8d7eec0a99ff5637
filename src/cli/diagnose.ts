import { styleText } from "node:util";
import { diagnoseSignals, type SignalDiagnosis } from "../diagnose/ranking/diagnose-signals.ts";
import type { ComponentSign } from "../diagnose/ranking/component-case.ts";
import type { Cause } from "../model/diagnosis.ts";
import { AcesoError } from "../model/errors.ts";
import { type Message, say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { diagnoseBreakdown } from "./diagnose-breakdown.ts";
import { readSignals } from "./signal-files.ts";
import { tellExamples } from "./wrong-examples.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

const suspectsMax = 5;
const signsMax = 4;

/**
 * aceso diagnose INCIDENT: why, of a running Aceso's incident, with the evidence for and against each cause; with
 * --examples the classes its model confuses and its most confident wrong answers.
 * aceso diagnose --from DIR: the component at fault and since when, from files alone.
 * aceso diagnose --breakdown FILE: the combinations of attributes that explain why a number moved.
 * Exit 1 when a cause stands out, 0 when none does. Only the first form asks a server.
 */
export const diagnose: Command = async (line, world) => {
  const { from, breakdown } = line.flags;
  if (typeof from === "string") return diagnoseFolder(from, line, world);
  if (typeof breakdown === "string") return diagnoseBreakdown(breakdown, line, world);
  const [id] = line.words;
  if (id === undefined) {
    const expected = "aceso diagnose INCIDENT, or aceso diagnose --from DIR";
    throw new AcesoError("missing-field", { field: "what to diagnose", expected });
  }
  return line.flags["examples"] === true
    ? tellExamples(id, line, world)
    : diagnoseIncident(id, line, world);
};

async function diagnoseIncident(id: string, line: CommandLine, world: World): Promise<ExitCode> {
  const incident = await clientOf(line, world).call("GET /api/v1/incidents/:id", {
    params: { id },
  });
  const { diagnosis, onset, code } = incident;
  if (line.isJson) {
    world.print(JSON.stringify({ code, onset, diagnosis }, undefined, 2));
  } else {
    const put = putterOf(line, world);
    put(say("cli.diagnose.incident", { code, onset }));
    if (diagnosis === null) put(say("cli.diagnose.not-yet"));
    for (const cause of diagnosis?.causes ?? []) tellCause(cause, line, world);
    for (const { code: past, openedAt, likeness, cause, fixedBy } of diagnosis?.similar ?? []) {
      const lang = { lang: line.lang };
      const about = { code: past, time: openedAt, likeness };
      put(say("cli.diagnose.similar", { ...about, text: cause ? render(cause, lang) : "?" }));
      if (fixedBy) put(say("cli.diagnose.similar-fixed", { text: render(fixedBy, lang) }));
    }
    for (const message of diagnosis?.ruledOut ?? []) {
      put(say("cli.diagnose.ruled-out", { text: render(message, { lang: line.lang }) }));
    }
  }
  const [first] = diagnosis?.causes ?? [];
  return first === undefined || first.kind === "unknown" ? exitCodes.fine : exitCodes.findings;
}

function tellCause(cause: Cause, line: CommandLine, world: World): void {
  const put = putterOf(line, world);
  const text = (message: Message): string => render(message, { lang: line.lang });
  const head = say("cli.diagnose.cause", {
    share: cause.confidence,
    text: text(cause.statement),
  });
  world.print(styled("bold", text(head), world));
  for (const { statement } of cause.evidenceFor) {
    put(say("cli.diagnose.for", { text: text(statement) }));
  }
  for (const { statement } of cause.evidenceAgainst) {
    put(say("cli.diagnose.against", { text: text(statement) }));
  }
}

async function diagnoseFolder(folder: string, line: CommandLine, world: World): Promise<ExitCode> {
  const { files, ...signals } = await readSignals(folder);
  const found = diagnoseSignals({ ...signals, alarm: alarmOf(line), target: targetOf(line) });
  if (line.isJson) world.print(JSON.stringify({ folder, files, ...jsonOf(found) }, undefined, 2));
  else tellFolder(found, { folder, signals }, line, world);
  return found.isClear ? exitCodes.findings : exitCodes.fine;
}

/** `--at TIME`: an ISO time or Unix seconds. */
function alarmOf({ flags }: CommandLine): number | null {
  const { at } = flags;
  if (typeof at !== "string") return null;
  const time = /^\d+(\.\d+)?$/.test(at)
    ? Number(at) * (Number(at) < 1e11 ? 1_000 : 1)
    : Date.parse(at);
  if (Number.isFinite(time)) return time;
  const expected = "a time such as 2026-01-31T12:00:00Z, or Unix seconds";
  throw new AcesoError("bad-field", { field: "--at", expected, got: at });
}

/** `--target COMPONENT:METRIC`: where the trouble is felt. */
function targetOf({ flags }: CommandLine): { component: string; metric: string } | null {
  const { target } = flags;
  if (typeof target !== "string") return null;
  const [, component, metric] = /^(.+):([^:]+)$/.exec(target) ?? [];
  if (component !== undefined && metric !== undefined) return { component, metric };
  const expected = "COMPONENT:METRIC, for example web:latency";
  throw new AcesoError("bad-field", { field: "--target", expected, got: target });
}

function jsonOf(found: SignalDiagnosis) {
  const { onset, suspects, ...rest } = found;
  const known = (value: number) => (Number.isFinite(value) ? value : null);
  return {
    onset: onset === null ? null : new Date(onset).toISOString(),
    ...rest,
    suspects: suspects.map(({ signs, ...suspect }) => ({
      ...suspect,
      signs: signs.map((sign) => ({ ...sign, from: known(sign.from), to: known(sign.to) })),
    })),
  };
}

function tellFolder(
  found: SignalDiagnosis,
  of: {
    readonly folder: string;
    readonly signals: {
      readonly series: readonly unknown[];
      readonly changes: readonly unknown[];
      readonly lines: readonly unknown[];
    };
  },
  line: CommandLine,
  world: World,
): void {
  const put = putterOf(line, world);
  const { series, changes, lines } = of.signals;
  put(
    say("cli.diagnose.head", {
      folder: of.folder,
      series: series.length,
      changes: changes.length,
      lines: lines.length,
    }),
  );
  if (found.onset !== null) {
    const code = found.isDated ? "cli.diagnose.since" : "cli.diagnose.since-alarm";
    put(say(code, { onset: found.onset }));
  }
  if (!found.isClear) put(say("cli.diagnose.unclear", { share: found.nothing }));
  for (const { component, share, signs } of found.suspects.slice(0, suspectsMax)) {
    if (signs.every(({ strength }) => strength < 0.1)) continue;
    const head = render(say("cli.diagnose.suspect", { component, share }), { lang: line.lang });
    world.print(styled("bold", head, world));
    for (const sign of signs.slice(0, signsMax)) {
      if (sign.strength >= 0.1) put(sentenceOf(sign));
    }
  }
}

function sentenceOf({ kind, detail, from, to }: ComponentSign): Message {
  switch (kind) {
    case "call":
      return say("cli.diagnose.sign.call", { caller: detail });
    case "path":
      return say("cli.diagnose.sign.path", { path: detail, from, to });
    case "log":
      return say("cli.diagnose.sign.log", { template: detail, from, to });
    case "change":
      return say("cli.diagnose.sign.change", { title: detail, time: from });
    case "blind":
      return say("cli.diagnose.sign.blind");
    default:
      return say("cli.diagnose.sign.metric", { metric: detail, from, to });
  }
}

function putterOf({ lang }: CommandLine, world: World): (message: Message) => void {
  return (message) => world.print(render(message, { lang }));
}

function styled(style: "bold", text: string, world: World): string {
  return world.isColoured ? styleText(style, text) : text;
}
