import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { dispatch } from "../../src/cli/dispatch.ts";
import { AcesoError } from "../../src/model/errors.ts";
import { echoApp, startEcho } from "../server/fake-app.ts";

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

interface Given {
  readonly environment?: { readonly [name: string]: string };
  readonly file?: string;
  readonly now?: number;
}

/** Runs a command line in a world of its own and tells what it said. */
async function run(line: string, { environment = {}, file, now = Date.now() }: Given = {}) {
  const printed: string[] = [];
  const noted: string[] = [];
  const exit = await dispatch(line.split(" ").filter(Boolean), {
    environment,
    readFile: () => file,
    writeFile: () => undefined,
    fetch: globalThis.fetch,
    now: () => now,
    wait: () => Promise.resolve(),
    print: (text) => printed.push(text),
    note: (text) => noted.push(text),
    isColoured: false,
  });
  return { exit, out: printed.join("\n"), err: noted.join("\n") };
}

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "aceso-cli-"));
  closing.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

const incident = {
  id: "i1",
  code: "7Q4K",
  phase: "diagnosed",
  onset: 1_700_000_000_000,
  title: { code: "monitor.from-file", params: { file: "t" } },
  symptoms: [],
  diagnosis: null,
  repair: null,
};

async function startWith(answers: Parameters<typeof echoApp>[0], environment = {}) {
  const server = await startEcho({ app: echoApp(answers), environment });
  closing.push(() => server.close());
  return server.base;
}

/** The application's answers are typed as never in the fake, because tests give only a part of them. */
const answer = (value: unknown) => () => Promise.resolve(value as never);

describe("a command line", () => {
  it.each([
    ["", 2, "Usage", ""],
    ["--help", 0, "Usage", ""],
    ["--help --lang zh", 0, "用法", ""],
    ["--version", 0, "0.", ""],
    ["strat", 2, "", "did you mean start?"],
    ["strat --lang zh", 2, "", "是不是 start?"],
    ["doctor --prot 1", 2, "", "Unknown option"],
    ["config paint", 2, "", "print, check, export or schema"],
    ["incidents show", 2, "", "ID is missing"],
    ["incidents shw 1", 2, "", "list, rank, show, dry-run"],
    ["config print --port x", 2, "", "flag --port"],
    ["incidents --url http://127.0.0.1:1", 3, "", "no answer"],
  ])("%j ends with %i", async (line, exit, out, err) => {
    const result = await run(line);
    expect(result.exit).toBe(exit);
    expect(result.out).toContain(out);
    expect(result.err).toContain(err);
    expect(result.err).not.toContain("    at ");
  });

  it("the terminal's language is taken where none is asked for", async () => {
    expect((await run("--help", { environment: { LANG: "zh_CN.UTF-8" } })).out).toContain("用法");
    const asked = await run("--help --lang en", { environment: { LANG: "zh_CN.UTF-8" } });
    expect(asked.out).toContain("Usage");
  });
});

describe("aceso config", () => {
  it("print shows each value with its origin and no secret", async () => {
    const environment = { ACESO_TOKEN: "s3cr3t", ACESO_PORT: "5000" };
    const { out } = await run("config print", { environment, file: '{"watchHost": false}' });
    expect(out).toContain("port = 5000   # environment ACESO_PORT");
    expect(out).toContain("watchHost = false   # file aceso.config.json:1");
    expect(out).not.toContain("s3cr3t");
  });

  it("check names the line of a wrong setting", async () => {
    const { exit, err } = await run("config check", { file: '{\n"prot": 1}' });
    expect([exit, err]).toEqual([
      2,
      expect.stringContaining("aceso.config.json:2: unknown setting prot"),
    ]);
    expect(err).toContain("did you mean port?");
  });

  it("schema is a JSON Schema of the file", async () => {
    const { out } = await run("config schema");
    expect(JSON.parse(out)).toMatchObject({ type: "object", additionalProperties: false });
  });

  it("export gives back a file that loads to the same monitors", async () => {
    const monitor = {
      id: "a",
      owner: "api",
      watch: {
        kind: "measure",
        measure: "accuracy",
        subject: { kind: "model", model: "m" },
        slice: {},
      },
      detector: "robust-z",
      settings: { limit: 3 },
      direction: "down",
      class: "objective",
      holdWindows: 3,
      windowMs: 60_000,
      severity: "critical",
      unit: "ratio",
      reason: { code: "monitor.from-api", params: {} },
      enabled: true,
    };
    const pack = { ...monitor, id: "p", owner: "pack" };
    const monitors = [monitor, pack].map((each) => ({ monitor: each, last: null }));
    const base = await startWith({ "GET /api/v1/monitors": answer({ monitors }) });
    const { out } = await run(`config export --url ${base}`);
    const printed = await run("config print --json", { file: out });
    const { values } = JSON.parse(printed.out) as { values: { monitors: unknown[] } };
    const reason = { code: "monitor.from-file", params: { file: "aceso.config.json" } };
    expect(values.monitors).toEqual([{ ...monitor, owner: "file", reason }]);
  });
});

