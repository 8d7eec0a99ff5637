import type { Random } from "../stats/random.ts";
import { modelState, serviceState, type Conditions } from "./conditions.ts";
import { converse, type LabCall } from "./language-call.ts";
import { serviceNamed, type LabModel, type LabService, type LabSystem } from "./lab-system.ts";

/** One span of a request's way through the system. Times in ms. */
export interface LabSpan {
  readonly service: string;
  readonly kind: "server" | "client" | "internal";
  /** Whom a client span calls; empty otherwise. */
  readonly peer: string;
  readonly id: string;
  readonly parent: string;
  readonly start: number;
  readonly end: number;
  readonly failed: boolean;
  /** The model that this span of its service answers for; empty for all others. */
  readonly model: string;
  /** What only spans of a language model's call carry. */
  readonly call: LabCall | null;
  /** The tool whose execution it is; empty for all others. */
  readonly tool: string;
  /** What it says of its failure beside that it failed; empty for nothing. */
  readonly message: string;
  /** How well what a span of a retrieval brought fits, 0 to 1; null for all others. */
  readonly fit: number | null;
}

export interface LabJourney {
  readonly trace: string;
  readonly spans: readonly LabSpan[];
  readonly failed: boolean;
  /** Fit of the retrieved passages, 0 to 1; null for models that retrieve nothing. */
  readonly retrieval: number | null;
}

/** Longest time of one service's own work, ms: callers give up. */
const ownMsMax = 5_000;
/** Share of a callee's failures that its caller passes on. */
const passedOn = 0.85;
/** Network time between two services, ms. */
const networkMs = 0.4;

/** Sends one request for a model through the system. */
export function travel(
  system: LabSystem,
  given: { readonly model: LabModel; readonly conditions: Conditions; readonly time: number },
  random: Random,
): LabJourney {
  const { model, conditions, time } = given;
  const spans: LabSpan[] = [];
  const retrieval = fitOf(model, conditions, random);
  const visit = (name: string, start: number, parent: string): { end: number; failed: boolean } => {
    const service = serviceNamed(system, name);
    const state = serviceState(conditions, name);
    const id = hex(random, 16);
    let at = start;
    let failed = random.uniform() < state.errorShare;
    const callees = name === system.gateway ? [model.service] : service.calls;
    for (const callee of callees) {
      const client = hex(random, 16);
      const answer = visit(callee, at + networkMs, client);
      const end = answer.end + networkMs;
      spans.push({
        ...plain,
        service: name,
        kind: "client",
        peer: callee,
        id: client,
        parent: id,
        start: at,
        end,
        failed: answer.failed,
        fit: isToldBy(model, service, callee) ? retrieval : null,
      });
      failed ||= answer.failed && (name === system.gateway || random.uniform() < passedOn);
      at = end;
    }
    const own = Math.min(ownMsMax, service.ownMs * state.slow * Math.exp(0.3 * random.normal()));
    let end = at + own;
    if (name === model.service && model.task === "generation" && !failed) {
      const talk = conversationSpans(model, { conditions, parent: id, at, own }, random);
      spans.push(...talk.spans);
      end = talk.end;
    }
    const answersFor = name === model.service ? model.name : "";
    spans.push({
      ...plain,
      model: answersFor,
      service: name,
      kind: "server",
      id,
      parent,
      start,
      end,
      failed,
    });
    return { end, failed };
  };
  const { failed } = visit(system.gateway, time, "");
  return { trace: hex(random, 32), spans, failed, retrieval };
}

/** Fit of the passages that are retrieved for a request, 0 to 1; null for models that retrieve nothing. */
function fitOf(model: LabModel, conditions: Conditions, random: Random): number | null {
  if (model.task !== "generation") return null;
  const { retrievalLoss } = modelState(conditions, model.name);
  return Math.max(0, Math.min(1, 0.8 * (1 - retrievalLoss) + 0.07 * random.normal()));
}

/** Whether this call of a service is the retrieval whose span tells its fit. */
function isToldBy(model: LabModel, { name, calls }: LabService, callee: string): boolean {
  return model.fitIsToldOn === "span" && name === model.service && callee === calls[0];
}

const plain = { peer: "", model: "", call: null, tool: "", message: "", fit: null } as const;

/** The spans of a language model's work for one request: its tools and its calls in turn, from `at` on. */
function conversationSpans(
  model: LabModel,
  given: {
    readonly conditions: Conditions;
    readonly parent: string;
    readonly at: number;
    readonly own: number;
  },
  random: Random,
): { readonly spans: readonly LabSpan[]; readonly end: number } {
  const { conditions, parent, at, own } = given;
  const { tools, calls } = converse(model, { conditions, own }, random);
  const spans: LabSpan[] = [];
  let time = at;
  const add = (ms: number, told: Partial<LabSpan>) => {
    spans.push({
      ...plain,
      service: model.service,
      kind: "client",
      id: hex(random, 16),
      parent,
      start: time,
      end: time + ms,
      failed: false,
      ...told,
    });
    time += ms;
  };
  for (const { name, error, ms } of tools) {
    add(ms, { kind: "internal", tool: name, failed: error !== "", message: error });
  }
  for (const { ms, ...call } of calls) add(ms, { call });
  return { spans, end: time };
}

const hexBytes = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Random lower-case hex digits. */
export function hex(random: Random, digits: number): string {
  let text = "";
  while (text.length < digits) {
    const word = random.integer(0x1_0000_0000);
    for (let shift = 24; shift >= 0; shift -= 8) text += hexBytes[(word >>> shift) & 0xff];
  }
  return text.slice(0, digits);
}
