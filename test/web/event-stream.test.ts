import * as fc from "fast-check";
import { expect, it } from "vitest";
import { eventCutter } from "../../src/web/data/event-stream.ts";

const text =
  ': open\n\nid: 7\nevent: tick\ndata: {"now":1}\n\nevent: incident\ndata: a\ndata: b\r\n\r\ndata:x\n\nevent: empty\n\n';
const wanted = [
  { id: "7", event: "tick", data: '{"now":1}' },
  { id: "7", event: "incident", data: "a\nb" },
  { id: "7", event: "message", data: "x" },
];

it("cuts events, joins data lines, keeps the last id and skips comments and events without data", () => {
  expect(eventCutter()(text)).toEqual(wanted);
});

it("gives the same events however the text arrives", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: text.length })), (cuts) => {
      const cut = eventCutter();
      const ends = [...cuts, text.length].sort((a, b) => a - b);
      let start = 0;
      const events = ends.flatMap((end) => {
        const piece = text.slice(start, end);
        start = end;
        return cut(piece);
      });
      expect(events).toEqual(wanted);
    }),
  );
});
