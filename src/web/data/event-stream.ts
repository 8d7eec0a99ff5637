/** One server-sent event. */
export interface StreamedEvent {
  readonly id: string;
  readonly event: string;
  readonly data: string;
}

/**
 * Cuts a stream of server-sent events into events; text may arrive in pieces of any size. Comments and fields
 * that are not known are skipped, as the standard (HTML, section 9.2.6) says. EventSource cannot send a key in a
 * header, so the stream is read by fetch and cut here.
 */
export function eventCutter(): (text: string) => readonly StreamedEvent[] {
  let rest = "";
  let id = "";
  let event = "";
  let data: string[] = [];

  return (text) => {
    const events: StreamedEvent[] = [];
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const rawLine of lines) {
      const line = rawLine.endsWith("\r") ? rawLine.slice(0, -1) : rawLine;
      if (line === "") {
        if (data.length > 0) {
          events.push({ id, event: event === "" ? "message" : event, data: data.join("\n") });
        }
        event = "";
        data = [];
        continue;
      }
      const colon = line.indexOf(":");
      const field = colon < 0 ? line : line.slice(0, colon);
      const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
      if (field === "id") id = value;
      else if (field === "event") event = value;
      else if (field === "data") data.push(value);
    }
    return events;
  };
}
