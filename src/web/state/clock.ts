import { useSyncExternalStore } from "react";

// "Now" is the server's clock: a reader whose clock is wrong must still see the newest data.
let offsetMs = 0;
let shown = 0;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Tells the clock what time the server said it is. */
export function setServerTime(serverNow: number): void {
  const next = serverNow - Date.now();
  // Answers travel for some milliseconds; only a real difference moves the clock.
  if (Math.abs(next - offsetMs) > 1500) offsetMs = next;
  advance();
}

/** The server's time now, in UTC milliseconds. */
export function serverNow(): number {
  return Date.now() + offsetMs;
}

/** The server's time in whole seconds, as UTC milliseconds; the component draws again each second. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => shown || advance());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(advance, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0 && timer !== undefined) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

function advance(): number {
  const next = Math.floor(serverNow() / 1000) * 1000;
  if (next !== shown) {
    shown = next;
    for (const listener of listeners) listener();
  }
  return shown;
}
