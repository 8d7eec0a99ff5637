import type { ModelLayer, ModelSummary, ModelTensor } from "../../model/model-summary.ts";

/** What a reader of one format finds; size and hash come from the file. */
export type ModelContent = Omit<ModelSummary, "sizeBytes" | "sha256">;

/** Elements of a tensor. */
export function elementCount({ shape }: Pick<ModelTensor, "shape">): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Elements of all tensors. */
export function parametersIn(tensors: readonly ModelTensor[]): number {
  return tensors.reduce((sum, tensor) => sum + elementCount(tensor), 0);
}

/** Layers by the prefixes of tensor names: "encoder.0.weight" and "encoder.0.bias" are of "encoder.0". */
export function layersByPrefix(tensors: readonly ModelTensor[]): readonly ModelLayer[] {
  const counts = new Map<string, number>();
  for (const tensor of tensors) {
    const end = tensor.name.lastIndexOf(".");
    const name = end > 0 ? tensor.name.slice(0, end) : tensor.name;
    counts.set(name, (counts.get(name) ?? 0) + elementCount(tensor));
  }
  return [...counts].map(([name, parameterCount]) => ({ name, kind: "", parameterCount }));
}

const valueCharactersMax = 200;
const scalarsMax = 2_000;

/** Scalars of nested JSON, names joined by dots; lists of scalars as one text. */
export function scalarsOf(value: unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  let count = 0;
  const visit = (part: unknown, name: string): void => {
    if (count >= scalarsMax || part === null || part === undefined) return;
    if (typeof part !== "object" || (Array.isArray(part) && part.every(isScalar))) {
      found[name] = (Array.isArray(part) ? part.map(String).join(", ") : String(part)).slice(
        0,
        valueCharactersMax,
      );
      count++;
      return;
    }
    for (const [key, inner] of Object.entries(part))
      visit(inner, name === "" ? key : `${name}.${key}`);
  };
  visit(value, "");
  return found;
}

function isScalar(value: unknown): boolean {
  return typeof value !== "object" || value === null;
}
