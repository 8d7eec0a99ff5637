import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The server serves dist/web and /api/v1 on one origin; in development Vite proxies the API to it.
const apiUrl = process.env["ACESO_URL"] ?? "http://127.0.0.1:4600";

export default defineConfig({
  root: "src/web",
  plugins: [react()],
  build: {
    outDir: "../../dist/web",
    emptyOutDir: true,
    // The server's content security policy allows no data: scripts and no inline code.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { "/api": apiUrl } },
});
