import type { CauseKind, ComponentEdge, ComponentRef } from "./component.ts";
import type { Message } from "./message.ts";
import type { TimeMs, Window } from "./time.ts";

/** One finding of one probe. */
export interface Evidence {
  /** Unique within the diagnosis; sentences link to it. */
  readonly id: string;
  readonly probe: string;
  readonly statement: Message;
  /** How much it speaks for (positive) or against (negative) its cause: a log-likelihood ratio in nats. */
  readonly weight: number;
  /** Where a person can see it: a window and, where there is one, a chart expression or a page. */
  readonly window: Window;
  readonly chart: { readonly measure?: string; readonly expression?: string } | null;
}

/** A possible cause of an incident. */
export interface Cause {
  /** Stable: kind, component and version. */
  readonly id: string;
  readonly kind: CauseKind;
  readonly component: ComponentRef;
  /** The model, prompt or service version at fault; empty where versions do not matter. */
  readonly version: string;
  /** The feature, metric or peer at fault; empty where none. */
  readonly detail: string;
  readonly statement: Message;
  /** Share of belief, 0 to 1; all causes of a diagnosis and `somethingElse` add to 1. */
  readonly confidence: number;
  readonly evidenceFor: readonly Evidence[];
  readonly evidenceAgainst: readonly Evidence[];
}

export interface Diagnosis {
  /** Likeliest first. Empty, or headed by kind "unknown", when nothing passed the bar. */
  readonly causes: readonly Cause[];
  readonly somethingElse: number;
  /** What was looked at and did not speak for any cause. */
  readonly ruledOut: readonly Message[];
  readonly map: {
    readonly components: readonly (ComponentRef & {
      readonly state: "cause" | "failing" | "affected" | "ok" | "unknown";
    })[];
    readonly edges: readonly ComponentEdge[];
  };
  readonly headline: Message;
  /** Past incidents that looked alike, the most alike first; left out where none is known. */
  readonly similar?: readonly {
    readonly incident: string;
    readonly code: string;
    readonly openedAt: TimeMs;
    /** Share of common signs, (0, 1]. */
    readonly likeness: number;
    readonly cause: Message | null;
    /** The repair step that verification found to have helped. */
    readonly fixedBy: Message | null;
  }[];
}
