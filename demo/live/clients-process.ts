import { arrivalsBetween, Load } from "../world/load.ts";
import type { Arrival } from "../world/load.ts";
import { Telemetry } from "../world/telemetry.ts";
import { callOverHttp, preciseNow } from "./live-journey.ts";
import { followParent, loadModels, processOptions } from "./process-options.ts";
import { Sender } from "./sender.ts";

/** How far ahead requests are planned. */
const stretchMs = 1000;

const options = processOptions();
const models = loadModels(options.modelsFile);
const load = new Load(options.seed, models);
const sender = new Sender(options.aceso);
const telemetry = new Telemetry({
  service: "clients",
  version: "",
  host: "demo",
  seed: options.seed,
  startMs: Math.floor(preciseNow()),
});
let isBlurred = false;
let plannedUntil = preciseNow();

process.on("message", (message: unknown) => {
  if (typeof message === "object" && message !== null && "blurred" in message) {
    isBlurred = message.blurred === true;
  }
});

const loadTimer = setInterval(() => {
  const now = preciseNow();
  // After a pause of the machine the missed requests are not made up for.
  const from = Math.max(plannedUntil, now - stretchMs);
  plannedUntil = now + stretchMs;
  for (const arrival of arrivalsBetween(options.seed, from, plannedUntil)) {
    setTimeout(() => void play(arrival), Math.max(0, arrival.time - now));
  }
}, stretchMs / 2);
const flushTimer = setInterval(() => {
  for (const payload of telemetry.drain(preciseNow())) sender.send(payload);
}, 1000);
followParent(() => {
  clearInterval(loadTimer);
  clearInterval(flushTimer);
});
process.send?.("ready");

async function play(arrival: Arrival): Promise<void> {
  const request = load.request(arrival, isBlurred);
  try {
    const reply = await callOverHttp(options.peers[request.target]!, request.incoming);
    if (request.label === undefined || reply.status !== 200) return;
    const time = preciseNow() + request.label.delayMs;
    const { model, value } = request.label;
    telemetry.label(time, { id: request.id, model, label: value, time: Math.floor(time) });
  } catch {
    // A client whose request failed goes on with the next one; the server's telemetry tells of it.
  }
}
