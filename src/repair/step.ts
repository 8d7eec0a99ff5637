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
