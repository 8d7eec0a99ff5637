import { readTable } from "../files/read-table.ts";
import { checkLimits } from "../measure/data/limits.ts";
import { findRoles } from "../measure/data/roles.ts";
import { goldenReport, type GoldenRun, goldenTable } from "../measure/golden/golden-report.ts";
import { askAll, goldenAsker, goldenRows, plainRequest } from "../measure/golden/golden-set.ts";
import { goldenSignals } from "../measure/golden/golden-signals.ts";
import { cellOf } from "../model/column.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import { say } from "../model/message.ts";
import { resolveSettings } from "../model/settings.ts";
import { render } from "../model/words/render.ts";
import { writeReport } from "./check.ts";
import { numberFlag, textFlag } from "./flag-values.ts";
import { endpointPost, sendRows } from "./post-json.ts";
import type { Command, CommandLine, World } from "./world.ts";

const concurrency = 4;

/**
 * aceso golden FILE --endpoint URL: asks a model the questions of a labelled file and scores its answers,
 * against limits and an earlier run; before a promotion, or by a timer. Exit 1 when it became worse.
 */
export const golden: Command = async (line, world) => {
  const [path, ...more] = line.words;
  const endpoint = textFlag(line, "endpoint");
  if (path === undefined || more.length > 0 || endpoint === undefined) {
    const expected = "aceso golden FILE --endpoint URL";
    throw new AcesoError("missing-field", { field: "what to ask whom", expected });
  }
  const table = await readTable(path);
  const named = Object.fromEntries(
    ["id", "label"].flatMap((role) => {
      const name = textFlag(line, role);
      return name === undefined ? [] : [[role, name]];
    }),
  );
  const special = findRoles(table, named);
  if (special.label === null || !table.columns.some(({ name }) => name === special.label)) {
    throw new AcesoError("missing-field", { field: "--label", expected: "a column of the file" });
  }
  const rows = goldenRows(table, special, numberFlag(line, "rows", 200));
  const asked = {
    template: templateOf(textFlag(line, "request")),
    answerPath: textFlag(line, "answer"),
  };
  const answers = await askAll(rows, {
    question: goldenAsker(asked, endpointPost(endpoint, world)),
    concurrency,
    now: world.now,
    deadline: world.now() + numberFlag(line, "seconds", 120) * 1_000,
  });
  const [model, version] = [textFlag(line, "model") ?? "model", textFlag(line, "version") ?? ""];
  const reference = textFlag(line, "reference");
  const report = goldenReport(
    { rows, answers },
    {
      model,
      version,
      before: reference === undefined ? null : await readTable(reference),
      limits: resolveSettings(checkLimits).values,
      bounds: boundsOf(line),
    },
  );
  keep({ rows, answers }, line, world);
  if (line.flags["send"] === true) await send({ rows, answers, model, version }, line, world);
  return writeReport(report, line, world);
};

function templateOf(text: string | undefined): Json {
  if (text === undefined) return plainRequest;
  try {
    // JSON.parse gives nothing but JSON.
    return JSON.parse(text) as Json;
  } catch {
    const expected = 'JSON, such as {"features":"$features"}';
    throw new AcesoError("bad-field", { field: "--request", expected, got: text });
  }
}

/** Measure → limit, from every --set measure=value. */
function boundsOf({ settings }: CommandLine): ReadonlyMap<string, number> {
  return new Map(
    settings.map((setting) => {
      const [name = "", value = ""] = setting.split("=");
      const bound = value === "" ? NaN : Number(value);
      if (Number.isFinite(bound)) return [name, bound] as const;
      throw new AcesoError("bad-field", {
        field: "--set",
        expected: "measure=limit",
        got: setting,
      });
    }),
  );
}

/** Writes the labelled answers to --results, as NDJSON that the next run takes as --reference. */
function keep(run: GoldenRun, line: CommandLine, world: World): void {
  const path = textFlag(line, "results");
  if (path === undefined) return;
  const table = goldenTable(run);
  const lines = Array.from({ length: table.rowCount }, (_, row) => {
    const cells = table.columns.map((column) => [column.name, cellOf(column, row)] as const);
    return JSON.stringify(Object.fromEntries(cells));
  });
  world.writeFile(path, `${lines.join("\n")}\n`);
  world.note(render(say("golden.kept", { path }), { lang: line.lang }));
}

/** Sends answers and labels to a running Aceso as a model of its own, so that versions can be followed. */
async function send(
  run: GoldenRun & { readonly model: string; readonly version: string },
  line: CommandLine,
  world: World,
): Promise<void> {
  const { model, version } = run;
  const sent = goldenSignals(run, { model, version, time: world.now() });
  for (const kind of ["predictions", "labels"] as const) {
    await sendRows(`/api/v1/${kind}`, sent[kind], line, world);
  }
  const params = { model: `${model}:golden`, version, count: sent.predictions.length };
  world.note(render(say("golden.sent", params), { lang: line.lang }));
}
