import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { type Duplex, pipeline } from "node:stream";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { AcesoError } from "../model/errors.ts";

const chunkSize = 1_048_576;

/**
 * The bytes of a file, chunk by chunk; "-" is the standard input. What is packed by gzip or zstd is
 * unpacked, known by its first bytes.
 * @throws AcesoError "file-unreadable" | "bad-file"
 */
export async function* openChunks(path: string): AsyncGenerator<Buffer> {
  const unpacker = path === "-" ? undefined : unpackerOf(await firstBytes(path, 4));
  const source =
    path === "-" ? process.stdin : createReadStream(path, { highWaterMark: chunkSize });
  // The failure of either end reaches the reader of the loop below.
  const chunks = unpacker === undefined ? source : pipeline(source, unpacker, () => undefined);
  try {
    for await (const chunk of chunks) {
      // Both sources give buffers: no encoding was set.
      yield chunk as Buffer;
    }
  } catch (error) {
    if (unpacker === undefined || !isUnpackingError(error)) throw unreadable(path, error);
    const reason = `it is cut off or damaged (${error.message})`;
    const fix = "copy the file again, or unpack it by hand to see more";
    throw new AcesoError("bad-file", { path, where: "packed data", reason, fix }, { cause: error });
  }
}

/**
 * The first bytes of a file, fewer where it is shorter.
 * @throws AcesoError "file-unreadable"
 */
export async function firstBytes(path: string, size: number): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(size), 0, size, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw unreadable(path, error);
  }
}

function unpackerOf(head: Buffer): Duplex | undefined {
  if (head[0] === 0x1f && head[1] === 0x8b) return createGunzip({ chunkSize });
  const isZstd = head.length === 4 && head.readUInt32LE() === 0xfd2fb528;
  return isZstd ? createZstdDecompress({ chunkSize }) : undefined;
}

function isUnpackingError(error: unknown): error is Error & { code: string } {
  if (!(error instanceof Error && "code" in error)) return false;
  return /^(?:Z_|ERR_|ZSTD_)/.test(String(error.code));
}

function unreadable(path: string, cause: unknown): AcesoError {
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown";
  const reasons: { readonly [code: string]: string } = {
    ENOENT: "there is no such file",
    EACCES: "permission denied",
    EISDIR: "it is a folder",
  };
  return new AcesoError("file-unreadable", { path, reason: reasons[code] ?? code }, { cause });
}
