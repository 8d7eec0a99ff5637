/** Tasks whose outputs are more than a class, a number or a text; also the `kind` by which an output says so. */
export const structuredTasks = ["ranking", "detection", "forecast", "survival"] as const;
export type StructuredTask = (typeof structuredTasks)[number];
