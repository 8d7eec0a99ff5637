import type { Client } from "../api/client.ts";
import { learnVerdicts } from "../detect/table/verdict-ranker.ts";
import { featuresOf, personVerdict, verdictFeatures } from "../detect/incident-verdicts.ts";
import { AcesoError } from "../model/errors.ts";
import type { Incident } from "../model/incident.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/** Incidents looked at, newest first; each is one question to the server. */
const incidentsMax = 500;
/** Verdicts of each kind from which something can be learned. */
const verdictsMin = 5;
const folds = 5;

interface Ranked {
  readonly incident: Incident;
  /** Chance that people would call it a fault; null where there are too few verdicts to say. */
  readonly probability: number | null;
  readonly isUnlikely: boolean;
}

/**
 * aceso incidents rank: open incidents (--all: all that nobody judged) in the order of how likely people would call them a
 * fault, learned from what they made of earlier ones. Those below --least are marked, none is left out.
 */
export async function rankIncidents(
  client: Client,
  line: CommandLine,
  world: World,
): Promise<ExitCode> {
  const least = leastOf(line);
  const all = await allIncidents(client);
  const faults = all.filter((incident) => personVerdict(incident) === "fault");
  const falseAlarms = all.filter((incident) => personVerdict(incident) === "false-alarm");
  const asked = all
    .filter((incident) => personVerdict(incident) === null)
    .filter(({ phase }) => line.flags["all"] === true || phase !== "resolved");
  const isEnough = Math.min(faults.length, falseAlarms.length) >= verdictsMin;
  const ranked = isEnough
    ? rank(asked, { faults, falseAlarms, least })
    : asked.map((incident): Ranked => ({ incident, probability: null, isUnlikely: false }));
  const counts = { faults: faults.length, falseAlarms: falseAlarms.length };
  if (line.isJson) world.print(JSON.stringify(jsonOf(ranked, counts), undefined, 2));
  else tell(ranked, { ...counts, isEnough }, line, world);
  return exitCodes.fine;
}

function leastOf({ flags }: CommandLine): number {
  const value = Number(flags["least"] ?? 0.2);
  if (value >= 0 && value <= 1) return value;
  const expected = "a probability from 0 to 1";
  throw new AcesoError("bad-field", { field: "--least", expected, got: String(flags["least"]) });
}

async function allIncidents(client: Client): Promise<readonly Incident[]> {
  const incidents: Incident[] = [];
  let cursor: string | null = "";
  while (cursor !== null && incidents.length < incidentsMax) {
    const query: { limit: number; cursor?: string } = { limit: 100 };
    if (cursor !== "") query.cursor = cursor;
    const page: { incidents: readonly { id: string }[]; next: string | null } = await client.call(
      "GET /api/v1/incidents",
      { query },
    );
    for (const { id } of page.incidents.slice(0, incidentsMax - incidents.length)) {
      incidents.push(await client.call("GET /api/v1/incidents/:id", { params: { id } }));
    }
    cursor = page.next;
  }
  return incidents;
}

function rank(
  asked: readonly Incident[],
  known: {
    readonly faults: readonly Incident[];
    readonly falseAlarms: readonly Incident[];
    readonly least: number;
  },
): readonly Ranked[] {
  const judged = [...known.faults, ...known.falseAlarms];
  const labels = Uint8Array.from(judged, (_, index) => (index < known.faults.length ? 1 : 0));
  const model = learnVerdicts(tableOf(judged), labels, { seed: 1, folds });
  const order = model.triage(tableOf(asked), { probabilityMin: known.least });
  return order.flatMap(({ row, probability, isSuppressed }) => {
    const incident = asked[row];
    return incident === undefined ? [] : [{ incident, probability, isUnlikely: isSuppressed }];
  });
}

function tableOf(incidents: readonly Incident[]) {
  const columns = verdictFeatures.length;
  const values = new Float64Array(incidents.length * columns);
  incidents.forEach((incident, row) => values.set(featuresOf(incident), row * columns));
  return { values, rows: incidents.length, columns, names: verdictFeatures };
}

function jsonOf(
  ranked: readonly Ranked[],
  counts: { readonly faults: number; readonly falseAlarms: number },
): unknown {
  return {
    schemaVersion: 1,
    verdicts: counts,
    incidents: ranked.map(({ incident: { id, code, phase }, probability, isUnlikely }) => ({
      id,
      code,
      phase,
      probability,
      isUnlikely,
    })),
  };
}

function tell(
  ranked: readonly Ranked[],
  { faults, falseAlarms, isEnough }: { faults: number; falseAlarms: number; isEnough: boolean },
  { lang }: CommandLine,
  world: World,
): void {
  const put = (code: string, params: Parameters<typeof say>[1]): void =>
    world.print(render(say(code, params), { lang }));
  const head = isEnough ? "cli.rank.head" : "cli.rank.too-few";
  put(head, { faults, falseAlarms, needed: verdictsMin });
  if (ranked.length === 0) put("cli.rank.none", {});
  for (const { incident, probability, isUnlikely } of ranked) {
    const title = render(incident.diagnosis?.headline ?? incident.title, { lang });
    const { code } = incident;
    if (probability === null) put("cli.rank.unknown", { code, title });
    else put(isUnlikely ? "cli.rank.unlikely" : "cli.rank.line", { probability, code, title });
  }
}
