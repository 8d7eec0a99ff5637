import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type Command, exitCodes } from "./world.ts";

/** aceso backup: copies everything stored by a running Aceso into a folder, and says which. */
export const backup: Command = async (line, world) => {
  const { path, bytes } = await clientOf(line, world).call("POST /api/v1/backups", { body: {} });
  if (line.isJson) world.print(JSON.stringify({ schemaVersion: 1, path, bytes }));
  else world.print(render(say("cli.backed-up", { path, bytes }), { lang: line.lang }));
  return exitCodes.fine;
};
