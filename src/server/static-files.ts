import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

const compress = promisify(gzip);

// file extension → media type; anything else is served as bytes
const mediaTypes: { readonly [extension: string]: string } = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".map": "application/json; charset=utf-8",
};

interface StaticFile {
  readonly version: string;
  readonly plain: Buffer;
  readonly gzipped: Buffer | undefined;
  readonly policy: string;
}

/** Serves the built web UI. */
export interface StaticFiles {
  /** Answers with the file of the path, or with the page for paths of the UI's own router. */
  send(request: IncomingMessage, response: ServerResponse, path: string): Promise<void>;
}

const notBuilt = "The web UI is not built. Run: npm run build:ui\n";

/** Serves files under a folder, compressed once and kept in memory until they change on disk. */
export function createStaticFiles(root: string): StaticFiles {
  // path under root → its file; as many as the build made
  const cache = new Map<string, StaticFile>();

  async function load(path: string): Promise<StaticFile | undefined> {
    const full = normalize(join(root, path));
    if (!full.startsWith(normalize(root + sep))) return undefined;
    const found = await stat(full).catch(() => undefined);
    if (found === undefined || !found.isFile()) {
      cache.delete(path);
      return undefined;
    }
    const version = `${found.mtimeMs}-${found.size}`;
    const known = cache.get(path);
    if (known?.version === version) return known;
    const plain = await readFile(full);
    const isText = /\.(?:html|js|css|json|svg|txt|map)$/.test(path);
    const file: StaticFile = {
      version,
      plain,
      gzipped: isText && plain.length > 1024 ? await compress(plain) : undefined,
      policy: contentPolicy(path.endsWith(".html") ? plain.toString("utf8") : ""),
    };
    cache.set(path, file);
    return file;
  }

  return {
    async send(request, response, path) {
      const isPage = extname(path) === "";
      const file = await load(isPage ? "/index.html" : path);
      if (file === undefined) {
        response.writeHead(isPage ? 503 : 404, { "content-type": "text/plain; charset=utf-8" });
        response.end(isPage ? notBuilt : "not found\n");
        return;
      }
      const etag = `"${file.version}"`;
      response.setHeader("content-security-policy", file.policy);
      response.setHeader("etag", etag);
      response.setHeader("vary", "accept-encoding");
      // Vite names everything under assets/ after its content.
      const lasting = path.startsWith("/assets/");
      response.setHeader(
        "cache-control",
        lasting ? "public, max-age=31536000, immutable" : "no-cache",
      );
      if (request.headers["if-none-match"] === etag) {
        response.writeHead(304).end();
        return;
      }
      const acceptsGzip = /\bgzip\b/.test(request.headers["accept-encoding"] ?? "");
      const body = acceptsGzip && file.gzipped !== undefined ? file.gzipped : file.plain;
      if (body !== file.plain) response.setHeader("content-encoding", "gzip");
      response.writeHead(200, {
        "content-type": mediaTypes[extname(isPage ? "x.html" : path)] ?? "application/octet-stream",
        "content-length": body.length,
      });
      response.end(request.method === "HEAD" ? undefined : body);
    },
  };
}

/** Only our own files run; scripts that stand in the page itself are allowed by their hash. */
function contentPolicy(html: string): string {
  const hashes = [...html.matchAll(/<script(?![^>]*\bsrc=)[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) =>
      `'sha256-${createHash("sha256")
        .update(script ?? "")
        .digest("base64")}'`,
  );
  return [
    "default-src 'none'",
    ["script-src 'self'", ...hashes].join(" "),
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
