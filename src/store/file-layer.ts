import { open, readFile, readdir, rename, rm, truncate } from "node:fs/promises";

/** A file being appended to at known offsets. */
export interface AppendFile {
  /** Writes all bytes at the offset, or rejects (a full disk does). */
  write(bytes: Uint8Array, offset: number): Promise<void>;
  /** Resolves when the contents survive a power cut. */
  sync(): Promise<void>;
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

/** The few file operations of the segment log; injected, so that tests can fill a disk. */
export interface FileLayer {
  create(path: string): Promise<AppendFile>;
  read(path: string): Promise<Buffer>;
  list(folder: string): Promise<readonly string[]>;
  move(from: string, to: string): Promise<void>;
  remove(path: string): Promise<void>;
  truncate(path: string, size: number): Promise<void>;
}

export const diskFiles: FileLayer = {
  async create(path) {
    const handle = await open(path, "wx");
    return {
      async write(bytes, offset) {
        let written = 0;
        while (written < bytes.length) {
          const rest = bytes.length - written;
          written += (await handle.write(bytes, written, rest, offset + written)).bytesWritten;
        }
      },
      sync: () => handle.datasync(),
      truncate: (size) => handle.truncate(size),
      close: () => handle.close(),
    };
  },
  read: (path) => readFile(path),
  list: (folder) => readdir(folder),
  move: (from, to) => rename(from, to),
  remove: (path) => rm(path, { force: true }),
  truncate: (path, size) => truncate(path, size),
};
