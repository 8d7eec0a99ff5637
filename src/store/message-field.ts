import { z } from "zod";
import { AcesoError } from "../model/errors.ts";
import type { Message } from "../model/message.ts";
import type { RawRow } from "./native/reader.ts";
import { json } from "./row-fields.ts";

const messageSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
});

/** A Message that was stored as JSON text. NaN parameters came back as null and are left out. */
export function message(row: RawRow, column: string): Message {
  const parsed = messageSchema.safeParse(withoutNulls(json(row, column)));
  if (parsed.success) return parsed.data;
  throw new AcesoError("internal", { reason: `column ${column} does not hold a message` });
}

function withoutNulls(value: unknown): unknown {
  if (typeof value !== "object" || value === null || !("params" in value)) return value;
  const params = Object.entries(value.params ?? {}).filter(([, entry]) => entry !== null);
  return { ...value, params: Object.fromEntries(params) };
}
