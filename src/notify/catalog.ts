import type { Channel } from "./channel.ts";
import { webhook } from "./channels/webhook.ts";

/** Every way a notification can be sent. */
export const channels: readonly Channel[] = Object.freeze([webhook]);
