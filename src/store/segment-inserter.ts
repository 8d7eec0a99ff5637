import { join } from "node:path";
import type { FileLayer } from "./file-layer.ts";
import type { StoreEvent } from "./options.ts";
import type { SealedSegment } from "./segment.ts";
import { clickhouseCode } from "./store-errors.ts";

/** Inserts one segment under its id; inserting the same id again must do nothing. */
export type InsertSegment = (segment: SealedSegment) => Promise<void>;

const attemptCountMax = 3;
const retryDelayMs = 1_000;
/** NOT_ENOUGH_SPACE, MEMORY_LIMIT_EXCEEDED, TOO_MANY_PARTS: they pass, and say nothing about the data. */
const passingCodes: ReadonlySet<number> = new Set([243, 241, 252]);

interface Pending {
  readonly segment: SealedSegment;
  attempts: number;
  readonly done: Promise<void>;
  finish(): void;
}

/**
 * Puts sealed segments into their tables, one after the other, and deletes them. A segment that the
 * store refuses three times moves to `dead/`, where it stays until a person looks at it.
 */
export class SegmentInserter {
  pendingBytes = 0;
  deadCount = 0;
  available = true;
  private readonly folder: string;
  private readonly files: FileLayer;
  private readonly insert: InsertSegment;
  private readonly log: (event: StoreEvent) => void;
  private queue: Pending[] = [];
  private working: Promise<void> | undefined;
  private stopped = false;
  private stopWaiting: () => void = () => {};

  constructor(parts: {
    readonly folder: string;
    readonly files: FileLayer;
    readonly insert: InsertSegment;
    readonly log: (event: StoreEvent) => void;
  }) {
    this.folder = parts.folder;
    this.files = parts.files;
    this.insert = parts.insert;
    this.log = parts.log;
  }

  get pendingCount(): number {
    return this.queue.length;
  }

  oldestReceivedAt(): number {
    return Math.min(Infinity, ...this.queue.map((pending) => pending.segment.firstReceivedAt));
  }

  add(segment: SealedSegment): void {
    let finish = () => {};
    const done = new Promise<void>((resolve) => (finish = resolve));
    this.queue.push({ segment, attempts: 0, done, finish });
    this.pendingBytes += segment.bytes;
    this.working ??= this.work().finally(() => {
      this.working = undefined;
    });
  }

  /** Resolves when all that waits now is inserted or dead, whatever comes meanwhile. */
  async insertedSoFar(): Promise<void> {
    await Promise.all(this.queue.map((pending) => pending.done));
  }

  /** Resolves when the queue is empty: everything is inserted, or dead. */
  async drained(): Promise<void> {
    while (this.working) await this.working;
  }

  /** Gives up waiting between attempts; what is left lies in the folder for the next start. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.stopWaiting();
    await this.drained();
  }

  async discard(id: string): Promise<void> {
    // The data first: a sidecar alone is known to be rubbish, data alone would look like a lost sidecar.
    await this.files.remove(join(this.folder, `${id}.native`));
    await this.files.remove(join(this.folder, `${id}.crc`));
  }

  async countDead(): Promise<void> {
    const names = await this.files.list(join(this.folder, "dead"));
    this.deadCount = names.filter((name) => name.endsWith(".native")).length;
  }

  private async work(): Promise<void> {
    for (let next = this.queue[0]; next && !this.stopped; next = this.queue[0]) {
      if (await this.attempt(next)) {
        this.queue.shift();
        this.pendingBytes -= next.segment.bytes;
        next.finish();
        continue;
      }
      // Others may pass while this one waits.
      this.queue.push(...this.queue.splice(0, 1));
      await this.pause();
    }
  }

  /** True when the segment is done with, by insertion or by death. */
  private async attempt(pending: Pending): Promise<boolean> {
    const { segment } = pending;
    try {
      await this.insert(segment);
      this.available = true;
      await this.discard(segment.id);
      return true;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.log({ type: "insert-failed", table: segment.table, reason });
      this.available = false;
      if (passingCodes.has(causeCode(error))) return false;
      if (++pending.attempts < attemptCountMax) return false;
      return this.bury(segment, reason);
    }
  }

  /** False when it cannot even be moved: then it is tried again. */
  private async bury(segment: SealedSegment, reason: string): Promise<boolean> {
    try {
      for (const ending of ["native", "crc"]) {
        const name = `${segment.id}.${ending}`;
        await this.files.move(join(this.folder, name), join(this.folder, "dead", name));
      }
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      this.log({ type: "write-failed", reason: problem });
      return false;
    }
    this.deadCount++;
    this.available = true;
    this.log({ type: "segment-dead", segment: segment.id, reason });
    return true;
  }

  private async pause(): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, retryDelayMs);
      this.stopWaiting = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function causeCode(error: unknown): number {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return clickhouseCode(cause);
}
