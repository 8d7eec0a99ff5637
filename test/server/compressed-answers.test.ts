import { get } from "node:http";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startEcho } from "./fake-app.ts";

let server: Awaited<ReturnType<typeof startEcho>>;
beforeAll(async () => {
  server = await startEcho();
});
afterAll(() => server.close());

/** An answer as it came over the wire. */
function ask(path: string, acceptEncoding: string | undefined) {
  const headers = acceptEncoding === undefined ? {} : { "accept-encoding": acceptEncoding };
  return new Promise<{ encoding: string | undefined; length: number; body: Buffer }>((resolve) => {
    get(`${server.base}${path}`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        const encoding = response.headers["content-encoding"];
        const length = Number(response.headers["content-length"]);
        resolve({ encoding, length, body: Buffer.concat(chunks) });
      });
    });
  });
}

describe("answers of the API", () => {
  it.each(["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.5", "*", "X-GZIP"])(
    "of a kilobyte and more are compressed for %s",
    async (accepted) => {
      const { encoding, length, body } = await ask("/api/v1/openapi.json", accepted);
      expect(encoding).toBe("gzip");
      expect(length).toBe(body.length);
      expect(JSON.parse(gunzipSync(body).toString())).toMatchObject({ openapi: "3.1.0" });
    },
  );

  it.each([undefined, "identity", "br", "gzip;q=0", "gzip;q=0.000, br"])(
    "go as they are for %s",
    async (accepted) => {
      const { encoding, length, body } = await ask("/api/v1/openapi.json", accepted);
      expect(encoding).toBeUndefined();
      expect(length).toBe(body.length);
      expect(JSON.parse(body.toString())).toMatchObject({ openapi: "3.1.0" });
    },
  );

  it("that are short go as they are", async () => {
    expect((await ask("/api/v1/overview", "gzip")).encoding).toBeUndefined();
  });
});
