/**
 * Calls back every so many milliseconds until the result is called. Does not keep the process alive.
 * The clock of scraper, host and self metrics outside of tests.
 */
export function every(intervalMs: number, callback: () => void): () => void {
  const timer = setInterval(callback, intervalMs);
  timer.unref();
  return () => clearInterval(timer);
}
