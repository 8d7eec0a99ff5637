import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// The server serves dist/web and /api/v1 on one origin; in development Vite proxies the API to it.
const apiUrl = process.env["ACESO_URL"] ?? "http://127.0.0.1:4600";

/** The UI never says what commands say: their words stay out of what a browser loads. */
const withoutCommandWords: Plugin = {
  name: "without-command-words",
  load: (id) =>
    id.endsWith("/src/model/words/command-tables.ts") ? "export const commandTables = [];" : null,
};

export default defineConfig({
  root: "src/web",
  plugins: [react(), withoutCommandWords],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    // The server's content security policy allows no data: scripts and no inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": apiUrl } },
});
