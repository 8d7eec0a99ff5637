import type { Finding } from "../../model/report.ts";
import { findingOf } from "./column-check.ts";

/** Which columns went and which came: one finding for each, one that all are there otherwise. */
export function checkSchema(
  reference: readonly string[],
  current: readonly string[],
): readonly Finding[] {
  const gone = reference.filter((name) => !current.includes(name));
  const fresh = current.filter((name) => !reference.includes(name));
  const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  const findings = gone.map((name) => {
    const renamed = fresh.find((other) => plain(other) === plain(name));
    const variant = renamed === undefined ? "gone" : "renamed";
    return findingOf("schema", "fail", variant, { params: { name, renamed: renamed ?? "" } });
  });
  for (const name of fresh) findings.push(findingOf("schema", "warn", "new", { params: { name } }));
  if (findings.length > 0) return findings;
  return [findingOf("schema", "pass", "same", { params: { count: reference.length } })];
}
