import { useSyncExternalStore } from "react";
import { askForKey, readApiKey } from "./api-key.ts";
import { eventCutter } from "./event-stream.ts";

/** What the badge says about the connection. */
export type LiveState = "live" | "paused" | "held" | "reconnecting" | "stale";

/** What the badge shows: the state and how many updates wait to be shown. */
export interface LiveView {
  readonly state: LiveState;
  readonly waiting: number;
}

/** The live connection of one page. */
export interface LiveFeed {
  /** Connects; `onUpdate` is told which kinds of thing changed. Returns the way to stop. */
  start(onUpdate: (kinds: ReadonlySet<string>) => void): () => void;
  /** Holds updates back until called again with false, or lets them through. */
  pause(paused: boolean): void;
  view(): LiveView;
  subscribe(listener: () => void): () => void;
}

/** Without any byte for so long (the server sends a comment every 15 s) the page counts as stale. */
const staleAfterMs = 40_000;
/** A pointer that rests so long was put down, not aimed: nothing waits for it any more. */
const restMs = 8_000;
const retryMs = [1000, 2000, 4000, 8000, 15_000] as const;

/**
 * Opens GET /api/v1/events and keeps it open. Browsers allow six connections per origin on HTTP/1.1, so a hidden
 * tab holds none and catches up when it is shown again. While the pointer rests on something that would move
 * (an element with `data-hold`) updates wait, and are let through when it leaves.
 */
export function createLiveFeed(): LiveFeed {
  const listeners = new Set<() => void>();
  const waiting = new Set<string>();
  let waitingCount = 0;
  let paused = false;
  let held = false;
  let connection: "open" | "lost" | "stale" = "open";
  let shown: LiveView = { state: "live", waiting: 0 };
  let onUpdate: (kinds: ReadonlySet<string>) => void = () => {};

  const show = (): void => {
    const state: LiveState =
      connection === "lost"
        ? "reconnecting"
        : connection === "stale"
          ? "stale"
          : paused
            ? "paused"
            : held && waitingCount > 0
              ? "held"
              : "live";
    if (state === shown.state && waitingCount === shown.waiting) return;
    shown = { state, waiting: waitingCount };
    for (const listener of listeners) listener();
  };
  const release = (): void => {
    if (waiting.size === 0) return;
    const kinds = new Set(waiting);
    waiting.clear();
    waitingCount = 0;
    onUpdate(kinds);
  };
  const receive = (kind: string): void => {
    waiting.add(kind);
    if (kind !== "signal") waitingCount++;
    if (!paused && !held) release();
    show();
  };

  return {
    start(update) {
      onUpdate = update;
      const stopWatching = watchPointer((value) => {
        if (value === held) return;
        held = value;
        if (!held && !paused) release();
        show();
      });
      const stopStream = keepStreamOpen(receive, (next) => {
        connection = next;
        show();
      });
      return () => {
        stopStream();
        stopWatching();
        onUpdate = () => {};
      };
    },
    pause(value) {
      paused = value;
      if (!paused && !held) release();
      show();
    },
    view: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The one feed of this page. */
export const liveFeed = createLiveFeed();

/** The state of the live connection; the component draws again when it changes. */
export function useLive(): LiveView {
  return useSyncExternalStore(liveFeed.subscribe, liveFeed.view);
}

function watchPointer(onHold: (held: boolean) => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (event: PointerEvent): void => {
    if (event.pointerType !== "mouse") return;
    const held = event.target instanceof Element && event.target.closest("[data-hold]") !== null;
    clearTimeout(timer);
    if (held) timer = setTimeout(() => onHold(false), restMs);
    onHold(held);
  };
  const leave = (): void => {
    clearTimeout(timer);
    onHold(false);
  };
  document.addEventListener("pointermove", look, { passive: true });
  document.addEventListener("pointerover", look);
  document.documentElement.addEventListener("pointerleave", leave);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("pointermove", look);
    document.removeEventListener("pointerover", look);
    document.documentElement.removeEventListener("pointerleave", leave);
  };
}

function keepStreamOpen(
  receive: (kind: string) => void,
  report: (connection: "open" | "lost" | "stale") => void,
): () => void {
  let stopped = false;
  let failures = 0;
  let wasLost = false;
  let lastId = "";
  let abort: AbortController | null = null;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let staleTimer: ReturnType<typeof setTimeout> | undefined;

  const heard = (): void => {
    // What was missed cannot always be resumed (a restarted server counts anew): everything is asked again.
    if (wasLost) receive("reconnected");
    wasLost = false;
    clearTimeout(staleTimer);
    staleTimer = setTimeout(() => report("stale"), staleAfterMs);
    report("open");
  };
  const connect = async (): Promise<void> => {
    const current = new AbortController();
    abort = current;
    try {
      await readEvents(current.signal, lastId, heard, (event, id) => {
        failures = 0;
        if (id !== "") lastId = id;
        receive(event);
      });
    } catch {
      // Whatever broke the connection, the answer is the same: say so and try again.
    }
    if (stopped || current.signal.aborted) return;
    wasLost = true;
    clearTimeout(staleTimer);
    report("lost");
    const delay = retryMs[Math.min(failures, retryMs.length - 1)] ?? 15_000;
    failures++;
    retryTimer = setTimeout(() => void connect(), delay);
  };
  const disconnect = (): void => {
    clearTimeout(retryTimer);
    clearTimeout(staleTimer);
    abort?.abort();
    abort = null;
  };
  const onVisibility = (): void => {
    if (document.hidden) return disconnect();
    if (abort !== null) return;
    receive("reconnected");
    void connect();
  };

  document.addEventListener("visibilitychange", onVisibility);
  if (!document.hidden) void connect();
  return () => {
    stopped = true;
    document.removeEventListener("visibilitychange", onVisibility);
    disconnect();
  };
}

async function readEvents(
  signal: AbortSignal,
  lastId: string,
  heard: () => void,
  onEvent: (event: string, id: string) => void,
): Promise<void> {
  const key = readApiKey();
  const headers: Record<string, string> = { Accept: "text/event-stream" };
  if (key !== undefined) headers["Authorization"] = `Bearer ${key}`;
  if (lastId !== "") headers["Last-Event-ID"] = lastId;
  const response = await fetch("/api/v1/events", { headers, signal });
  if (response.status === 401) askForKey();
  if (!response.ok || response.body === null) throw new Error(`events: ${response.status}`);

  const cut = eventCutter();
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  heard();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    heard();
    for (const { event, id } of cut(decoder.decode(value, { stream: true }))) onEvent(event, id);
  }
}
