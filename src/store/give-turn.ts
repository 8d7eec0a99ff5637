/** Resolves when whatever else waits for the event loop has had its turn. */
export function giveTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
