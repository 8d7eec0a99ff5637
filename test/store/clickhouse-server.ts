import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { serverConfig } from "../../src/store/chdb-config.ts";

/** A real ClickHouse server process on loopback, for tests. */
export interface ClickHouseServer {
  /** To be given as `clickhouseUrl`. */
  readonly url: string;
  /** Ends the process; its data stay until `stop`. The port stays reserved for `restart`. */
  kill(): Promise<void>;
  /** Starts it again on the same data and port. */
  restart(): Promise<void>;
  /** Freezes the process: connections open, nothing answers. */
  pause(): void;
  resume(): void;
  /** Ends the process and deletes its data. */
  stop(): Promise<void>;
}

// libchdb exports the main function of clickhouse-local; ClickHouse checks the stack, so it must be
// called from a plain process's main thread, which Python's ctypes gives.
const launcher = `
import ctypes, sys
ctypes.CDLL(None).prctl(1, 9)  # dies with the test that started it
library = ctypes.CDLL(sys.argv[1])
arguments = [b"clickhouse"] + [argument.encode() for argument in sys.argv[2:]]
vector = (ctypes.c_char_p * len(arguments))(*arguments)
library.chdb_query_cmdline.restype = ctypes.c_void_p
library.chdb_query_cmdline(len(arguments), vector)
`;

/** Starts a server and waits until it answers. Needs python3 and the package chdb. */
export async function startClickHouseServer(): Promise<ClickHouseServer> {
  const folder = await mkdtemp(join(tmpdir(), "aceso-clickhouse-"));
  const [httpPort, tcpPort] = [await freePort(), await freePort()];
  const config = join(folder, "config.xml");
  await writeFile(config, serverConfig(folder));
  const url = `http://127.0.0.1:${httpPort}`;
  let child: ChildProcess | undefined;

  const start = async () => {
    const listen =
      "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(1) FROM numbers(36000) SETTINGS max_block_size = 1, function_sleep_max_microseconds_per_block = 0 FORMAT Null";
    const options = {
      http_port: String(httpPort),
      tcp_port: String(tcpPort),
      listen_host: "127.0.0.1",
      path: join(folder, "data"),
      "config-file": config,
      query: listen,
    };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const started = spawn("python3", ["-c", launcher, libraryPath(), ...args], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { PATH: process.env["PATH"] },
    });
    let problem = "";
    started.stderr.on("data", (text) => (problem = `${problem}${String(text)}`.slice(-2_000)));
    child = started;
    for (let attempt = 0; attempt < 400; attempt++) {
      if (started.exitCode !== null) throw new Error(`the server ended: ${problem}`);
      const answer = await fetch(`${url}/?query=SELECT+1`).catch(() => undefined);
      if (answer?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`the server did not answer: ${problem}`);
  };

  const kill = async () => {
    const running = child;
    if (!running || running.exitCode !== null || running.signalCode !== null) return;
    const ended = once(running, "exit");
    running.kill("SIGKILL");
    await ended;
  };

  await start();
  return {
    url,
    kill,
    restart: start,
    pause: () => void child?.kill("SIGSTOP"),
    resume: () => void child?.kill("SIGCONT"),
    async stop() {
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function libraryPath(): string {
  const load = createRequire(import.meta.url);
  const addon = `${process.platform}-${process.arch}${process.platform === "linux" ? "-gnu" : ""}`;
  return join(dirname(load.resolve(`@chdb/lib-${addon}/package.json`)), "libchdb.so");
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  server.close();
  await once(server, "close");
  return port;
}
