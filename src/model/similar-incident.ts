import type { CauseKind, ComponentRef } from "./component.ts";
import type { Message } from "./message.ts";
import type { TimeMs } from "./time.ts";

/** What is remembered of an incident that is over. */
export interface PastIncident {
  readonly id: string;
  readonly code: string;
  readonly openedAt: TimeMs;
  readonly models: readonly string[];
  readonly components: readonly ComponentRef[];
  /** Monitors that fired. */
  readonly symptoms: readonly string[];
  /** The first cause of its diagnosis; null where none was named. */
  readonly cause: {
    readonly kind: CauseKind;
    readonly component: ComponentRef;
    readonly statement: Message;
  } | null;
  /** What a person said of that cause; null where nobody did. */
  readonly mark: "right" | "wrong" | null;
  /** The step that verification found to have helped; null where none did. */
  readonly fixedBy: Message | null;
}

/** A past incident that looked alike. */
export interface SimilarIncident extends PastIncident {
  /** Share of what is seen of either that is seen of both, in (0, 1]. */
  readonly likeness: number;
}
