import { writeFileSync } from "node:fs";
import { quotaPeriodMs, starvedMs } from "../world/virtual-time.ts";

/**
 * A CPU quota on a process group, kept the way the kernel keeps one: in every period the group runs
 * until its quota is used up and then stands still. Done with signals, so it needs no rights and works
 * in any container; the rest of the machine notices nothing. Accounting goes to a file like cpu.stat.
 */
export class GroupQuota {
  readonly #groupId: number;
  readonly #file: string;
  #timer: NodeJS.Timeout | null = null;
  #throttled = 0;
  #throttledMs = 0;
  #lastWrite = 0;

  constructor(groupId: number, file: string) {
    this.#groupId = groupId;
    this.#file = file;
  }

  /** Lets a group run `starvedMs` of every period from now on. */
  tighten(): void {
    if (this.#timer !== null) return;
    const period = (): void => {
      this.#signal("SIGCONT");
      this.#timer = setTimeout(() => {
        this.#signal("SIGSTOP");
        const stoppedAt = Date.now();
        this.#timer = setTimeout(() => {
          this.#throttled++;
          this.#throttledMs += Date.now() - stoppedAt;
          this.#write();
          period();
        }, quotaPeriodMs - starvedMs);
      }, starvedMs);
    };
    period();
  }

  loosen(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#signal("SIGCONT");
    this.#lastWrite = 0;
    this.#write();
  }

  #write(): void {
    const now = Date.now();
    if (now - this.#lastWrite < 1000) return;
    this.#lastWrite = now;
    const lines = [
      `nr_throttled ${this.#throttled}`,
      `throttled_usec ${Math.round(this.#throttledMs * 1000)}`,
      // What the runaway process got: it runs whenever the group may run.
      `runaway_usec ${Math.round(this.#throttled * starvedMs * 1000)}`,
    ];
    writeFileSync(this.#file, `${lines.join("\n")}\n`);
  }

  #signal(signal: NodeJS.Signals): void {
    try {
      process.kill(-this.#groupId, signal);
    } catch {
      // The group is gone: there is nothing left to throttle.
    }
  }
}
