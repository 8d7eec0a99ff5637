import { badModel, type ModelBytes } from "./model-bytes.ts";
import type { ModelLayer, ModelTensor } from "../../model/model-summary.ts";
import { elementCount, parametersIn, type ModelContent } from "./model-summary.ts";

// Protobuf messages cannot be larger.
const sizeMax = 2 ** 31 - 1;
const layersMax = 100_000;
// TensorProto.DataType → name.
const typeNames: readonly string[] = [
  "undefined",
  "float",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "double",
  "uint32",
  "uint64",
  "complex64",
  "complex128",
  "bfloat16",
  "float8e4m3fn",
  "float8e4m3fnuz",
  "float8e5m2",
  "float8e5m2fnuz",
  "uint4",
  "int4",
  "float4e2m1",
];
const varint = 0;
const fixed64 = 1;
const sized = 2;
const fixed32 = 5;

/** Graph of an ONNX model; weights are skipped. Source: onnx/onnx.proto3, field numbers of IR version 10. */
export async function readOnnx(bytes: ModelBytes): Promise<ModelContent> {
  if (bytes.sizeBytes > sizeMax) throw badModel(bytes.path, "size", "ONNX files end at 2 GB");
  const message = new Message(await bytes.read(0, bytes.sizeBytes), bytes.path);
  const hyperParameters: Record<string, string> = {};
  let graph: Graph | undefined;
  message.each({
    1: (value) => (hyperParameters["ir_version"] = String(value.number)),
    2: (value) => (hyperParameters["producer_name"] = value.text()),
    3: (value) => (hyperParameters["producer_version"] = value.text()),
    5: (value) => (hyperParameters["model_version"] = String(value.number)),
    7: (value) => (graph = graphOf(value.message())),
    8: (value) => {
      const { domain, version } = operatorSet(value.message());
      hyperParameters[`opset.${domain === "" ? "ai.onnx" : domain}`] = String(version);
    },
    14: (value) => {
      const [key, text] = pairOf(value.message());
      hyperParameters[key] = text;
    },
  });
  if (!graph) throw badModel(bytes.path, "model", "it has no graph");
  const { tensors, inputs, outputs, nodes } = graph;
  const weights = new Map(tensors.map((tensor) => [tensor.name, tensor]));
  const layers: readonly ModelLayer[] = nodes.map(({ name, kind, uses }) => ({
    name,
    kind,
    parameterCount: uses.reduce((sum, use) => {
      const tensor = weights.get(use);
      return sum + (tensor ? elementCount(tensor) : 0);
    }, 0),
  }));
  return {
    format: "onnx",
    parameterCount: parametersIn(tensors),
    // Old files list weights among the inputs.
    inputs: inputs.filter(({ name }) => !weights.has(name)).map(({ text }) => text),
    outputs: outputs.map(({ text }) => text),
    layers,
    tensors,
    hyperParameters,
  };
}

interface Graph {
  readonly tensors: readonly ModelTensor[];
  readonly inputs: readonly { readonly name: string; readonly text: string }[];
  readonly outputs: readonly { readonly name: string; readonly text: string }[];
  readonly nodes: readonly {
    readonly name: string;
    readonly kind: string;
    readonly uses: readonly string[];
  }[];
}

function graphOf(message: Message): Graph {
  const tensors: ModelTensor[] = [];
  const inputs: { name: string; text: string }[] = [];
  const outputs: { name: string; text: string }[] = [];
  const nodes: { name: string; kind: string; uses: readonly string[] }[] = [];
  message.each({
    1: (value) => {
      if (nodes.length < layersMax) nodes.push(nodeOf(value.message()));
    },
    5: (value) => tensors.push(tensorOf(value.message())),
    11: (value) => inputs.push(valueOf(value.message())),
    12: (value) => outputs.push(valueOf(value.message())),
  });
  return { tensors, inputs, outputs, nodes };
}

