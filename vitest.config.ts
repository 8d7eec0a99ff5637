import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts", "sdk/test/**/*.test.ts"],
    pool: "forks",
    maxWorkers: 2,
    // Generous: a machine that is busy with something else must not fail a test that is only slow.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    env: { UV_THREADPOOL_SIZE: "16" },
  },
});
