import type { AppApi } from "../app.ts";
import type { Engine } from "./engine.ts";
import { incidentRoutes } from "./incidents.ts";
import { modelRoutes } from "./models.ts";
import { monitorRoutes } from "./monitors.ts";
import { overviewRoutes } from "./overview.ts";
import { rowEvidenceRoutes } from "./row-evidence.ts";
import { systemRoutes } from "./system.ts";

/** Every route of the contract, answered from the loop and the store. */
export function createApplication(engine: Engine): AppApi {
  return {
    ...overviewRoutes(engine),
    ...incidentRoutes(engine),
    ...modelRoutes(engine),
    ...rowEvidenceRoutes(engine),
    ...monitorRoutes(engine),
    ...systemRoutes(engine),
  };
}
