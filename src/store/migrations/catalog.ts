import { tables } from "./0001-tables.ts";
import type { Migration } from "./engine.ts";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = Object.freeze([tables]);
