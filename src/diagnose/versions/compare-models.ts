import type { ModelDifference, ModelSummary } from "../../model/model-summary.ts";

/**
 * What differs between two model files, in the order file, parameters, inputs, outputs, layers, tensors, settings.
 * Equal files give nothing; other weights in equal tensors differ by the hash only.
 */
export function compareModels(
  before: ModelSummary,
  after: ModelSummary,
): readonly ModelDifference[] {
  const of = (part: ModelDifference["part"], read: (model: ModelSummary) => Pairs) =>
    differences(part, read(before), read(after));
  return [
    ...of("file", ({ format, sha256 }) => [
      ["format", format],
      ["sha256", sha256],
    ]),
    ...of("parameters", ({ parameterCount }) => [["count", String(parameterCount)]]),
    ...of("input", ({ inputs }) => inputs.map(namedShape)),
    ...of("output", ({ outputs }) => outputs.map(namedShape)),
    ...of("layer", ({ layers }) =>
      layers.map(({ name, kind, parameterCount }) => [name, `${kind} ${parameterCount}`.trim()]),
    ),
    ...of("tensor", ({ tensors }) =>
      tensors.map(({ name, type, shape }) => [name, `${type}[${shape.join(", ")}]`]),
    ),
    ...of("setting", ({ hyperParameters }) => Object.entries(hyperParameters)),
  ];
}

type Pairs = readonly (readonly [string, string])[];

function namedShape(text: string): readonly [string, string] {
  const end = text.indexOf(": ");
  return end < 0 ? [text, ""] : [text.slice(0, end), text.slice(end + 2)];
}

function differences(
  part: ModelDifference["part"],
  before: Pairs,
  after: Pairs,
): readonly ModelDifference[] {
  const earlier = new Map(before);
  const later = new Map(after);
  const names = [...new Set([...earlier.keys(), ...later.keys()])];
  return names
    .map((name) => ({
      part,
      name,
      before: earlier.get(name) ?? "",
      after: later.get(name) ?? "",
    }))
    .filter((found) => found.before !== found.after);
}
