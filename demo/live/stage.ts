import type { Routes } from "../../src/api/contract.ts";
import type { Incident } from "../../src/model/incident.ts";
import type { Stage } from "../script/watch.ts";
import { acesoHeaders } from "./sender.ts";
import type { AcesoAddress } from "./sender.ts";
import type { Stack } from "./stack.ts";

/** The script's view of real processes and of Aceso's public API, in real time. */
export function liveStage(address: AcesoAddress, stack: Stack): Stage {
  const call = async (method: "GET" | "POST", path: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(address.url + path, {
      method,
      headers: { "content-type": "application/json", ...acesoHeaders(address) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(15_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return JSON.parse(text);
  };
  return {
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    inject: (fault) => stack.inject(fault),
    remove: (fault) => stack.remove(fault),
    deployInnocently: () => stack.deployInnocently(),
    async incidentsSince(time) {
      const path = `/api/v1/incidents?from=${Math.floor(time)}&limit=100`;
      // The shape is the contract of this route.
      const answer = (await call("GET", path)) as Routes["GET /api/v1/incidents"]["response"];
      return answer.incidents
        .filter((head) => head.openedAt >= time)
        .sort((a, b) => a.openedAt - b.openedAt);
    },
    async incident(id) {
      // The shape is the contract of this route.
      return (await call("GET", `/api/v1/incidents/${id}`)) as Incident;
    },
    async approve(id, plan) {
      await call("POST", `/api/v1/incidents/${id}/repair/approve`, { plan });
    },
  };
}
