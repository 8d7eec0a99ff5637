import { describe, expect, it } from "vitest";
import { newEvidenceBelief, type EvidenceBelief } from "../../src/detect/evidence-belief.ts";
import type { Json } from "../../src/model/json.ts";
import type { Evaluation, Monitor } from "../../src/model/monitor.ts";
import { workOn } from "../../src/pipeline/judge.ts";
import type { Loop, ProjectState } from "../../src/pipeline/loop.ts";
import {
  isDoubted,
  saveBeliefs,
  savedBeliefsOf,
  weighEvidence,
} from "../../src/pipeline/weigh-evidence.ts";
import { evaluationOf, monitorOf, now } from "../incident/fixtures.ts";

const evidence = monitorOf({ id: "evidence", class: "evidence" });
const objective = monitorOf({ id: "objective" });

function projectOf(monitors: readonly Monitor[]) {
  const works = monitors.map((monitor) => [monitor.id, workOn(monitor)!] as const);
  const beliefs: ProjectState["beliefs"] = new Map();
  return { name: "default", monitors: new Map(works), beliefs };
}

/** Firing, so many deviations out. */
function firing(monitor: Monitor, deviations: number): Evaluation {
  return { ...evaluationOf(monitor.id, now), score: 1 - 2 ** -((deviations / 5) ** 2) };
}

/** A store of settings in memory, which holds JSON. */
function settingsStore(): Pick<Loop, "store"> {
  const kept = new Map<string, string>();
  const store = {
    putSetting: async (project: string, key: string, value: Json) => {
      kept.set(`${project}/${key}`, JSON.stringify(value));
    },
    setting: async (project: string, key: string) => {
      const text = kept.get(`${project}/${key}`);
      return text === undefined ? undefined : (JSON.parse(text) as Json);
    },
  };
  // Only what beliefs need of a store.
  return { store } as unknown as Pick<Loop, "store">;
}

describe("evidence weighed in the loop", () => {
  it("doubts what may be chance, by model, and never an objective", () => {
    const project = projectOf([evidence, objective]);
    // The model has been tested often without a find, so its budget is thin.
    project.beliefs.set("digits", {
      ...newEvidenceBelief(),
      control: { ...newEvidenceBelief().control, tested: 100_000 },
    });
    const weak = [firing(evidence, 5.5), firing(objective, 5.5)];
    weighEvidence(project, weak);
    expect(isDoubted(project, evidence, weak[0]!)).toBe(true);
    expect(isDoubted(project, objective, weak[1]!)).toBe(false);
    expect(project.beliefs.get("digits")!.control.tested).toBe(100_001);

    const strong = { ...firing(evidence, 20), windowEnd: now + 60_000 };
    weighEvidence(project, [strong]);
    expect(isDoubted(project, evidence, strong)).toBe(false);
    expect([...project.beliefs.keys()]).toEqual(["digits"]);
  });

  it("says nothing of what does not fire, nor of monitors it has not seen", () => {
    const project = projectOf([evidence]);
    const quiet = { ...firing(evidence, 1), state: "normal", firing: false } as const;
    weighEvidence(project, [quiet, firing(objective, 9)]);
    expect(isDoubted(project, evidence, quiet)).toBe(false);
    expect(isDoubted(project, evidence, null)).toBe(false);
    expect(project.beliefs.size).toBe(1);
  });

  it("goes on after a restart, without the monitors that are gone", async () => {
    const loop = settingsStore();
    const gone = monitorOf({
      id: "gone",
      class: "evidence",
      watch: { ...evidence.watch, subject: { kind: "model", model: "old" } } as Monitor["watch"],
    });
    const project = projectOf([evidence, gone]);
    weighEvidence(project, [firing(evidence, 20), firing(gone, 20)]);
    project.monitors.delete("gone");
    await saveBeliefs(loop, project);
    const saved: Map<string, EvidenceBelief> = await savedBeliefsOf(loop, "default");
    expect([...saved.keys()]).toEqual(["digits"]);
    expect(saved.get("digits")).toEqual(project.beliefs.get("digits"));
    expect(saved.get("digits")!.believed).toEqual(["evidence"]);
    expect((await savedBeliefsOf(loop, "other")).size).toBe(0);
  });
});
