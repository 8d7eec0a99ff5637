/** A tensor of a model file. */
export interface ModelTensor {
  readonly name: string;
  /** Element type as the format names it, lower case: "f32", "q4_k", "int64". */
  readonly type: string;
  /** Sizes, outermost first; empty for a scalar. */
  readonly shape: readonly number[];
}

/** A step of a model: a layer of Keras, a node of ONNX, the tensors of one prefix elsewhere. */
export interface ModelLayer {
  readonly name: string;
  /** "Conv", "Dense"; "" where the format names none. */
  readonly kind: string;
  /** Elements of its own tensors; 0 where the format does not say which are its own. */
  readonly parameterCount: number;
}

/** What a model file says of itself, read without running any of it. */
export interface ModelSummary {
  readonly format: "safetensors" | "gguf" | "onnx" | "keras" | "json";
  readonly sizeBytes: number;
  /** Of the whole file, lower-case hexadecimal. */
  readonly sha256: string;
  readonly parameterCount: number;
  /** Inputs and outputs with their shapes, where the format has them: "image: float[?, 3, 224, 224]". */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly layers: readonly ModelLayer[];
  readonly tensors: readonly ModelTensor[];
  /** Scalars of the file's metadata: name → value; nested names joined by dots. */
  readonly hyperParameters: Readonly<Record<string, string>>;
}

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
