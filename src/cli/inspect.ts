import { compareModels, type ModelDifference } from "../files/model/compare-models.ts";
import type { ModelSummary } from "../files/model/model-summary.ts";
import { readModel } from "../files/model/read-model.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { type Command, type CommandLine, exitCodes, type World } from "./world.ts";

// Lines of a list on the terminal; --all shows the rest.
const shownMax = 30;

/**
 * aceso inspect FILE [FILE]: what a model file says of itself, or how two versions differ, without running any
 * code in it. Exit 1 when two files differ.
 */
export const inspect: Command = async (line, world) => {
  const [first, second, ...more] = line.words;
  if (first === undefined || more.length > 0) {
    const expected = "aceso inspect FILE [FILE]";
    throw new AcesoError("missing-field", { field: "one or two model files", expected });
  }
  const before = await readModel(first);
  if (second === undefined) {
    if (line.isJson) world.print(JSON.stringify(before, undefined, 2));
    else printSummary(before, line, world);
    return exitCodes.fine;
  }
  const differences = compareModels(before, await readModel(second));
  if (line.isJson) world.print(JSON.stringify(differences, undefined, 2));
  else printDifferences(differences, line, world);
  return differences.length > 0 ? exitCodes.findings : exitCodes.fine;
};

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
