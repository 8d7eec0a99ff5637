import type { Json } from "../model/json.ts";
import type { RepairTarget } from "../model/repair.ts";

/** Stable id of the one step a plan takes on a target. */
export function stepIdOf(target: RepairTarget): string {
  return `${target.operation}@${target.name}`;
}

/** Equal for every try of one step of one incident, so that a receiver does it once. */
export function idempotencyKeyOf(
  incident: string,
  step: string,
  way: "do" | "undo" = "do",
): string {
  return way === "do" ? `${incident}/${step}` : `${incident}/${step}/undo`;
}

/** A text field of a call's body; empty when it has none of this name. */
export function textIn(body: Json, name: string): string {
  if (body === null || typeof body !== "object" || Array.isArray(body)) return "";
  const value = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}
