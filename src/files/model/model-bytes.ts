import { createHash } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { AcesoError } from "../../model/errors.ts";

/** A model file read piece by piece: weights of many gigabytes are hashed, never held. */
export interface ModelBytes {
  readonly path: string;
  readonly sizeBytes: number;
  /** The bytes [start, start + size); fewer at the end of the file. */
  read(start: number, size: number): Promise<Buffer>;
  sha256(): Promise<string>;
  close(): Promise<void>;
}

const pieceSize = 4 * 1024 * 1024;

/** @throws AcesoError "file-unreadable" */
export async function openModel(path: string): Promise<ModelBytes> {
  let file: FileHandle;
  let sizeBytes: number;
  try {
    file = await open(path);
    sizeBytes = (await file.stat()).size;
  } catch (error) {
    const reason = error instanceof Error ? error.message : "unknown";
    throw new AcesoError("file-unreadable", { path, reason }, { cause: error });
  }
  const read = async (start: number, size: number): Promise<Buffer> => {
    const wanted = Math.max(0, Math.min(size, sizeBytes - start));
    const { bytesRead, buffer } = await file.read(Buffer.alloc(wanted), 0, wanted, start);
    return buffer.subarray(0, bytesRead);
  };
  return {
    path,
    sizeBytes,
    read,
    async sha256() {
      const hash = createHash("sha256");
      for (let start = 0; start < sizeBytes; start += pieceSize) {
        hash.update(await read(start, pieceSize));
      }
      return hash.digest("hex");
    },
    close: () => file.close(),
  };
}

/** A model file that does not hold what its format promises. */
export function badModel(path: string, where: string, reason: string): AcesoError {
  const fix = "fetch the file again, and compare its hash with the registry's";
  return new AcesoError("bad-file", { path, where, reason, fix });
}
