import type { Column, Table } from "../../model/column.ts";
import type { ColumnProfile } from "./profile.ts";

/** What a column is for; a `feature` is everything that is nothing else. */
export type ColumnRole = "id" | "time" | "prediction" | "score" | "label" | "feature" | "text";

// Names that mean a role, the surest first. All are compared in lower case without `_`, `-`, `.`, blanks.
const names: Readonly<Record<"id" | "time" | "prediction" | "score" | "label", readonly string[]>> =
  {
    id: ["id", "requestid", "predictionid", "rowid", "eventid", "uuid", "guid", "index", "key"],
    time: ["time", "timestamp", "ts", "datetime", "eventtime", "createdat", "date", "day"],
    prediction: [
      "prediction",
      "predicted",
      "predictedlabel",
      "predictedclass",
      "pred",
      "ypred",
      "yhat",
      "output",
      "modeloutput",
    ],
    score: [
      "score",
      "probability",
      "proba",
      "prob",
      "yscore",
      "yproba",
      "predictedprobability",
      "predictionproba",
      "confidence",
    ],
    label: [
      "label",
      "target",
      "groundtruth",
      "truth",
      "ytrue",
      "actual",
      "y",
      "outcome",
      "class",
      "expected",
    ],
  };

/** The columns that have a role of their own; null where a table has none. */
export type SpecialColumns = Readonly<Record<keyof typeof names, string | null>>;

/**
 * Finds the columns of a table that are identifier, time, prediction, score and label: those named,
 * otherwise the first whose name means it. A name ending in `_id` also means an identifier.
 */
export function findRoles(
  table: Table,
  named: { readonly [role in keyof typeof names]?: string },
): SpecialColumns {
  const taken = new Set(Object.values(named));
  const find = (role: keyof typeof names): string | null => {
    if (named[role] !== undefined) return named[role];
    for (const name of names[role]) {
      const found = table.columns.find(
        (column) => plain(column.name) === name && !taken.has(column.name) && suits(role, column),
      );
      if (found === undefined) continue;
      taken.add(found.name);
      return found.name;
    }
    return null;
  };
  return {
    id: find("id"),
    time: find("time"),
    prediction: find("prediction"),
    score: find("score"),
    label: find("label"),
  };
}

function plain(name: string): string {
  return name.toLowerCase().replace(/[\s_.-]/g, "");
}

function suits(role: keyof typeof names, column: Column): boolean {
  switch (role) {
    case "time":
      return column.type === "time" || column.type === "number";
    case "score":
      return column.type === "number";
    case "id":
    case "prediction":
    case "label":
      return column.type !== "time";
    default:
      return role satisfies never;
  }
}

/** The role of a column: a special one, text of people, an identifier by its values, or a feature. */
export function roleOf(profile: ColumnProfile, special: SpecialColumns): ColumnRole {
  const { name, type } = profile.column;
  for (const role of ["id", "time", "prediction", "score", "label"] as const) {
    if (special[role] === name) return role;
  }
  const isUnique = isNearlyUnique(profile);
  if (isNamedAsId(name) && isUnique) return "id";
  return type === "text" && isUnique ? "text" : "feature";
}

/** Whether texts are what people or models write, rather than categories or identifiers. */
export function isFreeText(
  name: string,
  counts: Pick<ColumnProfile, "distinctCount" | "presentCount">,
): boolean {
  return isNearlyUnique(counts) && !isNamedAsId(name);
}

function isNearlyUnique({
  distinctCount,
  presentCount,
}: Pick<ColumnProfile, "distinctCount" | "presentCount">): boolean {
  return distinctCount > 50 && distinctCount > presentCount * 0.5;
}

function isNamedAsId(name: string): boolean {
  return /(?:_id|Id|uuid)$/.test(name);
}
