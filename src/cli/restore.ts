import { loadConfig } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { type Command, exitCodes } from "./world.ts";

/** aceso restore FOLDER: fills an empty data directory from a backup; Aceso must not run on it. */
export const restoreBackup: Command = async (line, world) => {
  const [from] = line.words;
  if (from === undefined) {
    throw new AcesoError("missing-field", { field: "FOLDER", expected: "aceso restore FOLDER" });
  }
  const { config } = loadConfig({ ...world, flags: line.flags });
  // Loaded only here: the database itself.
  const { restoreAceso } = await import("../main.ts");
  await restoreAceso(config, from);
  const path = config.dataDir;
  if (line.isJson) world.print(JSON.stringify({ schemaVersion: 1, path }));
  else world.print(render(say("cli.restored", { path, from }), { lang: line.lang }));
  return exitCodes.fine;
};
