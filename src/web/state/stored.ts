import { useSyncExternalStore } from "react";

/** A choice kept in this browser (theme, language, zone, keys), shared by all who read it. */
export interface StoredChoice<Value extends string> {
  get(): Value;
  set(value: Value): void;
  subscribe(listener: () => void): () => void;
}

/**
 * Makes a choice of a closed list, kept in local storage under `aceso.<name>`. Where storage is refused (private
 * windows) the choice lives until the page is closed.
 */
export function storedChoice<const Value extends string>(
  name: string,
  values: readonly Value[],
  initial: () => Value,
): StoredChoice<Value> {
  const key = `aceso.${name}`;
  const listeners = new Set<() => void>();
  let current: Value | undefined;
  return {
    get() {
      current ??= values.find((value) => value === read(key)) ?? initial();
      return current;
    },
    set(value) {
      current = value;
      write(key, value);
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The value of a choice; the component draws again when it changes. */
export function useStored<Value extends string>(choice: StoredChoice<Value>): Value {
  return useSyncExternalStore(choice.subscribe, choice.get);
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // Storage may be switched off; the choice then starts from its default.
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage may be switched off; the choice lives on in memory.
  }
}
