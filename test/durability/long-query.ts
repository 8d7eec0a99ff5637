import { sampleLanes } from "../../bench/ingest-bodies.ts";

/** Milliseconds of one long query and of what was asked and sent while it ran. */
export interface LongQueryTimes {
  readonly longMs: number;
  /** Each ascending. */
  readonly queriesMs: readonly number[];
  readonly acknowledgementsMs: readonly number[];
}

/**
 * Fills an Aceso with 10,000 series, asks for a rate of all of them at 1 s steps, and meanwhile asks
 * small queries and sends predictions, one after the other.
 *
 * @param url of an Aceso that runs
 * @param rounds samples a series; 15 evaluation points each
 */
export async function timeBesideLongQuery(url: string, rounds: number): Promise<LongQueryTimes> {
  const start = Date.now() - 3_000_000;
  const end = start + rounds * 15_000;
  const headers = { "content-type": "application/x-protobuf", "content-encoding": "snappy" };
  await Promise.all(
    sampleLanes({ start, rounds }).map(async (lane) => {
      for (const body of lane) {
        const bytes = Uint8Array.from(body);
        await taken(`${url}/api/v1/write`, { method: "POST", headers, body: bytes });
      }
    }),
  );
  const selector = '{__name__=~"http_request_duration.*"}';
  const times = { start: String(start / 1000), end: String(end / 1000), step: "1" };
  const long = new URLSearchParams({
    query: `sum by (namespace) (rate(${selector}[5m]))`,
    ...times,
  });
  const small = new URLSearchParams({
    query: "sum(http_request_duration_seconds_7)",
    time: times.end,
  });
  const prediction = {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "beside", output: "a", features: { x: 1 } }),
  };
  await until(async () => {
    const answer = await (await fetch(`${url}/api/v1/query?${small}`)).text();
    return answer.includes('"value"');
  });

  const ended = new AbortController();
  const again = async (ask: () => Promise<void>) => {
    const took: number[] = [];
    while (!ended.signal.aborted) {
      const began = performance.now();
      await ask();
      took.push(performance.now() - began);
    }
    return took.toSorted((a, b) => a - b);
  };
  const beside = Promise.all([
    again(() => taken(`${url}/api/v1/query?${small}`)),
    again(() => taken(`${url}/api/v1/predictions`, prediction)),
  ]);
  const began = performance.now();
  await taken(`${url}/api/v1/query_range?${long}`);
  const longMs = performance.now() - began;
  ended.abort();
  const [queriesMs, acknowledgementsMs] = await beside;
  return { longMs, queriesMs, acknowledgementsMs };
}

async function taken(url: string, options: RequestInit = {}): Promise<void> {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${text.slice(0, 300)}`);
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100));
}
