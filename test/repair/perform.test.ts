import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RepairPlan, RepairTarget } from "../../src/model/repair.ts";
import { actions } from "../../src/repair/catalog.ts";
import {
  dryRun,
  performPlan,
  precheck,
  undoPlan,
  type RepairJob,
} from "../../src/repair/perform.ts";
import { planRepair } from "../../src/repair/plan.ts";
import { realWorld } from "../../src/repair/world.ts";
import { incidentWith, now, policy, targetAt } from "./incident.ts";
import { secret, startTarget, type TargetServer } from "./target-server.ts";

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
const waits: number[] = [];

const badVersion = incidentWith(
  "bad-version",
  { kind: "artifact", name: "digits" },
  { version: "v2" },
);
const slowRetriever = incidentWith(
  "dependency",
  { kind: "dependency", name: "retriever" },
  { model: "writer" },
);

async function jobFor(
  incident: typeof badVersion,
  target: RepairTarget,
): Promise<RepairJob & { readonly plan: RepairPlan }> {
  const action = actions.find(({ name }) => name === target.action)!;
  const state = await action.inspect(target, world);
  const planned = planRepair({
    incident,
    targets: [target],
    states: new Map([[target.name, state]]),
    policy,
    goodVersions: ["v1", "v0"],
    actions,
    now: Date.now(),
  });
  if (!planned.plan) throw new Error(planned.reason.code);
  const wait = async (ms: number) => void waits.push(ms);
  return { plan: planned.plan, targets: [target], actions, world, wait };
}

const versionJob = () => jobFor(badVersion, targetAt(server.url));
const hookJob = () =>
  jobFor(
    slowRetriever,
    targetAt(server.url, {
      name: "retriever",
      action: "webhook",
      model: "writer",
      component: "retriever",
      operation: "fail-over",
    }),
  );
const permission = { incident: badVersion, policy, history: [], by: "person" } as const;

describe("switching a version", () => {
  it("goes to the last good version and back by undo", async () => {
    const job = await versionJob();
    const done = await performPlan(job);
    expect(done.ok).toBe(true);
    expect(server.current).toBe("v1");
    expect(done.steps[0]).toMatchObject({
      status: 200,
      before: { current: "v2" },
      after: { current: "v1" },
    });
    const undone = await undoPlan(job, done.steps);
    expect(undone.ok).toBe(true);
    expect(server.current).toBe("v2");
  });

  it("done twice acts once", async () => {
    const job = await versionJob();
    await performPlan(job);
    const again = await performPlan(job);
    expect(again.ok).toBe(true);
    expect([...server.acted.values()]).toEqual([1]);
  });

  it("does not run again a step that a crashed run had done", async () => {
    const job = await versionJob();
    const { steps } = await performPlan(job);
    const count = server.log.length;
    expect(await performPlan(job, steps)).toEqual({ ok: true, steps });
    expect(server.log.length).toBe(count);
  });

  it("leaves a target alone that someone else has switched since", async () => {
    const job = await versionJob();
    server.current = "v0";
    const { ok, steps } = await performPlan(job);
    expect(ok).toBe(false);
    expect(steps[0]?.error).toContain("someone else");
    expect(server.current).toBe("v0");
  });

  it("believes the target's state, not its status: an answer lost after acting is a success", async () => {
    const job = await versionJob();
    server.trouble.push("drop-after");
    expect((await performPlan(job)).ok).toBe(true);
    expect(server.current).toBe("v1");
  });

  it("a 200 without a switch is a failure", async () => {
    const job = await versionJob();
    server.trouble.push("garbage");
    const { ok, steps } = await performPlan(job);
    expect(ok).toBe(false);
    expect(steps[0]?.error).toContain("still serves v2");
  });
});

describe("a webhook", () => {
  it("is obeyed and taken back", async () => {
    const job = await hookJob();
    const { ok, steps } = await performPlan(job);
    expect(ok).toBe(true);
    expect(server.on).toBe(true);
    expect((await undoPlan(job, steps)).ok).toBe(true);
    expect(server.on).toBe(false);
  });

  it.each(["503", "drop-before", "drop-after", "hang"] as const)(
    "is tried again with the same idempotency key after %s, and acts once",
    async (problem) => {
      const job = await hookJob();
      server.trouble.push(problem);
      const { ok } = await performPlan(job);
      expect(ok).toBe(true);
      expect(server.acted.size).toBe(1);
      expect(server.on).toBe(true);
    },
  );

  it("gives up after three tries, waiting longer each time", async () => {
    const job = await hookJob();
    waits.length = 0;
    server.trouble.push("503", "503", "503", "503");
    const { ok, steps } = await performPlan(job);
    expect(ok).toBe(false);
    expect(steps[0]).toMatchObject({ ok: false, status: 503 });
    expect(server.log.filter((line) => line === "POST 503")).toHaveLength(3);
    expect(waits).toEqual([500, 1_000]);
  });

  it("is not tried again when refused, and follows no redirect", async () => {
    const job = await hookJob();
    server.trouble.push("redirect");
    expect((await performPlan(job)).steps[0]).toMatchObject({ ok: false, status: 307 });
    expect(server.log.filter((line) => line.startsWith("POST"))).toHaveLength(1);
  });

  it("never leaves the secret in a record, even when the target echoes it", async () => {
    const job = await hookJob();
    server.trouble.push("403");
    const { steps } = await performPlan(job);
    expect(steps[0]?.error).toContain("no, and your secret");
    expect(
      JSON.stringify([job.plan, steps[0]?.error, await dryRun(job, permission)]),
    ).not.toContain(secret);
    expect(JSON.stringify(steps)).not.toContain(secret);
  });
});

describe("before a run", () => {
  it("a dry run shows the exact calls, all checks and changes nothing", async () => {
    const job = await versionJob();
    const calls = await dryRun(job, permission);
    expect(calls).toHaveLength(1);
    expect(calls[0]).toMatchObject({ method: "POST", url: server.url, body: { version: "v1" } });
    expect(calls[0]!.prechecks.every(({ ok }) => ok)).toBe(true);
    expect(server.log.every((line) => line.startsWith("GET"))).toBe(true);
  });

  it("says when the target was switched since the proposal, or its secret is missing", async () => {
    const job = await versionJob();
    server.current = "v0";
    const failing = (await precheck(job, permission)).filter(({ ok }) => !ok);
    expect(failing.map(({ check }) => check)).toEqual(["unchanged"]);
    const mute = { ...job, world: realWorld({ environment: {}, now: () => now }) };
    const checks = await precheck(mute, permission);
    expect(checks.filter(({ ok }) => !ok).map(({ says }) => says.code)).toEqual([
      "repair/check-secret",
    ]);
  });

  it("says when the target does not answer", async () => {
    const job = await versionJob();
    await server.close();
    const failing = (await precheck(job, permission)).filter(({ ok }) => !ok);
    expect(failing.map(({ check }) => check)).toEqual(["target"]);
  });

  it("a plan whose target moved to another address may not run", async () => {
    const job = await versionJob();
    const moved = { ...job, targets: [targetAt("http://127.0.0.1:1/")] };
    const failing = (await precheck(moved, permission)).filter(({ ok }) => !ok);
    expect(failing.map(({ says }) => says.code)).toEqual(["repair/check-target-gone"]);
  });
});
