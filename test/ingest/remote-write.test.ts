import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { remoteWrite } from "../../src/ingest/remote-write.ts";
import { SnappyDecoder } from "../../src/ingest/wire/snappy.ts";
import { AcesoError } from "../../src/model/errors.ts";
import { metricId, seriesId } from "../../src/model/series-id.ts";
import { json, makeIntake, now, send, snappyLiteral, timeSeries } from "./harness.ts";

// Bodies that Debian's Prometheus 2.42 sent, with what npm snappy and protobufjs read from them.
const fixture = (name: string) =>
  readFileSync(new URL(`../fixtures/remote-write/${name}`, import.meta.url));
const twin = (name: string) => JSON.parse(fixture(`${name}.json`).toString("utf8"));
const sentAt = twin("samples").series[0].samples[0].time as number;
const body = (...series: Buffer[]) => snappyLiteral(Buffer.concat(series));

describe("remote write", () => {
  it.each(["samples", "stale"])(
    "Prometheus' own body %s is read as protobufjs reads it",
    async (name) => {
      const { intake, batches } = makeIntake();
      const response = await send(intake, remoteWrite, fixture(`${name}.snappy`), {}, sentAt);
      expect(response).toMatchObject({ status: 204, body: new Uint8Array() });
      const { samples, series = [] } = batches[0]!;
      const rows = new Map(series.map((row) => [row.seriesId, row]));
      const read = Array.from({ length: samples!.length }, (_, index) => {
        const row = rows.get(samples!.seriesIds[index]!)!;
        expect(samples!.metricIds[index]).toBe(metricId(row.metric));
        expect(row.seriesId).toBe(seriesId(row.metric, row.labels));
        const value = samples!.values[index]!;
        return {
          labels: { __name__: row.metric, ...row.labels },
          samples: [
            { value: Number.isNaN(value) ? "NaN" : value, time: Number(samples!.times[index]) },
          ],
        };
      });
      expect(read).toEqual(twin(name).series);
    },
  );

  it("the stale marker keeps its bits", async () => {
    const { intake, batches } = makeIntake();
    await send(intake, remoteWrite, fixture("stale.snappy"), {}, sentAt);
    const { values } = batches[0]!.samples!;
    const words = new BigUint64Array(values.buffer, values.byteOffset, values.length);
    expect([...words]).toContain(0x7ff0000000000002n);
  });

  it("metadata gives kind and help, also to series that were known before", async () => {
    const { intake, batches } = makeIntake();
    const kinds = () => batches.at(-1)?.series?.map((row) => [row.metric, row.kind, row.help]);
    await send(intake, remoteWrite, fixture("samples.snappy"), {}, sentAt);
    expect(kinds()).toContainEqual(["demo_queue", "unknown", ""]);
    const response = await send(intake, remoteWrite, fixture("metadata.snappy"), {}, sentAt);
    expect(response.status).toBe(204);
    await send(intake, remoteWrite, fixture("samples.snappy"), {}, sentAt);
    expect(kinds()).toEqual([
      ["demo_requests_total", "counter", "Requests."],
      ["demo_queue", "gauge", ""],
    ]);
  });

  it("version 2.0 is refused with 415, so that its sender falls back to 1.0", async () => {
    const { intake } = makeIntake();
    const type = "application/x-protobuf;proto=io.prometheus.write.v2.Request";
    const response = await send(intake, remoteWrite, fixture("samples.snappy"), {
      "content-type": type,
    });
    expect(response.status).toBe(415);
    const plain = "application/x-protobuf; proto=prometheus.WriteRequest";
    const headers = { "content-type": plain, "content-encoding": "snappy" };
    const first = await send(intake, remoteWrite, fixture("samples.snappy"), headers, sentAt);
    expect(first.status).toBe(204);
  });

  it("series rows go once, and again after six hours", async () => {
    const { intake, batches } = makeIntake();
    const at = (time: number) =>
      send(
        intake,
        remoteWrite,
        body(timeSeries({ __name__: "m" }, [{ value: 1, time }])),
        {},
        time,
      );
    for (const hours of [0, 1, 7, 8]) await at(now + hours * 3_600_000);
    expect(batches.map((batch) => batch.series?.length)).toEqual([1, 0, 1, 0]);
  });

  it("labels between samples mean the same series", async () => {
    const { intake, batches } = makeIntake();
    const plain = timeSeries({ __name__: "m", a: "1" }, [{ value: 1, time: now }]);
    const labels = timeSeries({ __name__: "m" }, []).subarray(2);
    const late = timeSeries({ a: "1" }, [{ value: 2, time: now }]).subarray(2);
    const mixed = Buffer.concat([Buffer.from([10, late.length + labels.length]), late, labels]);
    await send(intake, remoteWrite, body(plain, mixed));
    const { samples } = batches[0]!;
    expect(samples?.length).toBe(2);
    expect(samples?.seriesIds[0]).toBe(samples?.seriesIds[1]);
  });

  it("keeps the good part of a partly bad body and answers 400 with the reason", async () => {
    const { intake, batches } = makeIntake({ labelsMax: 3 });
    const good = timeSeries({ __name__: "good" }, [{ value: 1, time: now }]);
    const wide = timeSeries({ __name__: "wide", a: "1", b: "1", c: "1", d: "1" }, [
      { value: 1, time: now },
    ]);
    const future = timeSeries({ __name__: "future" }, [{ value: 1, time: now + 3_600_000 }]);
    const nameless = timeSeries({ a: "1" }, [{ value: 1, time: now }]);
    const response = await send(intake, remoteWrite, body(good, wide, future, nameless));
    expect(response.status).toBe(400);
    expect(json(response)).toMatchObject({ accepted: 1, error: { code: "too-many-labels" } });
    expect(batches[0]?.samples?.length).toBe(1);
    expect(
      intake.refusals
        .list()
        .map(({ code }) => code)
        .sort(),
    ).toEqual(["missing-field", "time-out-of-range", "too-many-labels"]);
  });

  it("a metric beyond its series limit is refused until old series have gone quiet", async () => {
    const { intake } = makeIntake({ seriesPerMetricMax: 10 });
    const write = (id: number, time: number) =>
      send(
        intake,
        remoteWrite,
        body(timeSeries({ __name__: "m", id: String(id) }, [{ value: 1, time }])),
        {},
        time,
      );
    for (let id = 0; id < 10; id += 1) expect((await write(id, now)).status).toBe(204);
    const refused = await write(10, now + 1_000);
    expect(json(refused).error).toMatchObject({ code: "too-many-series" });
    expect((await write(3, now + 2_000)).status).toBe(204);
    expect((await write(10, now + 2 * 3_600_000)).status).toBe(204);
  });

  it("two hours of changing series stay within the total limit's memory", async () => {
    const { intake, batches } = makeIntake({ seriesMax: 5_000 });
    for (let round = 0; round < 12; round += 1) {
      const time = now + round * 4_000_000;
      const series = Array.from({ length: 3_000 }, (_, id) =>
        timeSeries({ __name__: `m${id % 7}`, id: `${round}-${id}` }, [{ value: id, time }]),
      );
      expect((await send(intake, remoteWrite, body(...series), {}, time)).status).toBe(204);
    }
    expect(intake.memoryOf("default").series.size).toBeLessThanOrEqual(5_000);
    for (const { samples, series } of batches) {
      expect(samples?.length).toBe(3_000);
      expect(new Set(samples?.seriesIds)).toEqual(new Set(series?.map((row) => row.seriesId)));
    }
  });
});

describe("snappy", () => {
  const decoder = new SnappyDecoder();

  it("reads what the reference encoder wrote", () => {
    // 400 lines of labels compressed by google/snappy through npm snappy 7.
    const text = decoder.decode(fixture("text.snappy"), 1 << 20);
    expect(Buffer.from(text)).toEqual(fixture("text.txt"));
  });

  it("a claimed length beyond the limit is refused before anything is allocated", () => {
    const claim = Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0x0f, 0]);
    expect(() => decoder.decode(claim, 1 << 20)).toThrow("more than 1048576 bytes");
    expect(() => decoder.decode(claim, 2 ** 33)).toThrow("cannot be reached");
  });

  it("any bytes give a body of the claimed length or a known error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        try {
          decoder.decode(bytes, 1 << 16);
        } catch (error) {
          expect(error).toBeInstanceOf(AcesoError);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("literals of any length survive", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_000 }), (bytes) => {
        expect([...decoder.decode(snappyLiteral(bytes), 1 << 16)]).toEqual([...bytes]);
      }),
    );
  });
});
