import type { TimeMs } from "../model/time.ts";
import type { Expression, Selector, TimeShift } from "./syntax.ts";

/** Where an expression is evaluated, and how far an instant selector looks back. */
export interface PlanRange {
  readonly start: TimeMs;
  readonly end: TimeMs;
}

/** What one selector needs from the store: samples in (start, end]. */
export interface Need {
  readonly selector: Selector;
  readonly start: TimeMs;
  readonly end: TimeMs;
}

/**
 * Every selector of an expression with the stretch of time it will look at, so that all can be fetched
 * before anything is computed.
 *
 * @param query the range of the whole query: what start() and end() stand for
 */
export function planNeeds(
  expression: Expression,
  query: PlanRange,
  lookbackMs: number,
): readonly Need[] {
  const needs: Need[] = [];
  const visit = (node: Expression, range: PlanRange): void => {
    switch (node.kind) {
      case "number":
      case "string":
        return;
      case "parenthesis":
      case "unary":
        visit(node.expression, range);
        return;
      case "selector": {
        const { start, end } = shiftRange(node, range, query);
        needs.push({ selector: node, start: start - (node.rangeMs ?? lookbackMs), end });
        return;
      }
      case "subquery": {
        const { start, end } = shiftRange(node, range, query);
        visit(node.expression, { start: start - node.rangeMs, end });
        return;
      }
      case "call":
        for (const argument of node.arguments) visit(argument, range);
        return;
      case "aggregation":
        visit(node.expression, range);
        if (node.parameter) visit(node.parameter, range);
        return;
      case "binary":
        visit(node.left, range);
        visit(node.right, range);
        return;
      default:
        node satisfies never;
    }
  };
  visit(expression, query);
  return needs;
}

/** A range moved by an @ modifier and an offset. */
export function shiftRange(shift: TimeShift, range: PlanRange, query: PlanRange): PlanRange {
  const fixed = fixedTime(shift, query);
  const { start, end } = fixed === null ? range : { start: fixed, end: fixed };
  return { start: start - shift.offsetMs, end: end - shift.offsetMs };
}

/** The moment an @ modifier names, null without one. The offset is not in it. */
export function fixedTime(shift: TimeShift, query: PlanRange): TimeMs | null {
  if (shift.at === null) return null;
  if (shift.at.kind === "time") return shift.at.timeMs;
  return shift.at.kind === "start" ? query.start : query.end;
}
