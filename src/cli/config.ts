import { existsSync } from "node:fs";
import { configFileName, configJsonSchema, loadConfig, printableConfig } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import { say } from "../model/message.ts";
import { render } from "../model/words/render.ts";
import { clientOf } from "./client.ts";
import { type Command, exitCodes } from "./world.ts";

/** aceso config print | check | export | schema. */
export const config: Command = async (line, world) => {
  const [what = "print"] = line.words;
  if (what === "schema") {
    world.print(JSON.stringify(configJsonSchema(), undefined, 2));
    return exitCodes.fine;
  }
  const loaded = loadConfig({ ...world, flags: line.flags });
  switch (what) {
    case "print":
      if (line.isJson) {
        const origins = Object.fromEntries(loaded.origins);
        const values = printableConfig(loaded.config);
        world.print(JSON.stringify({ schemaVersion: 1, values, origins }, undefined, 2));
      } else {
        const values = printableConfig(loaded.config);
        for (const [name, origin] of loaded.origins) {
          world.print(`${name} = ${JSON.stringify(at(values, name))}   # ${origin}`);
        }
      }
      return exitCodes.fine;
    case "check": {
      const path = String(
        line.flags["config"] ?? world.environment["ACESO_CONFIG"] ?? configFileName,
      );
      const message = say(existsSync(path) ? "cli.config-fine" : "cli.config-none", { path });
      world.print(render(message, { lang: line.lang }));
      return exitCodes.fine;
    }
    case "export": {
      const { monitors } = await clientOf(line, world).call("GET /api/v1/monitors", {});
      const own = monitors.filter(({ monitor }) => monitor.owner !== "pack");
      // Owner and reason say where a monitor stands; in the file it stands in the file.
      const written = own.map(({ monitor }) => {
        const { owner: _, reason: __, ...rest } = monitor;
        return rest;
      });
      world.print(JSON.stringify({ monitors: written }, undefined, 2));
      return exitCodes.fine;
    }
    default:
      throw new AcesoError("bad-field", {
        field: "config",
        expected: "print, check, export or schema",
        got: what,
      });
  }
};

function at(values: unknown, name: string): unknown {
  let node = values;
  for (const step of name.split(".")) {
    if (typeof node !== "object" || node === null) return undefined;
    node = Object.entries(node).find(([key]) => key === step)?.[1];
  }
  return node;
}
