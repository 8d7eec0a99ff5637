import { createHash } from "node:crypto";
import { AcesoError } from "../model/errors.ts";
import type { SignalBatch } from "../model/signals.ts";
import type { Connection } from "./connection.ts";
import { giveTurn } from "./give-turn.ts";
import type { StoreEvent, StoreLimits } from "./options.ts";
import type { EncodedBlock } from "./row-table.ts";
import { countRows, createSignalBuffers } from "./signal-buffers.ts";
import type { SignalWriter, WriterStatus } from "./signal-writer.ts";
import { asStoreError, retryAfterSeconds } from "./store-errors.ts";

interface Waiting {
  readonly rows: number;
  resolve(): void;
  reject(error: AcesoError): void;
}

/**
 * Straight to a server, with no local state: a batch is acknowledged when its inserts are. Batches that
 * come while an insert runs go together in the next one. Rows with an identity collapse in their
 * tables however they are grouped when they are sent again; logs have none, so each batch's logs are
 * an insert of their own whose token is the hash of its contents, and an equal body is recognised.
 */
export class RemoteWriter implements SignalWriter {
  private readonly connection: Connection;
  private readonly limits: StoreLimits;
  private readonly log: (event: StoreEvent) => void;
  private buffers = createSignalBuffers();
  private waiting: Waiting[] = [];
  private working: Promise<void> | undefined;
  private acceptedRows = 0;
  private flyingBytes = 0;
  private oldestReceivedAt = Infinity;
  private oldestWaitingReceivedAt = Infinity;
  private available = true;
  private closed = false;

  constructor(parts: {
    readonly connection: Connection;
    readonly limits: StoreLimits;
    readonly log: (event: StoreEvent) => void;
  }) {
    this.connection = parts.connection;
    this.limits = parts.limits;
    this.log = parts.log;
  }

  async append(batch: SignalBatch): Promise<void> {
    if (this.closed) {
      const reason = "the store is closed";
      throw new AcesoError("store-unavailable", { reason }, { retryAfterSeconds: 10 });
    }
    const pending = this.pendingBytes();
    if (pending > this.limits.pendingBytesMax) {
      throw new AcesoError("overloaded", { bytes: pending }, { retryAfterSeconds: 5 });
    }
    const rows = countRows(batch);
    if (rows === 0) return;
    if (batch.logs && batch.logs.length > 0) await this.insertLogs(batch);
    const { logs: _, ...others } = batch;
    this.gather(others);
    this.oldestWaitingReceivedAt = Math.min(this.oldestWaitingReceivedAt, batch.receivedAt);
    const acknowledged = new Promise<void>((resolve, reject) => {
      this.waiting.push({ rows, resolve, reject });
    });
    this.wake();
    await acknowledged;
  }

  async flush(): Promise<void> {
    while (this.working) await this.working;
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.flush();
  }

  status(): WriterStatus {
    const oldest = Math.min(this.oldestReceivedAt, this.oldestWaitingReceivedAt);
    return {
      pendingBytes: this.pendingBytes(),
      pendingSegments: 0,
      deadSegments: 0,
      acceptedRows: this.acceptedRows,
      available: this.available,
      oldestPendingReceivedAt: Number.isFinite(oldest) ? oldest : null,
    };
  }

  /** Columns that a bad row left uneven hold nothing that can be told apart: all who wait are refused. */
  private gather(batch: SignalBatch): void {
    try {
      this.buffers.add(batch);
    } catch (error) {
      this.buffers = createSignalBuffers();
      const refused = this.waiting;
      this.waiting = [];
      for (const each of refused) each.reject(passing(new Error("another batch was broken")));
      const reason = error instanceof Error ? error.message : String(error);
      throw new AcesoError("internal", { reason }, { cause: error });
    }
  }

  private pendingBytes(): number {
    return this.buffers.byteLength() + this.flyingBytes;
  }

  private wake(): void {
    this.working ??= this.work().finally(() => {
      this.working = undefined;
      if (this.waiting.length > 0) this.wake();
    });
  }

  private async work(): Promise<void> {
    await giveTurn();
    while (this.waiting.length > 0) await this.insertGroup();
  }

  private async insertGroup(): Promise<void> {
    const group = this.waiting;
    this.waiting = [];
    this.oldestReceivedAt = this.oldestWaitingReceivedAt;
    this.oldestWaitingReceivedAt = Infinity;
    try {
      await this.insertBlocks(this.buffers.take());
      for (const each of group) {
        this.acceptedRows += each.rows;
        each.resolve();
      }
    } catch (error) {
      for (const each of group) each.reject(passing(error));
    }
    this.oldestReceivedAt = Infinity;
  }

  private async insertLogs(batch: SignalBatch): Promise<void> {
    const buffers = createSignalBuffers();
    // The time of reception differs when the same body comes again; the token must not.
    const { project, logs = [] } = batch;
    buffers.add({ project, receivedAt: 0, logs });
    const token = buffers.take().map(tokenOf).join();
    buffers.add({ project, receivedAt: batch.receivedAt, logs });
    try {
      await this.insertBlocks(buffers.take(), token);
    } catch (error) {
      throw passing(error);
    }
  }

  private async insertBlocks(blocks: readonly EncodedBlock[], token?: string): Promise<void> {
    const bytes = blocks.reduce((sum, block) => sum + block.bytes.length, 0);
    this.flyingBytes += bytes;
    try {
      const inserts = await Promise.allSettled(
        blocks.map((block) =>
          this.connection.insertNative({ ...block, token: token ?? tokenOf(block) }),
        ),
      );
      const failed = inserts.find((insert) => insert.status === "rejected");
      if (failed) throw failed.reason;
      this.available = true;
    } catch (error) {
      this.available = false;
      const reason = error instanceof Error ? error.message : String(error);
      this.log({ type: "insert-failed", table: blocks.map((block) => block.table).join(), reason });
      throw error;
    } finally {
      this.flyingBytes -= bytes;
    }
  }
}

function tokenOf(block: EncodedBlock): string {
  return `${block.table}.${createHash("sha256").update(block.bytes).digest("hex").slice(0, 32)}`;
}

/** Whatever a server answered to an insert, the sender may send it again. */
function passing(error: unknown): AcesoError {
  const known = asStoreError(error);
  if (known.retryAfterSeconds !== undefined) return known;
  const reason = known.message;
  return new AcesoError("store-unavailable", { reason }, { cause: error, retryAfterSeconds });
}