describe("aceso reference", () => {
  it("add freezes the columns of a file and sends them, not the rows", async () => {
    const file = join(temporaryFolder(), "training.csv");
    writeFileSync(file, "age,kind,id\n1,a,x\n2,b,y\n3,a,z\n");
    const got: unknown[] = [];
    const app = {
      ...echoApp(),
      "PUT /api/v1/models/:model/reference": ({
        params,
        body,
      }: {
        params: object;
        body: object;
      }) => {
        got.push({ params, body });
        return Promise.resolve({ model: "m", version: "v2", features: ["age", "kind"] });
      },
    };
    const server = await startEcho({ app });
    closing.push(() => server.close());
    const line = `reference add ${file} --model m --version v2 --ignore id --url ${server.base}`;
    const { exit, out } = await run(line);
    expect([exit, out]).toEqual([0, "2 features of m v2 frozen as its reference, from 3 rows"]);
    expect(got).toMatchObject([{ params: { model: "m" }, body: { version: "v2" } }]);
    expect(JSON.stringify(got)).not.toContain('"x"');
    expect((await run("reference add")).exit).toBe(2);
    expect((await run(`reference add ${file} --version 1`)).err).toContain("--model");
  });
});

describe("aceso incidents", () => {
  it("list shows the open ones and what to do next; --all the others too; --json everything", async () => {
    const heads = [
      { ...incident, headline: null },
      { ...incident, code: "OLD1", phase: "resolved", headline: null },
    ];
    const base = await startWith({
      "GET /api/v1/incidents": answer({ incidents: heads, next: null }),
    });
    const open = await run(`incidents --url ${base}`);
    expect(open.out).toContain("7Q4K  diagnosed");
    expect(open.out).toContain("aceso incidents show 7Q4K");
    expect(open.out).not.toContain("OLD1");
    expect((await run(`incidents list --all --url ${base} --lang zh`)).out).toContain(
      "OLD1  已解决",
    );
    const json = JSON.parse((await run(`incidents --json --url ${base}`)).out) as {
      incidents: unknown[];
    };
    expect(json).toMatchObject({ schemaVersion: 1 });
    expect(json.incidents).toHaveLength(1);
  });

  it("approve and undo act on the newest plan; without one they say so", async () => {
    const asked: unknown[] = [];
    const proposed = { ...incident, repair: { status: "proposed", plan: { id: "p1", steps: [] } } };
    const app = {
      ...echoApp({ "GET /api/v1/incidents/:id": answer(proposed) }),
      "POST /api/v1/incidents/:id/repair/approve": (request: {
        body: unknown;
        params: unknown;
      }) => {
        asked.push(request.params, request.body);
        return Promise.resolve(proposed as never);
      },
    };
    const server = await startEcho({ app });
    closing.push(() => server.close());
    const { exit, out } = await run(`incidents approve 7Q4K --url ${server.base}`);
    expect([exit, asked]).toEqual([0, [{ id: "7Q4K" }, { plan: "p1" }]]);
    expect(out).toContain("repair: proposed");
    const without = await startWith({ "GET /api/v1/incidents/:id": answer(incident) });
    const refused = await run(`incidents approve 7Q4K --url ${without}`);
    expect([refused.exit, refused.err]).toEqual([4, expect.stringContaining("none is proposed")]);
  });

  it("an unknown incident is wrong use, a missing key is not allowed", async () => {
    const error = new AcesoError("not-found", {
      what: "incident",
      id: "x",
      list: "aceso incidents",
    });
    const base = await startWith({ "GET /api/v1/incidents/:id": () => Promise.reject(error) });
    expect((await run(`incidents show x --url ${base}`)).exit).toBe(2);
    const locked = await startWith({}, { ACESO_TOKEN: "k" });
    expect((await run(`incidents --url ${locked}`)).exit).toBe(4);
  });
});

