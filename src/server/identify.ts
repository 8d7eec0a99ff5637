import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Config } from "../config/config.ts";
import { AcesoError } from "../model/errors.ts";
import type { Identity, Role } from "./app.ts";

/** What of the configuration decides who may come in. */
export type AccessSettings = Pick<Config, "host" | "insecure" | "token" | "keys" | "secretOf">;

/** Finds out who asks, and whether they may come in at all. */
export interface Gate {
  /** Whether a key is needed. */
  readonly locked: boolean;
  /** @throws AcesoError "unauthorized" */
  identify(headers: IncomingHttpHeaders): Identity;
  /**
   * Refuses what a foreign web page makes a browser do: requests under a name that only resolves to
   * this machine (DNS rebinding), and requests that another origin's page sends.
   *
   * @throws AcesoError "wrong-origin"
   */
  checkOrigin(headers: IncomingHttpHeaders): void;
}

/**
 * Makes the gate from the configured keys.
 *
 * @throws AcesoError "bad-config" when it would listen beyond this machine without any key, or when
 *   a key's environment variable is not set
 */
export function createGate(settings: AccessSettings): Gate {
  const keys = collectKeys(settings);
  const locked = keys.length > 0;
  const loopback = isLoopback(settings.host);
  if (!locked && !loopback && !settings.insecure) {
    throw new AcesoError("bad-config", {
      where: `host ${settings.host}`,
      reason: "would listen beyond this machine without a key",
      fix: "set ACESO_TOKEN to a long random text, or pass --insecure",
    });
  }
  return {
    locked,
    identify(headers) {
      if (!locked) return { name: "local", project: "default", role: "admin" };
      const digest = digestOf(secretIn(headers.authorization));
      // Every key is compared, so that the time taken does not tell which one was near.
      let found: Identity | undefined;
      for (const key of keys) if (timingSafeEqual(key.digest, digest)) found ??= key.identity;
      if (found === undefined) throw new AcesoError("unauthorized");
      return found;
    },
    checkOrigin(headers) {
      const asked = hostName(headers.host ?? "");
      if (!locked && loopback && asked !== settings.host && !isLoopback(asked)) {
        throw new AcesoError("wrong-origin", { origin: asked });
      }
      const { origin } = headers;
      if (origin !== undefined && !isSameHost(origin, headers.host ?? "")) {
        throw new AcesoError("wrong-origin", { origin });
      }
    },
  };
}

const ranks: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 };

/** @throws AcesoError "forbidden" when the identity's role is below the needed one */
export function demandRole(identity: Identity, needed: Role): void {
  if (ranks[identity.role] < ranks[needed]) {
    throw new AcesoError("forbidden", { role: identity.role, needed });
  }
}

/** Whether an address or name stands for this machine only. */
export function isLoopback(host: string): boolean {
  return (
    host === "localhost" || host === "::1" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host)
  );
}

interface Key {
  readonly digest: Buffer;
  readonly identity: Identity;
}

function collectKeys(settings: AccessSettings): readonly Key[] {
  const keys: Key[] = settings.keys.map(({ name, project, role, keyEnv }) => {
    const secret = settings.secretOf(keyEnv);
    if (secret === undefined || secret === "") {
      throw new AcesoError("bad-config", {
        where: `key ${name}`,
        reason: `the environment variable ${keyEnv} is not set`,
        fix: `set ${keyEnv}, or remove the key`,
      });
    }
    return { digest: digestOf(secret), identity: { name, project, role } };
  });
  if (settings.token !== undefined) {
    const identity: Identity = { name: "admin", project: "default", role: "admin" };
    keys.unshift({ digest: digestOf(settings.token), identity });
  }
  return keys;
}

/** The key in a Bearer header, or the password of a Basic one (Prometheus); empty where there is none. */
function secretIn(authorization: string | undefined): string {
  const [scheme = "", value = ""] = (authorization ?? "").trim().split(/\s+/, 2);
  if (scheme.toLowerCase() === "bearer") return value;
  if (scheme.toLowerCase() !== "basic") return "";
  const pair = Buffer.from(value, "base64").toString("utf8");
  return pair.slice(pair.indexOf(":") + 1);
}

/** Equal length for every text, as the constant-time comparison needs. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

/** Name of a Host header without its port. */
function hostName(host: string): string {
  return host.replace(/:\d+$/, "").toLowerCase();
}

function isSameHost(origin: string, host: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
}
