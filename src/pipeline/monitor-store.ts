import type { Json } from "../model/json.ts";
import type { Monitor } from "../model/monitor.ts";
import type { Loop } from "./loop.ts";

/** Settings keys of monitors made by people through the API. */
const keyPrefix = "monitor/";

/** Monitors made through the API. They were checked by the contract's schema when they came in. */
export async function monitorsByApi(loop: Loop, project: string): Promise<readonly Monitor[]> {
  const rows = await loop.store.settings(project, keyPrefix);
  return rows.flatMap(({ value }) => (isMonitor(value) ? [value] : []));
}

/** Keeps a monitor made through the API. */
export async function putMonitor(loop: Loop, project: string, monitor: Monitor): Promise<void> {
  // A Monitor holds JSON values only.
  await loop.store.putSetting(project, keyPrefix + monitor.id, monitor as unknown as Json);
}

/** Forgets a monitor made through the API. A pack's monitor of the same id comes back. */
export async function deleteMonitor(loop: Loop, project: string, id: string): Promise<void> {
  await loop.store.putSetting(project, keyPrefix + id, null);
}

function isMonitor(value: Json): value is Json & Monitor {
  return typeof value === "object" && value !== null && "id" in value && "watch" in value;
}
