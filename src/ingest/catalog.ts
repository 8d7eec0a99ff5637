import { changes } from "./changes.ts";
import { labels } from "./labels.ts";
import { predictions } from "./predictions.ts";
import type { Protocol } from "./protocol.ts";

/** Every way to send signals. One more protocol is one more file and one more line here. */
export const protocols: readonly Protocol[] = [predictions, labels, changes];
