import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/**
 * What a Python script beside this file prints, run with scikit-learn from Debian (python3-sklearn) on one thread; null
 * where there is none or the script fails.
 */
export function runSklearn(script: string, args: readonly string[]): string | null {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const { OPENBLAS_CORETYPE: _, ...environment } = process.env;
  const one = { OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  const { status, stdout } = spawnSync("/usr/bin/python3", [path, ...args], {
    encoding: "utf8",
    env: { ...environment, ...one },
    maxBuffer: 16 * 1024 * 1024,
  });
  return status === 0 ? stdout : null;
}
