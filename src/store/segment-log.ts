import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AcesoError } from "../model/errors.ts";
import type { SignalBatch } from "../model/signals.ts";
import type { FileLayer } from "./file-layer.ts";
import { giveTurn } from "./give-turn.ts";
import type { StoreEvent, StoreLimits } from "./options.ts";
import type { EncodedBlock } from "./row-table.ts";
import type { SealedSegment } from "./segment.ts";
import { OpenSegment, recoverSegment } from "./segment.ts";
import { SegmentInserter } from "./segment-inserter.ts";
import type { InsertSegment } from "./segment-inserter.ts";
import type { SignalBuffers } from "./signal-buffers.ts";
import { countRows, createSignalBuffers } from "./signal-buffers.ts";
import type { SignalWriter, WriterStatus } from "./signal-writer.ts";

export interface SegmentLogParts {
  readonly folder: string;
  readonly files: FileLayer;
  readonly limits: StoreLimits;
  readonly insert: InsertSegment;
  readonly log: (event: StoreEvent) => void;
}

/** How long `close` waits for the last inserts. */
const closePatienceMs = 10_000;

/** Someone who waits for the acknowledgement of a batch. */
interface Waiting {
  readonly rows: number;
  resolve(): void;
  reject(error: AcesoError): void;
}

/**
 * The log before the tables. While one group of batches is being synced the next gathers in columns;
 * then it becomes one block a table. A batch is acknowledged when its blocks are durable. Segments are
 * sealed by size or age and inserted once under their id.
 */
export class SegmentLog implements SignalWriter {
  private readonly parts: SegmentLogParts;
  private buffers: SignalBuffers = createSignalBuffers();
  private readonly inserter: SegmentInserter;
  private waiting: Waiting[] = [];
  private oldestWaitingReceivedAt = Infinity;
  // table → the segment being appended to
  private readonly open = new Map<string, OpenSegment>();
  private working: Promise<void> | undefined;
  // those who wait until every segment open now is sealed
  private sealWaiting: (() => void)[] = [];
  private closed = false;
  private timer: NodeJS.Timeout | undefined;
  private acceptedRows = 0;
  private created = 0;
  private writable = true;
  private readonly run = randomBytes(6).toString("hex");

  private constructor(parts: SegmentLogParts) {
    this.parts = parts;
    this.inserter = new SegmentInserter(parts);
  }

  /** Opens the log and inserts what an earlier run left behind; resolves when that is readable. */
  static async start(parts: SegmentLogParts): Promise<SegmentLog> {
    mkdirSync(join(parts.folder, "dead"), { recursive: true });
    const log = new SegmentLog(parts);
    await log.replay();
    return log;
  }

  async append(batch: SignalBatch): Promise<void> {
    if (this.closed) throw unavailable("the store is closed", 10);
    const pending = this.pendingBytes();
    if (pending > this.parts.limits.pendingBytesMax) {
      throw new AcesoError("overloaded", { bytes: pending }, { retryAfterSeconds: 5 });
    }
    const rows = countRows(batch);
    if (rows === 0) return;
    this.gather(batch);
    this.oldestWaitingReceivedAt = Math.min(this.oldestWaitingReceivedAt, batch.receivedAt);
    const acknowledged = new Promise<void>((resolve, reject) => {
      this.waiting.push({ rows, resolve, reject });
    });
    this.wake();
    await acknowledged;
  }

  async flush(): Promise<void> {
    await this.sealEverything();
    await this.inserter.insertedSoFar();
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.sealEverything();
    clearTimeout(this.timer);
    // What cannot be inserted now lies in the log and is inserted at the next start.
    let giveUp: NodeJS.Timeout | undefined;
    const patience = new Promise<void>((resolve) => {
      giveUp = setTimeout(resolve, closePatienceMs);
    });
    await Promise.race([this.inserter.drained(), patience]);
    clearTimeout(giveUp);
    await this.inserter.stop();
  }

  status(): WriterStatus {
    const oldest = Math.min(
      this.oldestWaitingReceivedAt,
      this.inserter.oldestReceivedAt(),
      ...[...this.open.values()].map((segment) => segment.firstReceivedAt),
    );
    return {
      pendingBytes: this.pendingBytes(),
      pendingSegments: this.open.size + this.inserter.pendingCount,
      deadSegments: this.inserter.deadCount,
      acceptedRows: this.acceptedRows,
      available: this.writable && this.inserter.available,
      oldestPendingReceivedAt: Number.isFinite(oldest) ? oldest : null,
    };
  }

  private async sealEverything(): Promise<void> {
    const sealed = new Promise<void>((resolve) => this.sealWaiting.push(resolve));
    this.wake();
    await sealed;
  }

  /** Columns that a bad row left uneven hold nothing that can be told apart: all who wait are refused. */
  private gather(batch: SignalBatch): void {
    try {
      this.buffers.add(batch);
    } catch (error) {
      this.buffers = createSignalBuffers();
      const refused = this.waiting;
      this.waiting = [];
      for (const each of refused) each.reject(unavailable("another batch was broken", 1));
      const reason = error instanceof Error ? error.message : String(error);
      throw new AcesoError("internal", { reason }, { cause: error });
    }
  }

  private pendingBytes(): number {
    let bytes = this.buffers.byteLength() + this.inserter.pendingBytes;
    for (const segment of this.open.values()) bytes += segment.bytes;
    return bytes;
  }

