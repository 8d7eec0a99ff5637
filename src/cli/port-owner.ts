import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

/** The process that listens on a port, as far as Linux tells it to us. */
export interface PortOwner {
  readonly pid: number;
  readonly name: string;
}

/** Whether a port can be listened on now. */
export function isPortFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, host, () => probe.close(() => resolve(true)));
  });
}

/** Finds who listens on a TCP port through /proc; undefined elsewhere or without permission. */
export function findPortOwner(port: number): PortOwner | undefined {
  const inode = ["/proc/net/tcp", "/proc/net/tcp6"]
    .map((path) => inodeOf(path, port))
    .find(Boolean);
  if (inode === undefined) return undefined;
  for (const pid of listOf("/proc").filter((name) => /^\d+$/.test(name))) {
    for (const descriptor of listOf(`/proc/${pid}/fd`)) {
      if (linkOf(`/proc/${pid}/fd/${descriptor}`) === `socket:[${inode}]`) {
        return { pid: Number(pid), name: textOf(`/proc/${pid}/comm`).trim() };
      }
    }
  }
  return undefined;
}

/** Inode of the socket in state LISTEN (0A) on the port. Columns: proc(5), net/tcp. */
function inodeOf(path: string, port: number): string | undefined {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  for (const line of textOf(path).split("\n").slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[1]?.endsWith(wanted) === true && columns[3] === "0A") return columns[9];
  }
  return undefined;
}

// Processes come and go, and most are not ours to look into: what cannot be read is left out.
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function listOf(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}
