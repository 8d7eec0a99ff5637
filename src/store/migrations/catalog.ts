import { tables } from "./0001-tables.ts";
import { distributions } from "./0002-distributions.ts";
import type { Migration } from "./engine.ts";

/** All steps of the schema, in order. */
export const migrations: readonly Migration[] = Object.freeze([tables, distributions]);
