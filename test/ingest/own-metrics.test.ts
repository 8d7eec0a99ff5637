import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseHost } from "../../src/ingest/host-metrics.ts";
import { readHostFiles, startHostMetrics } from "../../src/ingest/host.ts";
import { predictions } from "../../src/ingest/predictions.ts";
import { parseExposition } from "../../src/ingest/prometheus-text.ts";
import {
  createSelfMetrics,
  startSelfMetrics,
  watchIntake,
  watchProcess,
} from "../../src/ingest/self.ts";
import { makeIntake, now, send } from "./harness.ts";

// Shortened texts of a Debian 12 machine; sizes and counters as node_exporter 1.5 shows them there.
const files = {
  stat: "cpu  100 0 50 800 0 0 0 0\ncpu0 100 2 50 800 7 0 3 1 0 0\nbtime 1789000000\nprocs_running 2\n",
  meminfo: "MemTotal:        8000000 kB\nMemAvailable:    6000000 kB\nHugePages_Total: 0\n",
  loadavg: "0.52 0.41 0.30 1/234 5678\n",
  diskstats:
    "   8       0 sda 10 0 16 20 30 0 32 40 0 500 600\n   8 1 sda1 1 1 1 1 1 1 1 1 1 1 1\n   7 0 loop0 1 0 0 0 0 0 0 0 0 0 0\n",
  netdev:
    "Inter-|   Receive\n face |bytes\n    lo: 1 1 0 0 0 0 0 0 1 1 0 0 0 0 0 0\n  eth0: 1000 10 1 2 0 0 0 0 2000 20 3 4 0 0 0 0\n",
  pressure: {
    cpu: "some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n",
    memory: "",
    io: "",
  },
  filesystems: [
    {
      device: "/dev/sda1",
      mountpoint: "/",
      type: "ext4",
      sizeBytes: 1e9,
      availableBytes: 4e8,
      filesFree: 12,
    },
  ],
};

describe("metrics of the machine", () => {
  it("have the names, labels and units of node_exporter", () => {
    const values = Object.fromEntries(
      parseHost(files).map(({ metric, labels, value }) => [metric + JSON.stringify(labels), value]),
    );
    expect(values).toMatchObject({
      'node_cpu_seconds_total{"cpu":"0","mode":"user"}': 1,
      'node_cpu_seconds_total{"cpu":"0","mode":"idle"}': 8,
      "node_boot_time_seconds{}": 1789000000,
      "node_memory_MemTotal_bytes{}": 8_192_000_000,
      "node_memory_MemAvailable_bytes{}": 6_144_000_000,
      "node_load1{}": 0.52,
      'node_disk_read_bytes_total{"device":"sda"}': 8_192,
      'node_disk_io_time_seconds_total{"device":"sda"}': 0.5,
      'node_network_receive_bytes_total{"device":"eth0"}': 1_000,
      'node_network_transmit_errs_total{"device":"eth0"}': 3,
      "node_pressure_cpu_waiting_seconds_total{}": 1.5,
      'node_filesystem_avail_bytes{"device":"/dev/sda1","mountpoint":"/","fstype":"ext4"}': 4e8,
    });
    expect(Object.keys(values).filter((name) => /sda1"}|loop0|"lo"/.test(name))).toEqual([]);
  });

  it("a system without /proc gives nothing and fails nothing", () => {
    const empty = { cpu: "", memory: "", io: "" };
    const none = { stat: "", meminfo: "", loadavg: "", diskstats: "", netdev: "" };
    expect(parseHost({ ...none, pressure: empty, filesystems: [] })).toEqual([]);
  });

  it("are written with instance and job, and a store that is away costs one look", async () => {
    const { intake, batches, fail } = makeIntake();
    let tick: () => void = () => undefined;
    let looked: () => void = () => undefined;
    const look = () => new Promise<void>((resolve) => (looked = resolve));
    const read = async () => {
      // The write follows within the same turns of the event loop.
      setImmediate(() => looked());
      return files;
    };
    fail(new Error("away"));
    let done = look();
    startHostMetrics({
      intake,
      project: "default",
      hostname: "h1",
      now: () => now,
      every: (_, callback) => {
        tick = callback;
        return () => undefined;
      },
      read,
    });
    await done;
    fail(undefined);
    done = look();
    tick();
    await done;
    expect(batches).toHaveLength(1);
    const row = batches[0]?.series?.find(({ metric }) => metric === "node_load1");
    expect(row).toMatchObject({ labels: { instance: "h1", job: "host" }, kind: "gauge" });
  });

  it.runIf(existsSync("/proc/stat"))("this machine's own files are read", async () => {
    const metrics = new Set(parseHost(await readHostFiles()).map(({ metric }) => metric));
    for (const metric of ["node_cpu_seconds_total", "node_memory_MemTotal_bytes", "node_load1"]) {
      expect(metrics).toContain(metric);
    }
  });
});

describe("metrics of ourselves", () => {
  async function filled() {
    const { intake, batches } = makeIntake();
    const metrics = createSelfMetrics();
    watchProcess(metrics, process, () => now);
    watchIntake(metrics, intake);
    metrics.counter("aceso_ticks_total", 'Ticks of the "loop".').add(2, { result: 'o"k\n' });
    await send(intake, predictions, '[{"model":"m","output":1},{}]');
    return { intake, batches, metrics };
  }

  it("render as a page our own parser reads, with counts of what came and what was refused", async () => {
    const { metrics } = await filled();
    const { samples, families } = parseExposition(metrics.render(), false);
    const valueOf = (metric: string, labels: Record<string, string> = {}) =>
      samples.find(
        (sample) =>
          sample.metric === metric && JSON.stringify(sample.labels) === JSON.stringify(labels),
      )?.value;
    expect(valueOf("aceso_signals_accepted_total", { kind: "predictions" })).toBe(1);
    expect(
      valueOf("aceso_refusals_total", { route: "/api/v1/predictions", code: "missing-field" }),
    ).toBe(1);
    expect(valueOf("aceso_ticks_total", { result: 'o"k\n' })).toBe(2);
    expect(valueOf("process_resident_memory_bytes")).toBeGreaterThan(1e6);
    expect(families.get("process_cpu_seconds_total")?.kind).toBe("counter");
  });

  it.runIf(existsSync("/usr/bin/promtool"))("promtool finds no fault with the page", async () => {
    const { metrics } = await filled();
    const run = spawnSync("promtool", ["check", "metrics"], { input: metrics.render() });
    expect(`${run.stdout}${run.stderr}`).toBe("");
    expect(run.status).toBe(0);
  });

  it("are written to the store like all others", async () => {
    const { intake, batches, metrics } = await filled();
    let tick: () => void = () => undefined;
    startSelfMetrics({
      metrics,
      intake,
      project: "default",
      instance: "h1",
      now: () => now,
      every: (_, callback) => {
        tick = callback;
        return () => undefined;
      },
    });
    tick();
    await new Promise((resolve) => setImmediate(resolve));
    const row = batches.at(-1)?.series?.find(({ metric }) => metric === "aceso_ticks_total");
    expect(row).toMatchObject({ labels: { job: "aceso", instance: "h1" }, kind: "counter" });
  });
});
