import { inflateRawSync } from "node:zlib";
import { z } from "zod";
import { badModel, type ModelBytes } from "./model-bytes.ts";
import type { ModelLayer } from "../../model/model-summary.ts";
import { scalarsOf, type ModelContent } from "./model-summary.ts";

const endSize = 22;
const commentMax = 65_535;
const directoryMax = 64 * 1024 * 1024;
// config.json and metadata.json of large models are some 5 MB.
const entryMax = 128 * 1024 * 1024;

const layer = z.object({
  class_name: z.string(),
  name: z.string().optional(),
  config: z.looseObject({ name: z.string().optional() }).optional(),
});
const config = z.looseObject({
  class_name: z.string(),
  config: z.looseObject({ layers: z.array(layer).optional(), name: z.string().optional() }),
  compile_config: z.unknown().optional(),
});

/**
 * Keras 3 archives (.keras): layers and settings from config.json and metadata.json. The weights lie in an HDF5
 * file within, which is not read: parameter counts are 0.
 * Source: Keras saving_lib; PKWARE APPNOTE 6.3 for the archive.
 */
export async function readKeras(bytes: ModelBytes): Promise<ModelContent> {
  const entries = await directoryOf(bytes);
  const main = await entryText(bytes, entries, "config.json");
  if (main === undefined) throw badModel(bytes.path, "archive", "it holds no config.json");
  const {
    class_name: kind,
    config: inner,
    compile_config: compiled,
  } = config.parse(JSON.parse(main));
  const { layers: listed = [], ...others } = inner;
  const metadata = await entryText(bytes, entries, "metadata.json");
  const layers: readonly ModelLayer[] = listed.map(({ class_name, name, config: settings }) => ({
    name: name ?? settings?.name ?? "",
    kind: class_name,
    parameterCount: 0,
  }));
  const settingsOfLayers = listed.map(({ config: settings }, index) => [
    layers[index]!.name,
    settings ?? {},
  ]);
  return {
    format: "keras",
    parameterCount: 0,
    inputs: [],
    outputs: [],
    layers,
    tensors: [],
    hyperParameters: {
      ...scalarsOf(metadata === undefined ? {} : JSON.parse(metadata)),
      ...scalarsOf({ model: kind, ...others, compile: compiled }),
      ...scalarsOf({ layers: Object.fromEntries(settingsOfLayers) }),
    },
  };
}

interface Entry {
  readonly method: number;
  readonly packedSize: number;
  readonly start: number;
}

/** Name → where its bytes stand, from the directory at the end of the archive. */
async function directoryOf(bytes: ModelBytes): Promise<ReadonlyMap<string, Entry>> {
  const tailStart = Math.max(0, bytes.sizeBytes - endSize - commentMax);
  const tail = await bytes.read(tailStart, endSize + commentMax);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + endSize > tail.length)
    throw badModel(bytes.path, "archive", "it has no end");
  const size = tail.readUInt32LE(end + 12);
  if (size > directoryMax) throw badModel(bytes.path, "archive", "its directory is too large");
  const directory = await bytes.read(tail.readUInt32LE(end + 16), size);
  const entries = new Map<string, Entry>();
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== 0x02014b50) break;
    const nameSize = directory.readUInt16LE(at + 28);
    const name = directory.toString("utf8", at + 46, at + 46 + nameSize);
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      start: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameSize + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

async function entryText(
  bytes: ModelBytes,
  entries: ReadonlyMap<string, Entry>,
  name: string,
): Promise<string | undefined> {
  const entry = entries.get(name);
  if (!entry) return undefined;
  if (entry.packedSize > entryMax) throw badModel(bytes.path, name, "it is too large");
  const local = await bytes.read(entry.start, 30);
  if (local.length < 30) throw badModel(bytes.path, name, "it is cut off");
  const start = entry.start + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
  const packed = await bytes.read(start, entry.packedSize);
  if (entry.method === 0) return packed.toString("utf8");
  if (entry.method !== 8)
    throw badModel(bytes.path, name, `it is packed by method ${entry.method}`);
  return inflateRawSync(packed, { maxOutputLength: entryMax }).toString("utf8");
}