  /** One worker at a time commits groups and seals segments until nothing is left to do. */
  private wake(): void {
    if (this.working) return;
    this.working = this.work().finally(() => {
      this.working = undefined;
      if (this.waiting.length > 0 || this.sealWaiting.length > 0) this.wake();
      else this.setTimer();
    });
  }

  private async work(): Promise<void> {
    // Batches that arrive in the same turn of the event loop belong to one group.
    await giveTurn();
    // Sealing has its turn after each group: under steady load there is always a next one.
    do {
      if (this.waiting.length > 0) await this.commitGroup();
      await this.sealDue();
    } while (this.waiting.length > 0);
  }

  private async commitGroup(): Promise<void> {
    const group = this.waiting;
    const receivedAt = this.oldestWaitingReceivedAt;
    this.waiting = [];
    try {
      const blocks = this.buffers.take();
      // Settled, not raced: a failing table must not leave another half written behind our back.
      const writes = await Promise.allSettled(blocks.map((block) => this.write(block, receivedAt)));
      const failed = writes.find((write) => write.status === "rejected");
      if (failed) throw failed.reason;
      this.writable = true;
      for (const each of group) {
        this.acceptedRows += each.rows;
        each.resolve();
      }
    } catch (error) {
      this.writable = false;
      const reason = error instanceof Error ? error.message : String(error);
      this.parts.log({ type: "write-failed", reason });
      for (const each of group) each.reject(unavailable(reason, 10));
    }
    if (this.waiting.length === 0) this.oldestWaitingReceivedAt = Infinity;
    for (const segment of this.open.values()) {
      if (this.isFull(segment)) await this.seal(segment);
    }
  }

  private async write(block: EncodedBlock, receivedAt: number): Promise<void> {
    let segment = this.open.get(block.table);
    if (!segment) {
      const id = `${block.table}.${this.run}-${++this.created}`;
      const times = { openedAtMs: performance.now(), firstReceivedAt: receivedAt };
      segment = await OpenSegment.create(this.parts.folder, id, block, this.parts.files, times);
      this.open.set(block.table, segment);
    }
    try {
      await segment.append(block);
    } catch (error) {
      // The file may be damaged behind its last whole block: whatever was acknowledged in it goes on
      // to the tables by the same check as after a crash, and the next block starts a new file.
      this.open.delete(block.table);
      await this.abandon(segment);
      throw error;
    }
  }

  private async abandon(segment: OpenSegment): Promise<void> {
    await segment.seal().catch(() => undefined);
    const { folder, files } = this.parts;
    const recovered = await recoverSegment(folder, segment.id, files).catch(() => undefined);
    if (recovered?.segment) this.inserter.add(recovered.segment);
    else if (recovered) await this.inserter.discard(segment.id);
  }

  private async sealDue(): Promise<void> {
    const waiting = this.sealWaiting;
    this.sealWaiting = [];
    const all = waiting.length > 0;
    const now = performance.now();
    for (const segment of this.open.values()) {
      if (all || now >= this.sealTime(segment) - 1) await this.seal(segment);
    }
    for (const resolve of waiting) resolve();
  }

  private async seal(segment: OpenSegment): Promise<void> {
    this.open.delete(segment.table);
    let sealed: SealedSegment;
    try {
      sealed = await segment.seal();
    } catch {
      // Its blocks are synced all the same; they are read back as after a crash.
      await this.abandon(segment);
      return;
    }
    if (sealed.rows > 0) this.inserter.add(sealed);
    else await this.inserter.discard(sealed.id);
  }

  private isFull(segment: OpenSegment): boolean {
    const { segmentRowsMax, segmentBytesMax } = this.parts.limits;
    return segment.rows >= segmentRowsMax || segment.bytes >= segmentBytesMax;
  }

  private sealTime(segment: OpenSegment): number {
    return segment.openedAtMs + this.parts.limits.sealMs;
  }

  private setTimer(): void {
    clearTimeout(this.timer);
    if (this.open.size === 0) return;
    const next = Math.min(...[...this.open.values()].map((segment) => this.sealTime(segment)));
    this.timer = setTimeout(() => this.wake(), Math.max(0, next - performance.now()));
    this.timer.unref();
  }

  private async replay(): Promise<void> {
    const { folder, files, log } = this.parts;
    const names = await files.list(folder);
    const ids = names.filter((name) => name.endsWith(".native")).map((name) => name.slice(0, -7));
    let rows = 0;
    for (const id of ids.toSorted()) {
      const recovered = await recoverSegment(folder, id, files);
      if (recovered.tornBytes > 0) {
        log({ type: "segment-cut", segment: id, bytes: recovered.tornBytes });
      }
      if (recovered.segment) this.inserter.add(recovered.segment);
      else await this.inserter.discard(id);
      rows += recovered.segment?.rows ?? 0;
    }
    const known = new Set(ids);
    for (const name of names) {
      const orphan = name.endsWith(".crc") && !known.has(name.slice(0, -4));
      if (orphan) await files.remove(join(folder, name));
    }
    await this.inserter.countDead();
    await this.inserter.drained();
    if (ids.length > 0) log({ type: "segments-replayed", segments: ids.length, rows });
  }
}

function unavailable(reason: string, retryAfterSeconds: number): AcesoError {
  return new AcesoError("store-unavailable", { reason }, { retryAfterSeconds });
}
