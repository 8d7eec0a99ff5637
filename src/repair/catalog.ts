import type { RepairAction } from "./action.ts";
import { switchVersion } from "./actions/switch-version.ts";
import { webhook } from "./actions/webhook.ts";

/** Every action a repair can take. */
export const actions: readonly RepairAction[] = Object.freeze([switchVersion, webhook]);
