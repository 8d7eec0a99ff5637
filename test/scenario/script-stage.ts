import type { Stage as ScriptStage } from "../../demo/script/watch.ts";
import { approve } from "../../src/pipeline/act.ts";
import type { Stage } from "./stage.ts";

/** The demo's script plays on this stage as it plays on real processes, without waiting. */
export function scriptStage(stage: Stage): ScriptStage {
  const { world, loop, project } = stage;
  return {
    now: () => loop.now(),
    sleep: (ms) => stage.playTo(loop.now() + ms),
    inject: (fault) => world.inject(fault),
    remove: (fault) => world.remove(fault),
    deployInnocently: () => world.deployInnocently(),
    incidentsSince: async (time) =>
      [...project.incidents.values()]
        .filter((incident) => incident.openedAt >= time)
        .sort((a, b) => a.openedAt - b.openedAt),
    async incident(id) {
      const incident = project.incidents.get(id);
      if (incident === undefined) throw new Error(`incident ${id} is gone`);
      return incident;
    },
    approve: (id, plan) => approve(loop, project, id, { by: "script", plan }),
  };
}
