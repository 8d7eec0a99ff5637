import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { IncidentEvent } from "../../src/model/incident.ts";
import { say } from "../../src/model/message.ts";
import { channels } from "../../src/notify/catalog.ts";
import type { ChannelWorld } from "../../src/notify/channel.ts";
import { retryWaitMs } from "../../src/notify/delivery-line.ts";
import { type DeliveryMemory, processMemory } from "../../src/notify/delivery-memory.ts";
import { startNotifier } from "../../src/notify/notifier.ts";
import { payloadOf } from "../../src/notify/render.ts";
import { isSignedBy, sign } from "../../src/repair/sign.ts";
import { realWorld } from "../../src/repair/world.ts";
import { incidentWith, now } from "../repair/incident.ts";

const secret = "s3cret-of-the-test";
const webhook = channels.find(({ name }) => name === "webhook")!;
const incident = incidentWith(
  "bad-version",
  { kind: "artifact", name: "digits" },
  { version: "v2" },
);
const base = { id: "event-1", incident: incident.id, at: now, by: "aceso" } as const;
const resolved: IncidentEvent = { ...base, type: "resolved", reason: "verified" };

interface Received {
  readonly body: string;
  readonly signature: string;
  readonly key: string;
}

let received: Received[];
/** Statuses of the next answers; 200 when empty, 0 closes the connection. */
let answers: number[];
let url: string;
let close: () => Promise<void>;

