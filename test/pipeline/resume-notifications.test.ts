import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { foldIncident } from "../../src/incident/fold.ts";
import type { IncidentEvent } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import type { Channel, ChannelWorld } from "../../src/notify/channel.ts";
import { startNotifier } from "../../src/notify/notifier.ts";
import { resumeNotifications } from "../../src/pipeline/resume-notifications.ts";
import { storedMemory } from "../../src/pipeline/stored-memory.ts";
import { openStore } from "../../src/store/open.ts";
import { logRecord } from "../store/signals.ts";

const now = Date.now();
const world: ChannelWorld = {
  call: () => Promise.reject(new Error("no network in this test")),
  secret: () => undefined,
  sign: () => "",
  now: () => now,
  wait: () => new Promise(() => {}),
  random: () => 0.5,
};
const symptom = {
  monitor: "monitor-1",
  title: say("measure.accuracy"),
  onset: now,
  value: 0.4,
  expected: 0.9,
  low: 0.8,
  high: 1,
  score: 3,
  unit: "ratio",
  class: "objective",
} as const;
const opened: IncidentEvent = {
  id: "event-1",
  incident: "incident-1",
  at: now,
  by: "aceso",
  type: "opened",
  severity: "critical",
  title: say("measure.accuracy"),
  onset: now,
  models: ["digits"],
  components: [],
  symptom,
};
const resolved: IncidentEvent = {
  id: "event-2",
  incident: "incident-1",
  at: now,
  by: "aceso",
  type: "resolved",
  reason: "verified",
};

it("events written before a crash are told after it, each with its incident as it was then, and once", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "aceso-resume-"));
  const sent: string[] = [];
  let isUp = false;
  let tries = 0;
  const channel: Channel = {
    name: "test",
    summary: "",
    async send(payload) {
      tries += 1;
      if (!isUp) return { ok: false, status: 503, error: "down", again: true };
      const { phase } = payload["incident"] as { readonly phase: string };
      sent.push(`${payload.id} ${phase}`);
      return { ok: true, status: 200, error: "", again: false };
    },
  };
  const open = async () => {
    const store = await openStore({ dataDir, now: Date.now, log: () => {} });
    const notifier = startNotifier({
      channel,
      destinations: [{ url: "http://receiver/", secretEnv: "SECRET" }],
      world,
      memory: storedMemory(store),
      failed: (error) => expect.unreachable(String(error)),
      baseUrl: "",
    });
    await resumeNotifications(store, notifier, now);
    return { store, notifier };
  };

  const first = await open();
  // The store knows a project by its signals.
  await first.store.append({
    project: "default",
    receivedAt: now,
    logs: [logRecord({ time: now })],
  });
  await first.store.appendIncidentEvents("default", [opened, resolved]);
  const incident = foldIncident([opened])!;
  first.notifier.tell(incident, opened, "default");
  await expect.poll(() => tries).toBe(1);
  // It waits for ever before its second try: the process ends, and nothing was told.
  await first.store.close();

  isUp = true;
  for (let turn = 0; turn < 2; turn++) {
    const { store, notifier } = await open();
    await notifier.idle();
    await store.close();
    expect(sent).toEqual(["event-1 opened", "event-2 resolved"]);
  }
  rmSync(dataDir, { recursive: true, force: true });
});
