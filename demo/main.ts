import { randomBytes } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { installedPackages } from "./install.ts";
import { isReady, startAceso } from "./live/aceso-process.ts";
import { fixedPorts, freePorts } from "./live/ports.ts";
import { saveModels } from "./live/process-options.ts";
import { BulkSender } from "./live/sender.ts";
import type { AcesoAddress } from "./live/sender.ts";
import { liveStage } from "./live/stage.ts";
import { startStack } from "./live/stack.ts";
import { playFaultByHand, playForever, playScript } from "./script/modes.ts";
import { measureCostsMs } from "./world/digits-service.ts";
import { faultNames } from "./world/faults.ts";
import type { FaultName } from "./world/faults.ts";
import { playHistory } from "./world/history.ts";
import { trainModels } from "./world/models.ts";
import { secretEnvironmentName } from "./world/services.ts";

const usage = `npm run demo                            plays on, a fault every three minutes
npm run demo -- --fault NAME            plays one fault and leaves it to you: ${faultNames.join(" ")}
npm run demo -- --script all --approve --json [--seed N]
                                        plays all faults, approves the repairs, judges the answers
  --script NAME,NAME   only these faults     --days N   days of history to send (14)
With ACESO_URL set it uses that Aceso (started with ACESO_CONFIG=demo/aceso.config.json and the same
${secretEnvironmentName}); otherwise it starts one of its own with fresh data.`;

const { values } = parseArgs({
  options: {
    fault: { type: "string" },
    script: { type: "string" },
    approve: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    seed: { type: "string", default: "1" },
    days: { type: "string", default: "14" },
    help: { type: "boolean", default: false },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const seed = Number(values.seed);
  const days = Number(values.days);
  const named = [...(values.script ?? "").split(","), values.fault ?? ""].filter(
    (name) => name !== "" && name !== "all",
  );
  const unknown = named.find((name) => !isFaultName(name));
  if (unknown !== undefined || !Number.isInteger(seed) || !(days > 0 && days <= 30)) {
    console.error(unknown === undefined ? usage : `no fault ${unknown}\n${usage}`);
    return 2;
  }
  // Text for people goes to stderr when programs read stdout.
  const say = values.json ? console.error : console.log;
  const stateFolder = join(import.meta.dirname, "state", `run-${process.pid}`);
  mkdirSync(stateFolder, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stopAll = async (): Promise<void> => {
    for (const stop of stops.splice(0).reverse()) await stop();
    rmSync(stateFolder, { recursive: true, force: true });
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.once(signal, () => {
      void stopAll().finally(() => process.exit(130));
    });
  }
  try {
    const stage = await setUp({ seed, days, stateFolder, stops, say });
    const options = { seed, approves: values.approve, isJson: values.json, say };
    if (values.script !== undefined) {
      const only = named.filter(isFaultName);
      return await playScript(stage, { ...options, only: only.length > 0 ? only : faultNames });
    }
    const [fault] = named.filter(isFaultName);
    if (fault !== undefined) return await playFaultByHand(stage, fault, options);
    return await playForever(stage, options);
  } catch (failure) {
    console.error(failure instanceof Error ? failure.message : failure);
    return 3;
  } finally {
    await stopAll();
  }
}

/** Models, Aceso, history, services and load, in this order. */
async function setUp(options: {
  seed: number;
  days: number;
  stateFolder: string;
  stops: (() => Promise<void>)[];
  say: (line: string) => void;
}) {
  const { seed, days, stateFolder, stops, say } = options;
  say("training the models …");
  const models = trainModels(installedPackages());
  for (const { model, version, measure, value, trainRows, heldOutRows } of models.quality) {
    const figure = value.toFixed(3);
    say(
      `  ${model} ${version}: ${measure} ${figure} on ${heldOutRows} rows, trained on ${trainRows}`,
    );
  }
  const modelsFile = join(stateFolder, "models.bin");
  saveModels(modelsFile, models);

  const url = process.env.ACESO_URL;
  let address: AcesoAddress;
  let ports: { readonly [name: string]: number } = fixedPorts;
  let secret = process.env[secretEnvironmentName] ?? "";
  if (url === undefined) {
    secret = randomBytes(24).toString("hex");
    ports = await freePorts();
    say("starting Aceso …");
    const aceso = await startAceso({ stateFolder, ports, secret });
    stops.push(aceso.stop);
    address = aceso.address;
  } else {
    address = { url: url.replace(/\/$/, ""), token: process.env.ACESO_TOKEN ?? "" };
    if (secret === "") throw new Error(`set ${secretEnvironmentName} as the Aceso there has it`);
    if (!(await isReady(address.url))) throw new Error(`no Aceso is ready at ${address.url}`);
  }

  const startedAt = Date.now();
  const bulk = new BulkSender(address, 4);
  await playHistory({
    seed,
    models,
    end: Date.now(),
    days,
    digitsCostsMs: await measureCostsMs(models.networks[1]!, models.digits.images.slice(0, 25), {
      nowMs: () => performance.now(),
      pause: (ms) => setTimeout(ms),
    }),
    emit: (payload) => bulk.send(payload),
  });
  await bulk.finish();
  const took = ((Date.now() - startedAt) / 1000).toFixed(1);
  say(`sent ${bulk.rows} rows of ${days} days in ${took} s, ${bulk.refused} requests refused`);

  const stack = await startStack({ ports, seed, modelsFile, stateFolder, aceso: address, secret });
  stops.push(stack.stop);
  say(`watch it at ${address.url}`);
  return liveStage(address, stack);
}

function isFaultName(name: string): name is FaultName {
  return faultNames.some((known) => known === name);
}