beforeEach(async () => {
  received = [];
  answers = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => {
      const signature = String(request.headers["aceso-signature"]);
      received.push({ body, signature, key: String(request.headers["idempotency-key"]) });
      const status = answers.shift() ?? 200;
      if (status === 0) request.socket.destroy();
      else response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  close = () => new Promise((resolve) => void server.close(() => resolve()).closeAllConnections());
});
afterEach(() => close());

const waits: number[] = [];
const world: ChannelWorld = {
  ...realWorld({ environment: { TEST_SECRET: secret }, now: () => now, timeoutMs: 500 }),
  sign,
  random: () => 0.5,
  wait: async (ms) => void waits.push(ms),
};
const notifierAt = (
  destinations: { url: string; secretEnv: string }[],
  given = world,
  memory: DeliveryMemory = processMemory(),
) =>
  startNotifier({
    channel: webhook,
    destinations,
    world: given,
    memory,
    failed: (error) => {
      throw error;
    },
    baseUrl: "http://127.0.0.1:4600",
  });
const notifier = () => notifierAt([{ url, secretEnv: "TEST_SECRET" }]);

describe("the webhook", () => {
  it("delivers a signed event with the sentence in both languages and the incident's page", async () => {
    const sender = notifier();
    sender.tell(incident, resolved, "default");
    await sender.idle();
    expect(received).toHaveLength(1);
    const { body, signature, key } = received[0]!;
    expect(isSignedBy(secret, { header: signature, body, nowSeconds: now / 1_000 })).toBe(true);
    expect(key).toBe("event-1");
    const payload = JSON.parse(body);
    expect(payload).toMatchObject({
      event: "resolved",
      project: "default",
      incident: { id: "incident-1", code: "7Q4K", cause: { kind: "bad-version" } },
      url: "http://127.0.0.1:4600/i/incident-1",
    });
    expect(payload.text.en).toContain("7Q4K");
    expect(payload.text.zh).toContain("已解决");
    expect(sender.status()).toMatchObject({ delivered: 1, failed: 0, queued: 0 });
  });

  it("tries passing failures again with the same key, waiting longer each time", async () => {
    waits.length = 0;
    answers = [503, 0, 429];
    const sender = notifier();
    sender.tell(incident, resolved, "default");
    await sender.idle();
    expect(received.map(({ key }) => key)).toEqual(["event-1", "event-1", "event-1", "event-1"]);
    expect(waits).toEqual([750, 1_500, 3_000]);
    expect(sender.status().records[0]).toMatchObject({ result: "delivered", tries: 4 });
  });

  it("gives up after six tries, and at once when refused", async () => {
    answers = [500, 500, 500, 500, 500, 500, 403];
    const sender = notifier();
    sender.tell(incident, resolved, "default");
    sender.tell(incident, { ...resolved, id: "event-2" }, "default");
    await sender.idle();
    expect(sender.status().records).toMatchObject([
      { event: "event-1", result: "failed", tries: 6, status: 500 },
      { event: "event-2", result: "failed", tries: 1, status: 403 },
    ]);
    expect(JSON.stringify(sender.status())).not.toContain(secret);
  });

  it("does not send without its secret, and says so", async () => {
    const sender = notifierAt([{ url, secretEnv: "NOT_SET" }]);
    sender.tell(incident, resolved, "default");
    await sender.idle();
    expect(received).toHaveLength(0);
    expect(sender.status().records[0]?.error).toBe("NOT_SET is not set");
  });
});

describe("the notifier", () => {
  it("lets a dead destination delay no other, and bounds its queue", async () => {
    const never = new Promise<void>(() => {});
    const stuck = { ...world, wait: () => never };
    const sender = notifierAt(
      [
        { url: "http://127.0.0.1:1/", secretEnv: "TEST_SECRET" },
        { url, secretEnv: "TEST_SECRET" },
      ],
      stuck,
    );
    for (let index = 0; index < 600; index += 1) {
      sender.tell(incident, { ...resolved, id: `event-${index}` }, "default");
    }
    // Both queues hold 500; what came after is counted, not kept.
    expect(sender.status().dropped).toBe(200);
    expect(sender.status().records.length).toBeLessThanOrEqual(200);
    await expect.poll(() => sender.status().delivered, { timeout: 20_000 }).toBe(500);
    expect(sender.status().queued).toBe(500);
    await sender.stop();
    expect(sender.status().failed).toBe(1);
  });

  it("waits at most a minute between tries", () => {
    expect(retryWaitMs(1, 0)).toBe(500);
    expect(retryWaitMs(20, 1)).toBe(60_000);
  });
});

describe("a notifier after a crash", () => {
  const destinations = [{ url: "", secretEnv: "TEST_SECRET" }];
  const events = ["event-1", "event-2", "event-3"].map((id) => ({ ...resolved, id }));
  const left = events.map((event) => ({ incident, event }));
  const at = (memory: DeliveryMemory, given = world) =>
    notifierAt([{ ...destinations[0]!, url }], given, memory);

  it("tells what was waiting, and nothing twice", async () => {
    const memory = processMemory();
    // The second delivery meets a dead receiver and waits for ever: the process dies there.
    answers = [200, 0];
    const before = at(memory, { ...world, wait: () => new Promise<void>(() => {}) });
    for (const event of events) before.tell(incident, event, "default");
    await expect.poll(() => received.length).toBe(2);
    const after = at(memory);
    await after.resume("default", left);
    await after.idle();
    expect(received.map(({ key }) => key)).toEqual(["event-1", "event-2", "event-2", "event-3"]);
    const again = at(memory);
    await again.resume("default", left);
    await again.idle();
    expect(received).toHaveLength(4);
  });

  it("does not tell again what was given up, nor what was before the destination", async () => {
    const memory = processMemory();
    answers = [403];
    const before = at(memory);
    before.tell(incident, events[0]!, "default");
    await before.idle();
    const after = at(memory);
    await after.resume("default", [
      { incident, event: { ...events[1]!, at: now - 1 } },
      { incident, event: { ...events[2]!, at: now } },
      ...left.slice(0, 1),
    ]);
    await after.idle();
    expect(received.map(({ key }) => key)).toEqual(["event-1", "event-3"]);
  });

  it("a stop leaves what is not delivered open", async () => {
    const memory = processMemory();
    // A stop makes one last try.
    answers = [503, 503];
    const before = at(memory, { ...world, wait: () => new Promise<void>(() => {}) });
    before.tell(incident, events[0]!, "default");
    await expect.poll(() => received.length).toBe(1);
    await before.stop();
    const after = at(memory);
    await after.resume("default", left.slice(0, 1));
    await after.idle();
    expect(after.status()).toMatchObject({ delivered: 1 });
  });
});

describe("what is told", () => {
  const diagnosis = incident.diagnosis!;
  const diagnosed: IncidentEvent = { ...base, type: "diagnosed", diagnosis };
  const payload = (event: IncidentEvent, given = incident) =>
    payloadOf({ project: "default", event, incident: given, baseUrl: "" });

  it("leaves no place of a sentence open, for every event that is told", () => {
    const symptom = incident.symptoms[0]!;
    const outcome = { result: "not-fixed", tests: [] } as const;
    const { onset, models, components, title } = incident;
    const events: IncidentEvent[] = [
      { ...base, type: "opened", severity: "critical", title, onset, models, components, symptom },
      diagnosed,
      { ...base, type: "repair-verified", plan: "plan-1", outcome },
      resolved,
      { ...base, type: "escalated", reason: say("repair/none-unknown") },
    ];
    for (const event of events) {
      const told = payload(event, { ...incident, title: say("measure.accuracy") });
      expect(told?.text.en).toMatch(/7Q4K/);
      for (const text of [told?.text.en, told?.text.zh]) expect(text).not.toMatch(/[{}?[\]]/);
    }
  });

  it("is not the small events, nor a diagnosis that says the same again", () => {
    expect(payload({ ...base, type: "acknowledged" })).toBeUndefined();
    const again = { ...diagnosed, id: "event-2" };
    const events = [diagnosed, again];
    expect(payload(diagnosed, { ...incident, events })).toBeDefined();
    expect(payload(again, { ...incident, events })).toBeUndefined();
  });
});
