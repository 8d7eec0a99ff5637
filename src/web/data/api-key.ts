const storageName = "aceso.key";
const listeners = new Set<() => void>();
let refused = false;

/** The reader's key, kept for this tab only; undefined when none was given. */
export function readApiKey(): string | undefined {
  try {
    return sessionStorage.getItem(storageName) ?? undefined;
  } catch {
    return undefined; // Storage may be switched off; the server then answers 401 and the key is asked again.
  }
}

/** Keeps a key and lets the pages ask again. */
export function keepApiKey(key: string): void {
  try {
    sessionStorage.setItem(storageName, key);
  } catch {
    // Without storage there is no way to keep a key; the next answer says so.
  }
  setRefused(false);
}

/** Says that the server wants a key, or another one. */
export function askForKey(): void {
  setRefused(true);
}

/** For useSyncExternalStore: whether the login page must be shown. */
export const keyRefusal = {
  get: (): boolean => refused,
  subscribe(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

function setRefused(value: boolean): void {
  refused = value;
  for (const listener of listeners) listener();
}
