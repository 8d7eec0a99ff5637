import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { AppendFile, FileLayer } from "./file-layer.ts";
import { blockStructure } from "./native/reader.ts";
import type { EncodedBlock } from "./row-table.ts";

/** A file of whole Native blocks of one table, waiting to be inserted once under its id. */
export interface SealedSegment {
  /** `<table>.<unique>`: also the insert's deduplication token. */
  readonly id: string;
  readonly table: string;
  readonly columns: readonly string[];
  readonly structure: string;
  readonly path: string;
  readonly rows: number;
  readonly bytes: number;
  /** UTC ms; 0 for a segment found at start. */
  readonly firstReceivedAt: number;
}

/** Bytes of one sidecar entry: CRC-32, rows, and the offset behind the block as two halves. */
const entrySize = 16;

/**
 * A segment being appended to: `<id>.native` beside `<id>.crc`, one sidecar entry per block. Both are
 * synced before a block counts, so a block without its entry was never acknowledged.
 */
export class OpenSegment {
  readonly id: string;
  readonly table: string;
  readonly path: string;
  readonly structure: string;
  readonly openedAtMs: number;
  readonly firstReceivedAt: number;
  rows = 0;
  bytes = 0;
  private readonly columns: readonly string[];
  private entries = 0;
  private readonly data: AppendFile;
  private readonly sidecar: AppendFile;

  private constructor(
    place: { readonly id: string; readonly path: string },
    block: EncodedBlock,
    files: { readonly data: AppendFile; readonly sidecar: AppendFile },
    times: { readonly openedAtMs: number; readonly firstReceivedAt: number },
  ) {
    this.id = place.id;
    this.path = place.path;
    this.table = block.table;
    this.structure = block.structure;
    this.columns = block.columns;
    this.data = files.data;
    this.sidecar = files.sidecar;
    this.openedAtMs = times.openedAtMs;
    this.firstReceivedAt = times.firstReceivedAt;
  }

  static async create(
    folder: string,
    id: string,
    block: EncodedBlock,
    layer: FileLayer,
    times: { readonly openedAtMs: number; readonly firstReceivedAt: number },
  ): Promise<OpenSegment> {
    const path = join(folder, `${id}.native`);
    const data = await layer.create(path);
    const sidecar = await layer.create(join(folder, `${id}.crc`));
    return new OpenSegment({ id, path }, block, { data, sidecar }, times);
  }

  /** Appends a block and makes it durable; when it rejects, the segment is as long as before. */
  async append(block: EncodedBlock): Promise<void> {
    const end = this.bytes + block.bytes.length;
    const entry = Buffer.alloc(entrySize);
    entry.writeUInt32LE(crc32(block.bytes), 0);
    entry.writeUInt32LE(block.rows, 4);
    entry.writeUInt32LE(end % 0x1_0000_0000, 8);
    entry.writeUInt32LE(Math.floor(end / 0x1_0000_0000), 12);
    try {
      await Promise.all([
        this.data.write(block.bytes, this.bytes).then(() => this.data.sync()),
        this.sidecar.write(entry, this.entries * entrySize).then(() => this.sidecar.sync()),
      ]);
    } catch (error) {
      await this.data.truncate(this.bytes);
      await this.sidecar.truncate(this.entries * entrySize);
      throw error;
    }
    this.bytes = end;
    this.rows += block.rows;
    this.entries++;
  }

  async seal(): Promise<SealedSegment> {
    await this.data.close();
    await this.sidecar.close();
    const { id, table, columns, structure, path, rows, bytes, firstReceivedAt } = this;
    return { id, table, columns, structure, path, rows, bytes, firstReceivedAt };
  }
}

/** What a start found in the folder. */
export interface RecoveredSegment {
  readonly id: string;
  /** Undefined when not one whole block was in it. */
  readonly segment: SealedSegment | undefined;
  /** Bytes behind the last whole block; they were never acknowledged and are cut off. */
  readonly tornBytes: number;
}

/** Reads a segment left by an earlier run and cuts its torn tail. */
export async function recoverSegment(
  folder: string,
  id: string,
  layer: FileLayer,
): Promise<RecoveredSegment> {
  const path = join(folder, `${id}.native`);
  const bytes = await layer.read(path);
  const sidecar = await layer.read(join(folder, `${id}.crc`)).catch(() => Buffer.alloc(0));
  let end = 0;
  let rows = 0;
  for (let at = 0; at + entrySize <= sidecar.length; at += entrySize) {
    const next = sidecar.readUInt32LE(at + 8) + sidecar.readUInt32LE(at + 12) * 0x1_0000_0000;
    if (next <= end || next > bytes.length) break;
    if (crc32(bytes.subarray(end, next)) !== sidecar.readUInt32LE(at)) break;
    rows += sidecar.readUInt32LE(at + 4);
    end = next;
  }
  const tornBytes = bytes.length - end;
  if (end === 0) return { id, segment: undefined, tornBytes };
  if (tornBytes > 0) await layer.truncate(path, end);
  const structure = blockStructure(bytes);
  const segment: SealedSegment = {
    id,
    table: id.slice(0, id.indexOf(".")),
    columns: structure.map(([name]) => name),
    structure: structure.map(([name, type]) => `${name} ${type}`).join(", "),
    path,
    rows,
    bytes: end,
    firstReceivedAt: 0,
  };
  return { id, segment, tornBytes };
}