function nodeOf(message: Message): Graph["nodes"][number] {
  const uses: string[] = [];
  let name = "";
  let kind = "";
  let output = "";
  message.each({
    1: (value) => uses.push(value.text()),
    2: (value) => (output ||= value.text()),
    3: (value) => (name = value.text()),
    4: (value) => (kind = value.text()),
  });
  return { name: name === "" ? output : name, kind, uses };
}

function tensorOf(message: Message): ModelTensor {
  const shape: number[] = [];
  let type = 0;
  let name = "";
  message.each({
    1: (value) => shape.push(...value.numbers()),
    2: (value) => (type = value.number),
    8: (value) => (name = value.text()),
  });
  return { name, type: typeNames[type] ?? `type ${type}`, shape };
}

function valueOf(message: Message): { readonly name: string; readonly text: string } {
  let name = "";
  let type = "";
  message.each({
    1: (value) => (name = value.text()),
    2: (value) => value.message().each({ 1: (tensor) => (type = tensorTypeOf(tensor.message())) }),
  });
  return { name, text: `${name}: ${type}` };
}

function tensorTypeOf(message: Message): string {
  let type = 0;
  const shape: string[] = [];
  message.each({
    1: (value) => (type = value.number),
    2: (value) =>
      value.message().each({
        1: (dimension) => {
          let size = "?";
          dimension.message().each({
            1: (fixed) => (size = String(fixed.number)),
            2: (named) => (size = named.text()),
          });
          shape.push(size);
        },
      }),
  });
  return `${typeNames[type] ?? type}[${shape.join(", ")}]`;
}

function operatorSet(message: Message): { readonly domain: string; readonly version: number } {
  let domain = "";
  let version = 0;
  message.each({ 1: (value) => (domain = value.text()), 2: (value) => (version = value.number) });
  return { domain, version };
}

function pairOf(message: Message): readonly [string, string] {
  let key = "";
  let text = "";
  message.each({ 1: (value) => (key = value.text()), 2: (value) => (text = value.text()) });
  return [key, text];
}

interface Value {
  readonly number: number;
  text(): string;
  message(): Message;
  /** A repeated number, packed or not. */
  numbers(): readonly number[];
}

/**
 * Walks protobuf over plain buffers. The reader of the wire protocols is made for many small messages in one
 * reused buffer and throws refusals of requests; here one large file is walked once and weights are skipped.
 */
class Message {
  private at = 0;
  private readonly bytes: Buffer;
  private readonly path: string;

  constructor(bytes: Buffer, path: string) {
    this.bytes = bytes;
    this.path = path;
  }

  each(fields: Readonly<Record<number, (value: Value) => unknown>>): void {
    while (this.at < this.bytes.length) {
      const tag = this.varint();
      const visit = fields[Math.floor(tag / 8)];
      const value = this.value(tag % 8);
      visit?.(value);
    }
  }

  private value(wire: number): Value {
    const isSized = wire === sized;
    const number = wire === varint || isSized ? this.varint() : 0;
    const size = isSized ? number : wire === fixed64 ? 8 : wire === fixed32 ? 4 : 0;
    if (wire !== varint && size === 0 && !isSized) throw this.bad(`wire type ${wire}`);
    const start = this.at;
    this.at += size;
    if (this.at > this.bytes.length) throw this.bad("a field runs over the end");
    const part = this.bytes.subarray(start, this.at);
    const inner = () => new Message(part, this.path);
    return {
      number,
      text: () => part.toString("utf8"),
      message: inner,
      numbers: () => (isSized ? inner().packed() : [number]),
    };
  }

  private packed(): readonly number[] {
    const numbers: number[] = [];
    while (this.at < this.bytes.length) numbers.push(this.varint());
    return numbers;
  }

  private varint(): number {
    let result = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.bytes[this.at++];
      if (byte === undefined || factor > 2 ** 63) throw this.bad("a number runs over the end");
      result += (byte & 127) * factor;
      if (byte < 128) return result;
    }
  }

  private bad(reason: string): Error {
    return badModel(this.path, "protobuf", reason);
  }
}
