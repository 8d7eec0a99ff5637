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
  readonly format: "safetensors" | "gguf" | "onnx" | "keras" | "hdf5" | "json";
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

/** One thing that differs between two versions of a model. */
export interface ModelDifference {
  readonly part: "file" | "parameters" | "layer" | "tensor" | "input" | "output" | "setting";
  readonly name: string;
  /** As text; empty where that side does not have it. */
  readonly before: string;
  readonly after: string;
}

/** A curve of a training run; null where training produced no finite number. */
export interface TrainingCurve {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** What people told of a version of a model. */
export interface VersionRecord {
  readonly version: string;
  /** What its file holds; null where only curves were told. */
  readonly summary: ModelSummary | null;
  readonly curves: readonly TrainingCurve[];
}
