import { createClient, type Client } from "../api/client.ts";
import { loadConfig } from "../config/config.ts";
import { faultKinds } from "../lab/catalog.ts";
import { drawIncident, type LabIncident } from "../lab/incident.ts";
import { labSettings, type LabSettings } from "../lab/lab-settings.ts";
import { playIncident } from "../lab/play.ts";
import type { LabPayload } from "../lab/wire.ts";
import { AcesoError } from "../model/errors.ts";
import type { Incident } from "../model/incident.ts";
import type { Json } from "../model/json.ts";
import { say } from "../model/message.ts";
import { resolveSettings } from "../model/settings.ts";
import { minute, second } from "../model/time.ts";
import { render } from "../model/words/render.ts";
import { baseUrlOf } from "./client.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

/** Between two looks for the incident. */
const lookMs = 5 * second;
/** How long after the last signal the incident may still open or be explained. */
const patienceMs = 45 * second;
/** Healthy live traffic before the fault, while the past is still being learned. */
const settleMs = 1.5 * minute;
/** What a drill differs in from the laboratory: a past to learn from. */
const drillSettings = { beforeMinutes: 60, duringMinutes: 3, lateSecondsMax: 0 };

/**
 * aceso drill [KIND | benign | list]: sends a made incident to a running Aceso by the public routes, an
 * hour of healthy past at once and then the fault as it happens, and compares the answer with the truth.
 */
export const drill: Command = async (line, world) => {
  const [kind] = line.words;
  const text = (code: string, params: Record<string, string | number> = {}) =>
    render(say(code, params), { lang: line.lang });
  if (kind === "list") {
    for (const { name, layer, summary } of faultKinds) {
      world.print(`${name.padEnd(24)} ${layer.padEnd(12)} ${summary}`);
    }
    return exitCodes.fine;
  }
  const seed = seedOf(line, world);
  const settings = settingsOf(line, world, seed);
  const incident = draw(line, world, { seed, settings });
  const { client, post } = doorTo(line, world);
  world.note(text("cli.drill-begins", { kind: incident.kind, seed: incident.seed }));
  const found = await play({ incident, settings, world, client, post });
  return tell({ incident, found, line, world });
};

function seedOf(line: CommandLine, world: World): number {
  const seed = Number(line.flags["seed"] ?? Math.floor(world.now() / second) % 100_000);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new AcesoError("bad-field", {
    field: "--seed",
    expected: "a whole number from 0",
    got: String(line.flags["seed"]),
  });
}

/**
 * The laboratory's settings: the drill's, then those of the file that --settings names. Names that nobody
 * else uses, nor another drill: two pasts of one model would contradict each other.
 */
function settingsOf(line: CommandLine, world: World, seed: number): LabSettings {
  const path = line.flags["settings"];
  let given: { readonly [name: string]: Json } = {};
  if (typeof path === "string") {
    const text = world.readFile(path);
    if (text === undefined)
      throw new AcesoError("not-found", { what: "file", id: path, list: "ls" });
    given = readSettings(path, text);
  }
  const { values, problems } = resolveSettings(labSettings, {
    prefix: `drill-${seed}-`,
    ...drillSettings,
    ...given,
  });
  const [first] = problems;
  if (!first) return values;
  throw new AcesoError("bad-field", {
    field: first.name,
    expected: first.expected,
    got: JSON.stringify(given[first.name] ?? null),
  });
}

/** @throws AcesoError "bad-field" for what is no object of JSON; its values are checked against the table of settings */
function readSettings(path: string, text: string): { readonly [name: string]: Json } {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new AcesoError("bad-field", { field: path, expected: "JSON", got: error.message });
  }
  if (typeof given === "object" && given !== null && !Array.isArray(given)) {
    // What JSON.parse makes of an object holds values of JSON only.
    return given as { readonly [name: string]: Json };
  }
  const expected = 'an object of settings, such as {"magnitude": 2}';
  throw new AcesoError("bad-field", { field: path, expected, got: text.slice(0, 40) });
}

function draw(
  line: CommandLine,
  world: World,
  { seed, settings }: { readonly seed: number; readonly settings: LabSettings },
): LabIncident {
  const [name] = line.words;
  const kinds = faultKinds.filter((kind) => name === undefined || kind.name === name);
  if (kinds.length === 0 && name !== "benign") {
    throw new AcesoError("bad-field", {
      field: "KIND",
      expected: `benign or one of ${faultKinds.map((kind) => kind.name).join(", ")}`,
      got: String(name),
    });
  }
  return drawIncident({
    seed,
    settings: { ...settings, benignShare: name === "benign" ? 1 : 0 },
    until: world.now() + settleMs + settings.duringMinutes * minute,
    // Without a name the settings say which kinds.
    ...(name === undefined || kinds.length === 0 ? {} : { kinds }),
  });
}

