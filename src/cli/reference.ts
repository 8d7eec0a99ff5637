import { readTable } from "../files/read-table.ts";
import { referenceOfTable } from "../measure/drift/reference-of-table.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type Command, type CommandLine, exitCodes } from "./world.ts";

/**
 * aceso reference add FILE --model NAME --version VERSION: sends what a model was trained on to a running
 * Aceso, as frozen summaries of each column; drift is measured against them from then on.
 */
export const reference: Command = async (line, world) => {
  const [action, path, ...more] = line.words;
  if (action !== "add" || path === undefined || more.length > 0) {
    const expected = "aceso reference add FILE --model NAME --version VERSION";
    throw new AcesoError("missing-field", { field: "what to add", expected });
  }
  const [model, version] = [needed(line, "model"), needed(line, "version")];
  const table = await readTable(path);
  const left = new Set(ignored(line));
  const features = referenceOfTable(table).filter(({ feature }) => !left.has(feature));
  const added = await clientOf(line, world).call("PUT /api/v1/models/:model/reference", {
    params: { model },
    body: { version, features },
  });
  if (line.isJson) world.print(JSON.stringify(added));
  else {
    const params = { model, version, features: added.features.length, rows: table.rowCount };
    world.print(render(say("cli.reference.added", params), { lang: line.lang }));
  }
  return exitCodes.fine;
};

function needed({ flags }: CommandLine, name: string): string {
  const value = flags[name];
  if (typeof value === "string" && value !== "") return value;
  throw new AcesoError("missing-field", { field: `--${name}`, expected: "a name" });
}

function ignored({ flags }: CommandLine): readonly string[] {
  return typeof flags["ignore"] === "string" ? flags["ignore"].split(",") : [];
}
