import { z } from "zod";
import type { CheckOptions } from "../measure/data/check-tables.ts";
import { checkLimits, type CheckLimits } from "../measure/data/limits.ts";
import { type DriftSettings, driftSettings } from "../measure/drift/settings.ts";
import { AcesoError } from "../model/errors.ts";
import type { Json } from "../model/json.ts";
import { resolveSettings, type SettingTable } from "../model/settings.ts";
import type { CommandLine, World } from "./world.ts";

const limitValues = z.record(z.string(), z.number());

const fileSchema = z.strictObject({
  limits: limitValues.default({}),
  columns: z.record(z.string(), limitValues).default({}),
  ignore: z.array(z.string()).default([]),
  warnOnly: z.array(z.string()).default([]),
  driftAlways: z.boolean().default(false),
  drift: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});

/** The part of a check's options that a thresholds file and the command line say. */
export type Thresholds = Pick<
  CheckOptions,
  "limits" | "limitsOf" | "ignore" | "warnOnly" | "driftAlways" | "drift"
>;

/**
 * Limits of a check: the defaults, over them the file of `--thresholds`, beside it `--ignore` and
 * `--warn-only` (lists of names with commas between).
 * @throws AcesoError "file-unreadable" | "bad-config"
 */
export function readThresholds({ flags }: CommandLine, world: World): Thresholds {
  const { thresholds: path } = flags;
  const given = typeof path === "string" ? readFile(path, world) : fileSchema.parse({});
  const where = typeof path === "string" ? path : "";
  const columns = Object.entries(given.columns);
  return {
    limits: limitsFrom(given.limits, where),
    limitsOf: new Map(
      columns.map(([name, own]) => [name, limitsFrom({ ...given.limits, ...own }, where)]),
    ),
    ignore: [...given.ignore, ...namesIn(flags["ignore"])],
    warnOnly: [...given.warnOnly, ...namesIn(flags["warn-only"])],
    driftAlways: given.driftAlways,
    drift: driftFrom(given.drift, where),
  };
}

function readFile(path: string, world: World): z.infer<typeof fileSchema> {
  const text = world.readFile(path);
  if (text === undefined) {
    throw new AcesoError("file-unreadable", { path, reason: "there is no such file" });
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "it is no JSON";
    throw new AcesoError("bad-config", { where: path, reason, fix: "correct the JSON" }, { cause });
  }
  const parsed = fileSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = `${path} ${issue?.path.join(".") ?? ""}`.trim();
  const reason = issue?.message ?? "it does not fit";
  const fix =
    'write {"limits": {…}, "columns": {"name": {…}}, "ignore": […], "warnOnly": […], "drift": {…}}';
  throw new AcesoError("bad-config", { where, reason, fix });
}

function limitsFrom(given: { readonly [name: string]: Json }, where: string): CheckLimits {
  const { values, problems } = resolveSettings(checkLimits, given);
  if (problems.length === 0) return values;
  throw badSetting(problems, where, checkLimits);
}

function driftFrom(given: { readonly [name: string]: Json }, where: string): DriftSettings {
  // Size and significance of drift are limits, which columns may have their own of.
  const { effectMin: _, significance: __, ...choices } = driftSettings;
  const { problems } = resolveSettings(choices, given);
  if (problems.length > 0) throw badSetting(problems, where, choices);
  return resolveSettings(driftSettings, given).values;
}

function badSetting(
  problems: readonly { readonly name: string; readonly expected: string }[],
  where: string,
  known: SettingTable,
): AcesoError {
  const { name = "", expected = "" } = problems[0] ?? {};
  const reason = `${name} must be ${expected}`;
  const fix = `correct ${name}; there are ${Object.keys(known).join(", ")}`;
  return new AcesoError("bad-config", { where, reason, fix });
}

function namesIn(flag: string | boolean | undefined): readonly string[] {
  return typeof flag === "string" ? flag.split(",").filter((name) => name !== "") : [];
}
