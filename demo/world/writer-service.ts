import type { Incoming, Journey, Order, Reply, Service } from "./journey.ts";
import type { Random } from "./random.ts";
import { seeded, skewed } from "./random.ts";
import { switchOn, switchVersion } from "./repair-contract.ts";
import { callPeer, serveRequest } from "./request.ts";
import type { Telemetry } from "./telemetry.ts";
import { prompts, writeAnswer } from "./writer-model.ts";
import type { Athlete, TextModel } from "./writer-model.ts";

/** The part of OpenAI's chat request that the writer reads. */
export interface ChatRequest {
  readonly model: string;
  readonly stream: boolean;
  readonly user: string;
  readonly response_format: { readonly type: "json_object" };
  readonly messages: readonly { readonly role: "user"; readonly content: string }[];
  readonly metadata: { readonly id: string };
}

/** The text generator behind an OpenAI-compatible endpoint: retrieve facts, fill the prompt, stream. */
export function createWriter(options: {
  model: TextModel;
  promptVersion: string;
  telemetry: Telemetry;
  random: Random;
}): Service {
  const { model, telemetry, random } = options;
  const available = Object.keys(prompts);
  let promptVersion = options.promptVersion;
  let usesReplica = false;
  let running = 0;

  const handle = (incoming: Incoming, journey: Journey): Promise<Reply> =>
    serveRequest(telemetry, incoming, journey, async (scope) => {
      // The body comes from our own load clients.
      const request = incoming.body as ChatRequest;
      const chat = telemetry.newTrace(scope.trace);
      const startMs = journey.now();
      const version = promptVersion;
      vllm(telemetry, "num_requests_running", ++running);
      const found = await callPeer(telemetry, journey, {
        peer: usesReplica ? "retriever-replica" : "retriever",
        path: "/search",
        body: { query: request.messages[0]?.content ?? "" },
        parent: chat,
      });
      // Answered by our own retriever; an empty list when it failed.
      const facts = found.status === 200 ? (found.body as { facts: string[] }).facts : [];
      const prompt = fill(prompts[version]!, facts);
      const pieces = writeAnswer(model, prompt, facts, seeded(...letters(request.metadata.id)));
      let firstMs = 0;
      for (const piece of pieces) {
        await journey.wait(skewed(random, firstMs === 0 ? 30 : 6, 0.2));
        if (firstMs === 0) firstMs = journey.now();
        journey.send(piece);
      }
      const text = pieces.join("");
      const usage = { input: tokenCount(prompt), output: pieces.length };
      report({ telemetry, journey, running: --running, startMs, firstMs, usage });
      telemetry.span({
        trace: chat,
        parentId: scope.trace.spanId,
        name: "chat writer",
        kind: "internal",
        startMs,
        endMs: journey.now(),
        attributes: {
          "gen_ai.operation.name": "chat",
          "gen_ai.provider.name": "demo",
          "gen_ai.request.model": "writer",
          "gen_ai.response.model": "writer",
          "gen_ai.request.stream": true,
          "gen_ai.output.type": "json",
          "gen_ai.usage.input_tokens": usage.input,
          "gen_ai.usage.output_tokens": usage.output,
          "gen_ai.response.time_to_first_chunk": (firstMs - startMs) / 1000,
          "gen_ai.response.finish_reasons": ["stop"],
          "gen_ai.prompt.name": "athlete-note",
          "aceso.prompt.version": version,
          "user.id": request.user,
        },
        error: "",
      });
      telemetry.prediction(journey.now(), {
        id: request.metadata.id,
        model: "writer",
        version,
        time: Math.floor(startMs),
        features: { prompt_tokens: usage.input, facts: facts.length },
        output: text,
        tags: { format: "json" },
        traceId: scope.trace.traceId,
      });
      return { status: 200, body: { text, usage } };
    });

  return {
    name: "writer",
    handle,
    repair(method, path, body) {
      if (path === "/repair/prompt") {
        return switchVersion(method, body, { current: promptVersion, available }, (wanted) => {
          promptVersion = wanted;
        });
      }
      if (path !== "/repair/fail-over") return undefined;
      return switchOn(method, body, { operation: "fail-over", on: usesReplica }, (on) => {
        usesReplica = on;
      });
    },
    control(order: Order) {
      if (order.kind === "prompt-version") promptVersion = order.version;
      if (order.kind === "fail-over") usesReplica = order.on;
      if (order.kind === "service-version") telemetry.serviceVersion = order.version;
    },
  };
}

/** Finds the facts about the athlete a question names. The same code runs as primary and as replica. */
export function createRetriever(options: {
  name: "retriever" | "retriever-replica";
  athletes: readonly Athlete[];
  telemetry: Telemetry;
  random: Random;
}): Service {
  const { name, athletes, telemetry, random } = options;
  let extraMs = 0;

  const handle = (incoming: Incoming, journey: Journey): Promise<Reply> =>
    serveRequest(telemetry, incoming, journey, async () => {
      // The body comes from the writer.
      const { query } = incoming.body as { query: string };
      await journey.wait(
        skewed(random, 35, 0.25) + (extraMs > 0 ? skewed(random, extraMs, 0.1) : 0),
      );
      const athlete = athletes.find((candidate) => query.includes(candidate.name));
      if (athlete === undefined) return { status: 200, body: { facts: [] } };
      const medals = `${athlete.gold} gold, ${athlete.silver} silver, ${athlete.bronze} bronze`;
      const facts = [`${athlete.name} in ${athlete.sport}`, athlete.info, athlete.sport, medals];
      return { status: 200, body: { facts } };
    });

  return {
    name,
    handle,
    repair: () => undefined,
    control(order: Order) {
      if (order.kind === "slow") extraMs = order.extraMs;
      if (order.kind === "service-version") telemetry.serviceVersion = order.version;
    },
  };
}

function fill(prompt: string, facts: readonly string[]): string {
  return prompt
    .replaceAll("{name}", (facts[0] ?? "an athlete").split(" in ")[0]!)
    .replaceAll("{sport}", facts[2] ?? "sports")
    .replaceAll("{medals}", facts[3] ?? "no medals known");
}

function tokenCount(text: string): number {
  return text.split(/\s+/).length;
}

function letters(text: string): number[] {
  return Array.from(text, (letter) => letter.charCodeAt(0));
}

/** What a vLLM server says about a finished request, under vLLM's names. */
function report(done: {
  telemetry: Telemetry;
  journey: Journey;
  running: number;
  startMs: number;
  firstMs: number;
  usage: { input: number; output: number };
}): void {
  const { telemetry, journey, startMs, firstMs, usage } = done;
  const labels = { model_name: "writer" };
  const { metrics } = telemetry;
  vllm(telemetry, "num_requests_running", done.running);
  vllm(telemetry, "num_requests_waiting", 0);
  metrics.add("vllm:prompt_tokens_total", "Prefill tokens processed.", usage.input, labels);
  metrics.add("vllm:generation_tokens_total", "Generation tokens processed.", usage.output, labels);
  metrics.add("vllm:request_success_total", "Requests finished.", 1, {
    ...labels,
    finished_reason: "stop",
  });
  metrics.observe(
    "vllm:time_to_first_token_seconds",
    "Time to first token.",
    (firstMs - startMs) / 1000,
    labels,
  );
  metrics.observe(
    "vllm:e2e_request_latency_seconds",
    "End to end request latency.",
    (journey.now() - startMs) / 1000,
    labels,
  );
}

function vllm(telemetry: Telemetry, name: string, value: number): void {
  telemetry.metrics.set(`vllm:${name}`, "Requests of the engine.", value, { model_name: "writer" });
}
