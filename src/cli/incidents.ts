import { styleText } from "node:util";
import type { Client } from "../api/client.ts";
import type { IncidentHead } from "../api/contract.ts";
import { AcesoError } from "../model/errors.ts";
import type { Incident } from "../model/incident.ts";
import { type Message, say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/** aceso incidents [list] | rank | show ID | dry-run ID | approve ID | reject ID | undo ID | fault ID | false-alarm ID. */
export const incidents: Command = async (line, world) => {
  const [what = "list", id] = line.words;
  const client = clientOf(line, world);
  const teller = createTeller(line, world);
  if (what === "list") return list(client, line, teller);
  if (what === "rank") {
    const { rankIncidents } = await import("./rank-incidents.ts");
    return rankIncidents(client, line, world);
  }
  if (id === undefined) throw new AcesoError("missing-field", { field: "ID", expected: "a code" });
  switch (what) {
    case "show":
      return teller.incident(await client.call("GET /api/v1/incidents/:id", { params: { id } }));
    case "dry-run":
      return dryRun(client, id, teller);
    case "approve":
    case "undo": {
      const plan = await planOf(client, id);
      const route = `POST /api/v1/incidents/:id/repair/${what}` as const;
      return teller.incident(await client.call(route, { params: { id }, body: { plan } }));
    }
    case "reject": {
      const plan = await planOf(client, id);
      const reason = String(line.flags["reason"] ?? "");
      const body = { plan, reason };
      const route = "POST /api/v1/incidents/:id/repair/reject";
      return teller.incident(await client.call(route, { params: { id }, body }));
    }
    case "fault":
    case "false-alarm": {
      const body = { verdict: what } as const;
      const route = "POST /api/v1/incidents/:id/judge";
      return teller.incident(await client.call(route, { params: { id }, body }));
    }
    default:
      throw new AcesoError("bad-field", {
        field: "incidents",
        expected: "list, rank, show, dry-run, approve, reject, undo, fault or false-alarm",
        got: what,
      });
  }
};

async function list(client: Client, line: CommandLine, teller: Teller): Promise<ExitCode> {
  const answer = await client.call("GET /api/v1/incidents", { query: { limit: 200 } });
  const isWanted = ({ phase }: IncidentHead) => line.flags["all"] === true || phase !== "resolved";
  const shown = answer.incidents.filter(isWanted);
  if (teller.json({ incidents: shown })) return exitCodes.fine;
  if (shown.length === 0) teller.say(say("cli.no-incidents"));
  for (const head of shown) {
    const { code, phase, onset } = head;
    const title = teller.text(head.headline ?? head.title);
    teller.say(say("cli.incident-line", { code, phase, onset, title }));
  }
  const [first] = shown;
  if (first !== undefined) teller.say(say("cli.next-show", { code: first.code }));
  return exitCodes.fine;
}

async function dryRun(client: Client, id: string, teller: Teller): Promise<ExitCode> {
  const plan = await planOf(client, id);
  const route = "POST /api/v1/incidents/:id/repair/dry-run";
  const answer = await client.call(route, { params: { id }, body: { plan } });
  if (teller.json(answer)) return exitCodes.fine;
  for (const { method, url, body, says, undoSays, prechecks } of answer.calls) {
    teller.say(says);
    teller.say(say("cli.would-call", { method, url }), 1);
    teller.line(`    ${JSON.stringify(body)}`);
    teller.say(undoSays, 1);
    for (const { check, ok, says: found } of prechecks) {
      const params = { mark: ok ? "✓" : "✗", check, says: teller.text(found) };
      teller.say(say("cli.precheck", params), 1);
    }
  }
  const isReady = answer.calls.every(({ prechecks }) => prechecks.every(({ ok }) => ok));
  return isReady ? exitCodes.fine : exitCodes.findings;
}

/** The newest plan of an incident. */
async function planOf(client: Client, id: string): Promise<string> {
  const incident = await client.call("GET /api/v1/incidents/:id", { params: { id } });
  if (incident.repair !== null) return incident.repair.plan.id;
  throw new AcesoError("not-allowed-now", {
    what: "a repair",
    reason: `none is proposed for incident ${incident.code}`,
    fix: `see aceso incidents show ${incident.code}`,
  });
}

interface Teller {
  readonly text: (message: Message) => string;
  say(message: Message, depth?: number): void;
  line(text: string): void;
  /** Prints the value when --json was given, and says whether it did. */
  json(value: object): boolean;
  incident(incident: Incident): ExitCode;
}

function createTeller({ lang, isJson }: CommandLine, world: World): Teller {
  const text = (message: Message) => render(message, { lang });
  const heading = (code: string) => {
    const word = text(say(code));
    world.print(world.isColoured ? styleText("bold", word) : word);
  };
  const teller: Teller = {
    text,
    say: (message, depth = 0) => world.print("  ".repeat(depth) + text(message)),
    line: world.print,
    json(value) {
      if (isJson) world.print(JSON.stringify({ schemaVersion: 1, ...value }, undefined, 2));
      return isJson;
    },
    incident(incident) {
      if (!teller.json({ incident })) tellIncident(incident, teller, heading);
      return exitCodes.fine;
    },
  };
  return teller;
}

/** What broke, why, what to do, whether it worked: the incident page in the terminal. */
function tellIncident(incident: Incident, teller: Teller, heading: (code: string) => void): void {
  const { code, phase, onset, diagnosis, repair } = incident;
  const title = teller.text(diagnosis?.headline ?? incident.title);
  teller.say(say("cli.incident-line", { code, phase, onset, title }));
  heading("cli.heading.symptoms");
  for (const symptom of incident.symptoms) teller.say(symptom.title, 1);
  heading("cli.heading.why");
  if (diagnosis === null) teller.say(say("cli.no-diagnosis"), 1);
  for (const cause of diagnosis?.causes ?? []) {
    teller.line(`  ${percent(cause.confidence)}  ${teller.text(cause.statement)}`);
    for (const { statement } of cause.evidenceFor)
      teller.line(`        + ${teller.text(statement)}`);
    for (const { statement } of cause.evidenceAgainst) {
      teller.line(`        − ${teller.text(statement)}`);
    }
  }
  if (diagnosis !== null) {
    teller.line(`  ${percent(diagnosis.somethingElse)}  ${teller.text(say("cli.heading.else"))}`);
  }
  heading("cli.heading.do");
  if (repair === null) {
    teller.say(say("cli.no-plan"), 1);
    return;
  }
  for (const { says } of repair.plan.steps) teller.say(says, 1);
  if (repair.status === "proposed") teller.say(say("cli.next-approve", { code }), 1);
  heading("cli.heading.result");
  teller.say(say("cli.repair-status", { status: repair.status }), 1);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`.padStart(5);
}
