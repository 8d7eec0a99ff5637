import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RepairStep } from "../../src/model/repair.ts";
import { repairWords } from "../../src/model/words/repair.ts";
import { actions } from "../../src/repair/catalog.ts";
import { realWorld } from "../../src/repair/world.ts";
import { incidentWith, targetAt } from "../repair/incident.ts";
import { secret, startTarget, type TargetServer } from "../repair/target-server.ts";

let server: TargetServer;
beforeEach(async () => {
  server = await startTarget();
});
afterEach(() => server.close());

const world = realWorld({
  environment: { TEST_SECRET: secret },
  now: () => Date.now(),
  timeoutMs: 150,
});
const incident = incidentWith(
  "bad-version",
  { kind: "artifact", name: "digits" },
  { version: "v2" },
);
const cause = incident.diagnosis!.causes[0]!;

describe.each(actions.map((action) => [action.name, action] as const))(
  "action %s",
  (name, action) => {
    const target = () =>
      targetAt(server.url, {
        action: name,
        operation: name === "webhook" ? "fail-over" : "model-version",
      });
    const request = async () => ({
      incident,
      cause,
      target: target(),
      state: await action.inspect(target(), world),
      goodVersions: ["v1"],
    });
    const planned = async (): Promise<RepairStep> => action.plan(await request())!;

    it("is documented", () => {
      expect(action.summary.length).toBeGreaterThan(20);
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/);
    });

    it("plans and inspects without changing anything, and plans the same twice", async () => {
      const given = await request();
      const copy = structuredClone(given);
      expect(action.plan(given)).toEqual(action.plan(copy));
      expect(given).toEqual(copy);
      expect(server.log.every((line) => line.startsWith("GET"))).toBe(true);
    });

    it("carries an idempotency key of incident and step, and another for the undo", async () => {
      const step = await planned();
      const key = `${incident.id}/${step.id}`;
      expect(step.call.body).toMatchObject({ idempotencyKey: key, incident: incident.id });
      expect(step.undo?.body).toMatchObject({ idempotencyKey: `${key}/undo` });
    });

    it("says what it does and what its undo does", async () => {
      const step = await planned();
      expect(Object.keys(repairWords)).toContain(step.says.code);
      expect(Object.keys(repairWords)).toContain(step.undoSays.code);
    });

    it("is harmless twice, and its undo brings the state back", async () => {
      const step = await planned();
      const before = { current: server.current, on: server.on };
      expect((await action.perform(step, target(), world)).ok).toBe(true);
      const after = { current: server.current, on: server.on };
      expect(after).not.toEqual(before);
      expect((await action.perform(step, target(), world)).ok).toBe(true);
      expect({ current: server.current, on: server.on }).toEqual(after);
      expect((await action.undo(step, target(), world)).ok).toBe(true);
      expect({ current: server.current, on: server.on }).toEqual(before);
    });

    it("answers with a failure, not an exception, when the target is gone or the secret unknown", async () => {
      const step = await planned();
      const mute = realWorld({ environment: {}, now: () => Date.now() });
      expect(await action.perform(step, target(), mute)).toMatchObject({ ok: false, status: 0 });
      const wrong = realWorld({ environment: { TEST_SECRET: "other" }, now: () => Date.now() });
      expect(await action.perform(step, target(), wrong)).toMatchObject({ ok: false, status: 401 });
      await server.close();
      expect(await action.perform(step, target(), world)).toMatchObject({ ok: false, status: 0 });
      expect(await action.inspect(target(), world)).toBeNull();
    });
  },
);
