import { AcesoError } from "../model/errors.ts";
import type { Command } from "./world.ts";

/**
 * aceso detect FILE --time C --value C…: judges the series of a file as they would be judged live, row by row; with
 * --group all its series together, with --table its rows without an order. Exit 1 when something is anomalous. Never opens the store.
 */
export const detect: Command = async (line, world) => {
  const [path, ...more] = line.words;
  if (path === undefined) {
    throw new AcesoError("missing-field", { field: "the file", expected: "aceso detect FILE" });
  }
  if (more.length > 0) {
    throw new AcesoError("bad-field", {
      field: "the file",
      expected: "one path",
      got: more.join(" "),
    });
  }
  if (line.flags["table"] === true) {
    const { detectTable } = await import("./detect-table.ts");
    return detectTable(path, line, world);
  }
  if (line.flags["group"] === true) {
    const { detectGroup } = await import("./detect-group.ts");
    return detectGroup(path, line, world);
  }
  const { detectSeries } = await import("./detect-series.ts");
  return detectSeries(path, line, world);
};
