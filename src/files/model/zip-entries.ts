import { createReadStream, createWriteStream } from "node:fs";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createInflateRaw, inflateRawSync } from "node:zlib";
import { badModel, type ModelBytes } from "./model-bytes.ts";

const endSize = 22;
const commentMax = 65_535;
const directoryMax = 64 * 1024 * 1024;
// Configurations of large models are some 5 MB.
const textMax = 128 * 1024 * 1024;
const stored = 0;
const deflated = 8;

/** Where the bytes of one file in an archive stand. */
export interface ZipEntry {
  readonly name: string;
  readonly method: number;
  readonly packedSize: number;
  /** Unpacked, as the archive tells it. */
  readonly size: number;
  readonly start: number;
}

/**
 * Name → where its bytes stand, from the directory at the end of the archive. Archives beyond 4 GiB (zip64) are not
 * read. Source: PKWARE APPNOTE 6.3.
 *
 * @throws AcesoError "bad-file"
 */
export async function zipEntries(bytes: ModelBytes): Promise<ReadonlyMap<string, ZipEntry>> {
  const tailStart = Math.max(0, bytes.sizeBytes - endSize - commentMax);
  const tail = await bytes.read(tailStart, endSize + commentMax);
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  if (end < 0 || end + endSize > tail.length)
    throw badModel(bytes.path, "archive", "it has no end");
  const size = tail.readUInt32LE(end + 12);
  if (size > directoryMax) throw badModel(bytes.path, "archive", "its directory is too large");
  const directory = await bytes.read(tail.readUInt32LE(end + 16), size);
  const entries = new Map<string, ZipEntry>();
  for (let at = 0; at + 46 <= directory.length;) {
    if (directory.readUInt32LE(at) !== 0x02014b50) break;
    const nameSize = directory.readUInt16LE(at + 28);
    const name = directory.toString("utf8", at + 46, at + 46 + nameSize);
    entries.set(name, {
      name,
      method: directory.readUInt16LE(at + 10),
      packedSize: directory.readUInt32LE(at + 20),
      size: directory.readUInt32LE(at + 24),
      start: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameSize + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** The text of a file in the archive, at most 128 MiB. @throws AcesoError "bad-file" */
export async function zipText(bytes: ModelBytes, entry: ZipEntry): Promise<string> {
  if (entry.packedSize > textMax) throw badModel(bytes.path, entry.name, "it is too large");
  const packed = await bytes.read(await dataStart(bytes, entry), entry.packedSize);
  if (entry.method === stored) return packed.toString("utf8");
  return inflateRawSync(packed, { maxOutputLength: textMax }).toString("utf8");
}

/**
 * Unpacks a file of the archive into a file of its own, piece by piece.
 *
 * @param sizeMax bytes that it may become
 * @throws AcesoError "bad-file"
 */
export async function zipToFile(
  bytes: ModelBytes,
  entry: ZipEntry,
  { target, sizeMax }: { readonly target: string; readonly sizeMax: number },
): Promise<void> {
  const start = await dataStart(bytes, entry);
  let written = 0;
  const bounded = new Transform({
    transform(piece: Buffer, _encoding, done) {
      written += piece.length;
      if (written > sizeMax) done(badModel(bytes.path, entry.name, "it is too large"));
      else done(null, piece);
    },
  });
  const source = createReadStream(bytes.path, { start, end: start + entry.packedSize - 1 });
  const sink = createWriteStream(target, { mode: 0o600 });
  if (entry.method === stored) await pipeline(source, bounded, sink);
  else await pipeline(source, createInflateRaw(), bounded, sink);
}

async function dataStart(bytes: ModelBytes, { name, method, start }: ZipEntry): Promise<number> {
  const local = await bytes.read(start, 30);
  if (local.length < 30) throw badModel(bytes.path, name, "it is cut off");
  if (method !== stored && method !== deflated) {
    throw badModel(bytes.path, name, `it is packed by method ${method}`);
  }
  return start + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
}