interface Door {
  readonly client: Client;
  readonly post: (payload: LabPayload) => Promise<void>;
}

/** The API for looking, and the protocols for sending, of one Aceso. */
function doorTo(line: CommandLine, world: World): Door {
  // `--config` names Aceso's own settings, as for every command.
  const { config } = loadConfig({ ...world, flags: line.flags });
  const baseUrl = baseUrlOf(line, config);
  const access = config.token === undefined ? {} : { token: config.token };
  const headers = {
    "content-type": "application/json",
    ...(config.token === undefined ? {} : { authorization: `Bearer ${config.token}` }),
  };
  return {
    client: createClient({ baseUrl, fetch: world.fetch, ...access }),
    async post({ path, body }) {
      const answer = await world.fetch(baseUrl + path, { method: "POST", headers, body });
      if (answer.ok) return void (await answer.arrayBuffer());
      const code = answer.status === 401 || answer.status === 403 ? "unauthorized" : "bad-field";
      throw new AcesoError(code, { field: path, expected: "200", got: String(answer.status) });
    },
  };
}

/** Sends everything in its time and looks for the incident; stops once it is explained. */
async function play(
  given: {
    readonly incident: LabIncident;
    readonly settings: LabSettings;
    readonly world: World;
  } & Door,
): Promise<Incident | undefined> {
  const { incident, settings, world, client, post } = given;
  let lookedAt = world.now();
  for (const payload of playIncident(incident, settings)) {
    const ahead = payload.time - world.now();
    if (ahead > 0) await world.wait(ahead);
    await post(payload);
    if (payload.time < incident.onset || world.now() - lookedAt < lookMs) continue;
    lookedAt = world.now();
    const found = await explained(client, incident);
    if (found) return found;
  }
  const until = world.now() + patienceMs;
  while (world.now() < until) {
    await world.wait(lookMs);
    const found = await explained(client, incident);
    if (found) return found;
  }
  return opened(client, incident);
}

/** The incident of the drill once its diagnosis names a cause; undefined before. */
async function explained(client: Client, incident: LabIncident): Promise<Incident | undefined> {
  const found = await opened(client, incident);
  const first = found?.diagnosis?.causes[0];
  return first && first.kind !== "unknown" ? found : undefined;
}

/** The first incident since the onset that speaks of anything the drill made. */
async function opened(client: Client, incident: LabIncident): Promise<Incident | undefined> {
  const { system, onset } = incident;
  const made = new Set([
    ...system.models.map(({ name }) => name),
    ...system.services.map(({ name }) => name),
  ]);
  const query = { from: onset - minute, limit: 50 };
  const { incidents } = await client.call("GET /api/v1/incidents", { query });
  for (const { id, openedAt } of incidents.toReversed()) {
    if (openedAt < onset) continue;
    const whole = await client.call("GET /api/v1/incidents/:id", { params: { id } });
    const isAbout =
      whole.models.some((name) => made.has(name)) ||
      whole.components.some(({ name }) => made.has(name));
    if (isAbout) return whole;
  }
  return undefined;
}

function tell(given: {
  readonly incident: LabIncident;
  readonly found: Incident | undefined;
  readonly line: CommandLine;
  readonly world: World;
}): ExitCode {
  const { incident, found, line, world } = given;
  const first = found?.diagnosis?.causes[0];
  const { truth } = incident;
  const isRight =
    truth === null
      ? first === undefined || first.kind === "unknown"
      : first?.kind === truth.kind &&
        first.component.kind === truth.component.kind &&
        first.component.name === truth.component.name;
  const openedSeconds = found ? Math.round((found.openedAt - incident.onset) / second) : null;
  if (line.isJson) {
    const { kind, seed } = incident;
    const answer = first && {
      kind: first.kind,
      component: first.component,
      confidence: first.confidence,
    };
    world.print(
      JSON.stringify({
        schemaVersion: 1,
        kind,
        seed,
        truth,
        openedSeconds,
        answer: answer ?? null,
        isRight,
      }),
    );
  } else {
    const speak = (code: string, params: Record<string, string | number>) =>
      world.print(render(say(code, params), { lang: line.lang }));
    const told = truth ? `${truth.kind} ${truth.component.kind}/${truth.component.name}` : "-";
    speak("cli.drill-truth", { kind: incident.kind, truth: told });
    if (openedSeconds === null) speak("cli.drill-not-opened", {});
    else speak("cli.drill-opened", { seconds: openedSeconds, code: found?.code ?? "" });
    if (first) {
      const answer = `${first.kind} ${first.component.kind}/${first.component.name}`;
      speak("cli.drill-answer", { answer, confidence: first.confidence });
    }
    speak(isRight ? "cli.drill-right" : "cli.drill-wrong", {});
  }
  return isRight ? exitCodes.fine : exitCodes.findings;
}
