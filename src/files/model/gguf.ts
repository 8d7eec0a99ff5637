import { badModel, type ModelBytes } from "./model-bytes.ts";
import type { ModelTensor } from "../../model/model-summary.ts";
import { layersByPrefix, parametersIn, type ModelContent } from "./model-summary.ts";

// Metadata and tensor list lie at the start; vocabularies make them some 20 MB at most.
const headerMax = 256 * 1024 * 1024;
const headerFirst = 1024 * 1024;
const countMax = 1_000_000;
const textMax = 200;
// ggml_type → name; the numbers of types that were removed are left out.
const typeNames: Readonly<Record<number, string>> = {
  0: "f32",
  1: "f16",
  2: "q4_0",
  3: "q4_1",
  6: "q5_0",
  7: "q5_1",
  8: "q8_0",
  9: "q8_1",
  10: "q2_k",
  11: "q3_k",
  12: "q4_k",
  13: "q5_k",
  14: "q6_k",
  15: "q8_k",
  16: "iq2_xxs",
  17: "iq2_xs",
  18: "iq3_xxs",
  19: "iq1_s",
  20: "iq4_nl",
  21: "iq3_s",
  22: "iq2_s",
  23: "iq4_xs",
  24: "i8",
  25: "i16",
  26: "i32",
  27: "i64",
  28: "f64",
  29: "iq1_m",
  30: "bf16",
  34: "tq1_0",
  35: "tq2_0",
  39: "mxfp4",
};
const textType = 8;
const listType = 9;
// Metadata type → bytes of a value.
const sizes: Readonly<Record<number, number>> = {
  0: 1,
  1: 1,
  2: 2,
  3: 2,
  4: 4,
  5: 4,
  6: 4,
  7: 1,
  10: 8,
  11: 8,
  12: 8,
};

/** GGUF versions 2 and 3, little-endian. Source: ggml/docs/gguf.md. */
export async function readGguf(bytes: ModelBytes): Promise<ModelContent> {
  for (let size = headerFirst; ; size *= 4) {
    const head = await bytes.read(0, size);
    try {
      return contentOf(new Reader(head, bytes.path));
    } catch (error) {
      // The list may go on beyond what was read.
      const isAll = head.length < size || size >= headerMax;
      if (isAll || !(error instanceof RangeError)) {
        if (error instanceof RangeError) throw badModel(bytes.path, "header", "it is cut off");
        throw error;
      }
    }
  }
}

function contentOf(reader: Reader): ModelContent {
  reader.skip(4);
  const version = reader.uint32();
  if (version !== 2 && version !== 3) throw reader.bad(`version ${version} is not known`);
  const tensorCount = reader.count();
  const entryCount = reader.count();
  const hyperParameters: Record<string, string> = {};
  for (let entry = 0; entry < entryCount; entry++) {
    const name = reader.text();
    hyperParameters[name] = reader.value(reader.uint32());
  }
  const tensors: ModelTensor[] = [];
  for (let index = 0; index < tensorCount; index++) {
    const name = reader.text();
    // Stored innermost first.
    const shape = Array.from({ length: reader.uint32() }, () => reader.count()).toReversed();
    const type = reader.uint32();
    reader.skip(8);
    tensors.push({ name, type: typeNames[type] ?? `type ${type}`, shape });
  }
  return {
    format: "gguf",
    parameterCount: parametersIn(tensors),
    inputs: [],
    outputs: [],
    layers: layersByPrefix(tensors),
    tensors,
    hyperParameters,
  };
}

/** Throws RangeError beyond the end of its bytes. */
class Reader {
  private at = 0;
  private readonly head: Buffer;
  private readonly path: string;

  constructor(head: Buffer, path: string) {
    this.head = head;
    this.path = path;
  }

  bad(reason: string): Error {
    return badModel(this.path, "header", reason);
  }

  skip(size: number): void {
    this.at += size;
    if (this.at > this.head.length) throw new RangeError("beyond the end");
  }

  uint32(): number {
    this.skip(4);
    return this.head.readUInt32LE(this.at - 4);
  }

  /** A 64-bit size that must be small enough to be one. */
  count(): number {
    this.skip(8);
    const value = Number(this.head.readBigUInt64LE(this.at - 8));
    if (value > 2 ** 48) throw this.bad(`a size of ${value}`);
    return value;
  }

  text(): string {
    const size = this.count();
    this.skip(size);
    return this.head.toString("utf8", this.at - size, this.at);
  }

  value(type: number): string {
    if (type === textType) return this.text().slice(0, textMax);
    if (type === listType) return this.list();
    const size = sizes[type];
    if (size === undefined) throw this.bad(`metadata type ${type} is not known`);
    this.skip(size);
    const from = this.at - size;
    if (type === 6) return String(Number(this.head.readFloatLE(from).toPrecision(7)));
    if (type === 12) return String(this.head.readDoubleLE(from));
    if (type === 7) return this.head[from] === 0 ? "false" : "true";
    if (type === 10) return String(this.head.readBigUInt64LE(from));
    if (type === 11) return String(this.head.readBigInt64LE(from));
    const isSigned = type === 1 || type === 3 || type === 5;
    return String(isSigned ? this.head.readIntLE(from, size) : this.head.readUIntLE(from, size));
  }

  /** Lists are told by their length and their first values: vocabularies hold 100,000. */
  private list(): string {
    const type = this.uint32();
    const length = this.count();
    if (length > countMax) throw this.bad(`a list of ${length}`);
    const first: string[] = [];
    for (let index = 0; index < length; index++) {
      const value = this.value(type);
      if (index < 8) first.push(value);
    }
    return length <= 8 ? first.join(", ") : `${length} values`;
  }
}
