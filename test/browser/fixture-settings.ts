import type { Routes, SystemStatus } from "../../src/api/contract.ts";
import { say } from "../../src/model/message.ts";
import { day, minute, second } from "../../src/model/time.ts";
import { digitsIncident } from "./fixture-incidents.ts";
import { fixtureNow, seededRandom } from "./fixture-series.ts";

export function dryRun(
  id: string,
): Routes["POST /api/v1/incidents/:id/repair/dry-run"]["response"] | null {
  if (id !== "inc-digits") return null;
  const step = digitsIncident("proposed", []).repair!.plan.steps[0]!;
  return {
    calls: [
      {
        ...step.call,
        says: step.says,
        undoSays: step.undoSays,
        prechecks: [
          { check: "stop", ok: true, says: say("repair/check-stop") },
          { check: "action", ok: true, says: say("repair/check-action", { action: step.action }) },
          { check: "target", ok: true, says: say("repair/check-target", { target: step.target }) },
          {
            check: "unchanged",
            ok: true,
            says: say("repair/check-unchanged", {
              target: step.target,
              expected: "v2",
              current: "v2",
            }),
          },
          { check: "fresh", ok: true, says: say("repair/check-fresh", { age: 5 * minute }) },
        ],
      },
    ],
  };
}

export function repairs(stopAll: boolean): Routes["GET /api/v1/repairs"]["response"] {
  const playbook = (name: string, cause: string, operation: string, risk: string) => ({
    name,
    causes: [cause],
    operations: [operation],
    risk,
  });
  return {
    policy: {
      mode: "propose",
      allowedActions: ["switch-version", "webhook"],
      runsPerHourMax: 6,
      runsPerDayMax: 20,
      coolDownMs: 5 * minute,
      confidenceMin: 0.8,
      stopAll,
    },
    targets: [
      {
        name: "digits-registry",
        action: "switch-version",
        model: "digits",
        component: "",
        operation: "model-version",
        url: "http://127.0.0.1:4711/repair/model-version",
        secretEnv: "DIGITS_SECRET",
      },
    ],
    playbooks: [
      playbook("roll-back-model", "bad-version", "model-version", "low"),
      playbook("roll-back-prompt", "prompt", "prompt-version", "low"),
      playbook("fall-back-feature", "data-quality", "feature-fallback", "low"),
      playbook("fail-over-dependency", "dependency", "fail-over", "medium"),
    ],
  };
}

export function statusOf(empty: boolean): SystemStatus {
  return {
    version: "0.1.0",
    startedAt: fixtureNow - 3 * day,
    ready: true,
    store: {
      backend: "embedded",
      version: "26.7.1",
      rows: 48_201_334,
      bytes: 3.2e9,
      pendingBytes: 148_000,
      deadSegments: 0,
      available: true,
    },
    memoryBytes: 742e6,
    cpuRatio: 0.04,
    refusals: empty
      ? []
      : [
          {
            route: "POST /api/v1/predictions",
            code: "time-out-of-range",
            message:
              "time 2031-01-01T00:00:00Z is outside now minus retention to now plus 10 minutes",
            fix: "send UTC milliseconds or ISO 8601, and check the sender's clock",
            count: 14,
            lastAt: fixtureNow - 3 * minute,
            example: '{"id":"4f1","model":"prices","time":"2031-01-01T00:00:00Z"}',
          },
        ],
    scrapeTargets: empty
      ? []
      : [
          {
            url: "http://127.0.0.1:4711/metrics",
            up: true,
            error: "",
            lastAt: fixtureNow - 4 * second,
            samples: 212,
          },
          {
            url: "http://127.0.0.1:4719/metrics",
            up: false,
            error: "connection refused",
            lastAt: fixtureNow - 9 * minute,
            samples: 0,
          },
        ],
    retention: { samples: "30d", spans: "7d", logs: "7d", predictions: "30d" },
    warnings: [],
  };
}

export function matrix(): unknown {
  const random = seededRandom("matrix");
  return {
    resultType: "matrix",
    result: ["digits", "prices", "writer"].map((service, place) => ({
      metric: { service },
      values: Array.from({ length: 120 }, (_, index) => [
        (fixtureNow - (120 - index) * 30 * second) / 1000,
        String(1 + place + random() * 0.3),
      ]),
    })),
  };
}
