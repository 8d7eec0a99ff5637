import type { IncomingMessage, ServerResponse } from "node:http";
import type { LiveEvent } from "../api/contract.ts";
import { AcesoError } from "../model/errors.ts";
import type { LiveEvents, NumberedEvent } from "./live-events.ts";

/** A reader that lets more than this wait for it is dropped; it comes back with Last-Event-ID. */
const waitingBytesMax = 262_144;
const heartbeatMs = 15_000;
const readersMax = 200;

/** Open event streams of one server. */
export interface EventStreams {
  /**
   * Answers with server-sent events until the reader goes.
   *
   * @throws AcesoError "overloaded" when too many readers are there
   */
  open(request: IncomingMessage, response: ServerResponse, project: string): void;
  /** Ends all streams. */
  close(): void;
}

/** Makes the streams over one exchange of live events. */
export function createEventStreams(live: LiveEvents): EventStreams {
  const open = new Set<ServerResponse>();
  return {
    open(request, response, project) {
      if (open.size >= readersMax) {
        throw new AcesoError("overloaded", { bytes: 0 }, { retryAfterSeconds: 10 });
      }
      response.writeHead(200, {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-store",
        "x-accel-buffering": "no",
      });
      response.write("retry: 2000\n\n");
      open.add(response);
      const write = (text: string) => {
        response.write(text);
        if (response.writableLength > waitingBytesMax) response.destroy();
      };
      const lastId = request.headers["last-event-id"];
      if (typeof lastId === "string") {
        for (const event of live.since(project, lastId)) write(frameOf(event));
      }
      const unsubscribe = live.subscribe(project, (event) => write(frameOf(event)));
      const heartbeat = setInterval(() => write(": still here\n\n"), heartbeatMs);
      response.once("close", () => {
        clearInterval(heartbeat);
        unsubscribe();
        open.delete(response);
      });
    },
    close() {
      for (const response of open) response.end();
    },
  };
}

function frameOf({ id, event }: NumberedEvent): string {
  return `id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(dataOf(event))}\n\n`;
}

function dataOf(event: LiveEvent): unknown {
  switch (event.type) {
    case "incident":
      return event.head;
    case "tick":
      return { now: event.now, evaluated: event.evaluated, firing: event.firing };
    case "signal":
      return { kind: event.kind, count: event.count };
    default:
      return event satisfies never;
  }
}
