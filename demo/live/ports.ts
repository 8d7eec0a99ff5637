import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { serviceNames } from "../world/services.ts";
import type { ServiceName } from "../world/services.ts";

/** Service → the port it has when Aceso is someone else's and has demo/aceso.config.json. */
export const fixedPorts: { readonly [Name in ServiceName]: number } = {
  digits: 4711,
  prices: 4712,
  "feature-store": 4713,
  writer: 4714,
  retriever: 4715,
  "retriever-replica": 4716,
};

/** A free port for every service. */
export async function freePorts(): Promise<{ [Name in ServiceName]: number }> {
  const ports = { ...fixedPorts };
  for (const name of serviceNames) ports[name] = await freePort();
  return ports;
}

/** A port of this machine that nobody listens on right now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      // Listening on TCP: the address is an object.
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** Whether this port can be listened on. */
export function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/** Where a service listens. */
export function urlOf(ports: { readonly [name: string]: number }, name: string): string {
  return `http://127.0.0.1:${ports[name]}`;
}
