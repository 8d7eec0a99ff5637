import { compareModels } from "../diagnose/versions/compare-models.ts";
import type { Table } from "../model/column.ts";
import type { ModelDifference, ModelSummary, TrainingCurve } from "../model/model-summary.ts";
import { readTable } from "../files/read-table.ts";
import { readModel } from "../files/model/read-model.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type Command, type CommandLine, type ExitCode, exitCodes, type World } from "./world.ts";

// Lines of a list on the terminal; --all shows the rest.
const shownMax = 30;
// Layers and tensors kept of a version, and points of a curve.
const keptMax = 20_000;
const curvePointsMax = 20_000;

/**
 * aceso inspect FILE [FILE]: what a model file says of itself, or how two versions differ, without running any
 * code in it. Exit 1 when two files differ. With --model and --version, what one file holds (and --curves FILE, its
 * training) is kept by a running Aceso as evidence for when that version fails.
 */
export const inspect: Command = async (line, world) => {
  const [first, second, ...more] = line.words;
  if (first === undefined || more.length > 0) {
    const expected = "aceso inspect FILE [FILE]";
    throw new AcesoError("missing-field", { field: "one or two model files", expected });
  }
  const before = await readModel(first);
  if (second === undefined) {
    if (line.flags["model"] !== undefined) return keep(before, line, world);
    if (line.isJson) world.print(JSON.stringify(before, undefined, 2));
    else printSummary(before, line, world);
    return exitCodes.fine;
  }
  const differences = compareModels(before, await readModel(second));
  if (line.isJson) world.print(JSON.stringify(differences, undefined, 2));
  else printDifferences(differences, line, world);
  return differences.length > 0 ? exitCodes.findings : exitCodes.fine;
};

/** Sends what a version holds, and the curves of its training, to a running Aceso. */
async function keep(summary: ModelSummary, line: CommandLine, world: World): Promise<ExitCode> {
  const { model, version, curves: path } = line.flags;
  if (typeof model !== "string" || typeof version !== "string") {
    throw new AcesoError("missing-field", { field: "--version", expected: "the version's name" });
  }
  const curves = typeof path === "string" ? curvesOf(await readTable(path)) : [];
  const body = { summary: { ...summary, tensors: summary.tensors.slice(0, keptMax) }, curves };
  const kept = await clientOf(line, world).call("PUT /api/v1/models/:model/versions/:version", {
    params: { model, version },
    body: { ...body, summary: { ...body.summary, layers: summary.layers.slice(0, keptMax) } },
  });
  if (line.isJson) world.print(JSON.stringify(kept));
  else {
    const params = { model, version, curves: curves.length };
    world.print(render(say("inspect.kept", params), { lang: line.lang }));
  }
  return exitCodes.fine;
}

/** Every column of numbers beside the step is a curve; without a step rows are counted. */
function curvesOf(table: Table): readonly TrainingCurve[] {
  const numbers = table.columns.filter((column) => column.type === "number");
  const step = numbers.find(({ name }) => /^(global_?)?(step|epoch|iteration)s?$/i.test(name));
  const stride = Math.max(1, Math.ceil(table.rowCount / curvePointsMax));
  return numbers
    .filter((column) => column !== step)
    .map(({ name, values }) => {
      const steps: number[] = [];
      const kept: (number | null)[] = [];
      for (let row = 0; row < table.rowCount; row += stride) {
        const value = values[row] ?? Number.NaN;
        steps.push(step?.values[row] ?? row);
        kept.push(Number.isFinite(value) ? value : null);
      }
      return { name, steps, values: kept };
    });
}

function printSummary(model: ModelSummary, line: CommandLine, world: World): void {
  const { format, sizeBytes, sha256, parameterCount, layers, tensors } = model;
  const facts = { format, bytes: sizeBytes, parameters: parameterCount };
  const counts = { layers: layers.length, tensors: tensors.length };
  world.print(render(say("inspect.facts", { ...facts, ...counts }), { lang: line.lang }));
  world.print(`sha256 ${sha256}`);
  for (const input of model.inputs) world.print(`→ ${input}`);
  for (const output of model.outputs) world.print(`← ${output}`);
  printList(
    layers.map(({ name, kind, parameterCount: count }) => `${name}  ${kind}  ${count}`),
    line,
    world,
  );
  printList(
    tensors.map(({ name, type, shape }) => `${name}  ${type}[${shape.join(", ")}]`),
    line,
    world,
  );
  const settings = Object.entries(model.hyperParameters);
  printList(
    settings.map(([name, value]) => `${name} = ${value}`),
    line,
    world,
  );
}

function printDifferences(
  differences: readonly ModelDifference[],
  line: CommandLine,
  world: World,
): void {
  const code = differences.length === 0 ? "inspect.equal" : "inspect.differ";
  world.print(render(say(code, { count: differences.length }), { lang: line.lang }));
  const shown = differences.map(
    ({ part, name, before, after }) => `${part}  ${name}  ${before || "—"} → ${after || "—"}`,
  );
  printList(shown, line, world);
}

function printList(lines: readonly string[], { flags, lang }: CommandLine, world: World): void {
  const shown = flags["all"] === true ? lines : lines.slice(0, shownMax);
  for (const text of shown) world.print(`  ${text}`);
  const count = lines.length - shown.length;
  if (count > 0) world.print(`  ${render(say("inspect.more", { count }), { lang })}`);
}