describe("aceso doctor finds", () => {
  const doctor = (given: Given, line = "") =>
    run(`doctor --port 0 --otlp-port 0 --data-dir ${temporaryFolder()} ${line}`, given);

  it("nothing wrong on a machine where nothing is wrong", async () => {
    const { exit, out } = await doctor({});
    expect(out).not.toContain("✗");
    expect(exit).toBe(0);
  });

  it("a taken port", async () => {
    const blocker = createServer();
    const port = await new Promise<number>((resolve) => {
      blocker.listen(0, "127.0.0.1", () => resolve((blocker.address() as { port: number }).port));
    });
    closing.push(() => void blocker.close());
    const { exit, out } = await run(
      `doctor --port ${port} --otlp-port 0 --data-dir ${temporaryFolder()}`,
    );
    expect(exit).toBe(1);
    expect(out).toContain(`✗ port ${port} is taken (`);
    expect(out).toContain(`pid ${process.pid}`);
  });

  it("a data directory that is no folder", async () => {
    const path = join(temporaryFolder(), "file");
    writeFileSync(path, "");
    const { exit, out } = await run(`doctor --port 0 --otlp-port 0 --data-dir ${path}`);
    expect([exit, out]).toEqual([1, expect.stringContaining("cannot be written: ENOTDIR")]);
  });

  it("a clock that was set back", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "segment"), "");
    utimesSync(join(folder, "segment"), 2_000_000_000, 2_000_000_000);
    const { exit, out } = await run(`doctor --port 0 --otlp-port 0 --data-dir ${folder}`);
    expect([exit, out]).toEqual([1, expect.stringContaining("behind the newest data")]);
  });

  it("a store that does not answer", async () => {
    const { exit, out } = await doctor({}, "--clickhouse-url http://user:pass@127.0.0.1:1");
    expect([exit, out]).toEqual([1, expect.stringContaining("✗ ClickHouse at 127.0.0.1:1")]);
    expect(out).not.toContain("pass");
  });

  it("a key that the running Aceso does not take", async () => {
    const base = await startWith({}, { ACESO_TOKEN: "right" });
    const folder = temporaryFolder();
    const { port } = new URL(base);
    const line = `doctor --port ${port} --otlp-port 0 --data-dir ${folder}`;
    const wrong = await run(line, { environment: { ACESO_TOKEN: "wrong" } });
    expect([wrong.exit, wrong.out]).toEqual([1, expect.stringContaining("does not accept")]);
    const right = await run(line, { environment: { ACESO_TOKEN: "right" } });
    expect(right.out).toContain("accepts the key");
  });

  it("settings that are wrong, and secrets that are not there", async () => {
    const wrong = await doctor({ file: '{"hots": "x"}' });
    expect([wrong.exit, wrong.out]).toEqual([1, expect.stringContaining("did you mean host?")]);
    const webhooks = [{ url: "https://hooks.example/x", secretEnv: "HOOK" }];
    const missing = await doctor({ file: JSON.stringify({ notify: { webhooks } }) });
    expect([missing.exit, missing.out]).toEqual([1, expect.stringContaining("HOOK is not set")]);
  });
});
