import { describe, expect, test } from "bun:test";
import { chmod, mkdir, rm } from "node:fs/promises";
import { createServer } from "node:net";
import * as v from "valibot";
import { credentials, type FaultEffect } from "../../api-double/server.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { runInProcess } from "../../support/command.ts";
import { environmentFor, testNow } from "../../support/connect.ts";
import { useFolder } from "../../support/folder.ts";

const double = await useApiDouble({ now: () => testNow });
const folder = useFolder();

const Diagnosis = v.strictObject({
  version: v.string(),
  ok: v.boolean(),
  exit_code: v.number(),
  checks: v.array(
    v.strictObject({
      name: v.string(),
      status: v.picklist(["ok", "warning", "failed", "skipped"]),
      seen: v.string(),
      advice: v.nullable(v.string()),
    }),
  ),
});
type Check = v.InferOutput<typeof Diagnosis>["checks"][number];

const names = [
  ...["version", "environment", "hosts", "configuration", "rate_limit", "key_folder", "proxy", "dns", "tls"],
  ...["reachability", "credential", "scope", "plan", "clock", "latency"],
];

interface Examined {
  readonly who?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly now?: () => Date;
}

/** The findings by name, and how the doctor ended. */
async function examine({ who = "vk", env = {}, now = () => new Date() }: Examined = {}) {
  const environment = { ...environmentFor(who, double.url), ...env };
  const { code, stdout, stderr } = await runInProcess(["doctor", "--json"], { env: environment, now });
  const { checks, ok, exit_code } = v.parse(Diagnosis, JSON.parse(stdout));
  expect(stderr).toBe("");
  expect(exit_code).toBe(code);
  expect(ok).toBe(code === 0);
  expect(ok).toBe(checks.every(({ status }) => status !== "failed"));
  // Every check is accounted for, in one order, whatever happens.
  expect([...new Set(checks.map(({ name }) => name))].toSorted()).toEqual(names.toSorted());
  for (const { status, advice, name } of checks) {
    // The problems of a configuration say themselves what to do.
    if (status === "failed" && name !== "configuration") expect(advice).not.toBeNull();
  }
  for (const secret of [credentials.virtualKey, credentials.patAdmin]) expect(stdout).not.toContain(secret);
  return {
    code,
    all: (name: string): Check[] => checks.filter((check) => check.name === name),
    one: (name: string): Check => {
      const [check] = checks.filter((each) => each.name === name);
      if (check === undefined) throw new Error(`no check ${name}`);
      return check;
    },
  };
}

/** Where lines break must not depend on figures that differ. */
const wide = 300;

/** Figures of time and place, which differ from run to run. */
const settled = (text: string): string =>
  text
    .replaceAll(double.url, "http://127.0.0.1:PORT")
    .replaceAll(folder.path, "HOME")
    .replaceAll(/within \d+ s /g, "within N s ")
    .replaceAll(/\d+ ms/g, "N ms")
    .replaceAll(/\d+ to N ms/g, "N to N ms");

test("all is well with a virtual key", async () => {
  const env = { ...environmentFor("vk", double.url), HOME: folder.path };
  const { code, stdout } = await runInProcess(["doctor"], {
    env,
    now: () => new Date(),
    terminal: { columns: wide },
  });
  expect(code).toBe(0);
  expect(settled(stdout)).toMatchInlineSnapshot(`
    "ok       version: alephant-mcp 0.0.0-test, Bun 0.0.0, linux x64. Releases: https://github.com/AlephantAI/alephant-mcp/releases
    ok       environment: nothing in it gets in the way
    ok       hosts: no assistant's configuration here points to this server; \`alephant-mcp setup\` writes one
    ok       configuration: VK mode, http://127.0.0.1:PORT
    ok       rate limit: none of this server's own (ALEPHANT_RATE_LIMIT_RPM=0); the API's still holds
    skipped  key folder: no keys are created here
    ok       proxy: none
    skipped  dns: the API's host is an IP address
    skipped  tls: plain http, which stays on this machine
    ok       reachability: /api/v1/cockpit/health answered in N ms: API version 1.4.2, healthy
    ok       credential: virtual key vk-… accepted (/api/v1/cockpit/scope, N ms)
    ok       scope: virtual key "support-bot-prod" (agent "Support Bot") in workspace "Northwind Labs", active
    skipped  plan: a virtual key cannot read it
    ok       clock: within N s of the API's
    ok       latency: median N ms of 3 requests (N to N ms)

    11 ok, 4 skipped
    "
  `);
});

test("all is well with a workspace's token", async () => {
  const env = { ...environmentFor("manager", double.url), HOME: folder.path };
  const { code, stdout } = await runInProcess(["doctor"], {
    env,
    now: () => new Date(),
    terminal: { columns: wide },
  });
  expect(code).toBe(0);
  expect(settled(stdout)).toMatchInlineSnapshot(`
    "ok       version: alephant-mcp 0.0.0-test, Bun 0.0.0, linux x64. Releases: https://github.com/AlephantAI/alephant-mcp/releases
    ok       environment: nothing in it gets in the way
    ok       hosts: no assistant's configuration here points to this server; \`alephant-mcp setup\` writes one
    ok       configuration: Manager mode, workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10, http://127.0.0.1:PORT
    ok       rate limit: none of this server's own (ALEPHANT_RATE_LIMIT_RPM=0); the API's still holds
    ok       key folder: HOME/.local/share/alephant-mcp/keys (made when a key is created)
    ok       proxy: none
    skipped  dns: the API's host is an IP address
    skipped  tls: plain http, which stays on this machine
    ok       reachability: /api/v1/cockpit/health answered in N ms: API version 1.4.2, healthy
    ok       credential: personal access token pat_… accepted (/api/v1/analytics/overview, N ms)
    ok       scope: workspace 6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10; the token reads; the API does not say whether it may write
    ok       plan: enterprise, active, period to 2026-11-30
    ok       clock: within N s of the API's
    ok       latency: median N ms of 3 requests (N to N ms)

    13 ok, 2 skipped
    "
  `);
});

test("it changes nothing", async () => {
  await examine({ who: "manager", env: { HOME: folder.path } });
  expect(double.requests.length).toBeGreaterThan(0);
  expect(double.requests.every(({ method }) => method === "GET")).toBe(true);
  expect(
    await Array.fromAsync(new Bun.Glob("**").scan({ cwd: folder.path, onlyFiles: false, dot: true })),
  ).toEqual([]);
});

describe("configuration and environment", () => {
  test("without a home nobody can tell what the assistants have", async () => {
    const { one } = await examine({});
    expect(one("hosts")).toMatchObject({ status: "skipped", seen: expect.stringContaining("Set HOME") });
  });

  test("a page inside the chat that is switched off", async () => {
    const { one } = await examine({ env: { ...environmentFor("vk", double.url), ALEPHANT_UI: "off" } });
    expect(one("configuration").seen).toContain("VK mode, no page inside the chat, ");
  });

  test("every problem is one finding, and nothing is asked", async () => {
    const env = { ALEPHANT_API_BASE_URL: "ftp://x", ALEPHANT_READ_ONLY: "perhaps" };
    const { code, all, one } = await examine({ env });
    expect(code).toBe(1);
    expect(all("configuration").map(({ status }) => status)).toEqual(["failed", "failed"]);
    expect(one("reachability")).toMatchObject({ status: "skipped" });
    expect(double.requests).toEqual([]);
  });

  test.each<
    readonly [what: string, env: Readonly<Record<string, string>>, seen: string, advice: string | null]
  >([
    ["a misspelled name", { ALEPHANT_API_URL: "x" }, "ALEPHANT_API_URL is not", "ALEPHANT_API_BASE_URL"],
    ["quotation marks", { ALEPHANT_WORKSPACE_ID: "'x'" }, "quotation marks", "Remove them"],
    ["an unexpanded reference", { ALEPHANT_PAT: "$" + "{PAT}" }, "nobody expanded", "Write the value"],
    ["a CA file that is not there", { NODE_EXTRA_CA_CERTS: "/nowhere.pem" }, "cannot be read", "PEM"],
  ])("%s is a warning", async (_what, env, seen, advice) => {
    const { code, one } = await examine({ env });
    expect(code).toBe(0);
    expect(one("environment")).toEqual({
      name: "environment",
      status: "warning",
      seen: expect.stringContaining(seen),
      advice: advice === null ? null : expect.stringContaining(advice),
    });
  });

  test("notes of the configuration are warnings", async () => {
    const { code, all } = await examine({
      env: { NODE_TLS_REJECT_UNAUTHORIZED: "0", ALEPHANT_RATE_LIMIT_RPM: "many" },
    });
    expect(code).toBe(0);
    expect(all("configuration").map(({ status }) => status)).toEqual(["ok", "warning", "warning"]);
  });

  test("where the runtime would print the credential, none is sent", async () => {
    const { code, one } = await examine({ env: { BUN_CONFIG_VERBOSE_FETCH: "curl" } });
    expect(code).toBe(1);
    expect(one("configuration")).toMatchObject({ status: "failed" });
    expect(double.requests).toEqual([]);
  });

  test.each([
    ["0", "ok"],
    ["3", "warning"],
    ["60", "ok"],
  ])("a rate limit of %s: %s", async (rpm, status) => {
    // The requests of the doctor itself have to get through it.
    const env = { ALEPHANT_RATE_LIMIT_RPM: rpm, ALEPHANT_API_BASE_URL: "http://127.0.0.1:9" };
    expect((await examine({ env })).one("rate_limit")).toMatchObject({ status });
  });
});

describe("the folder for the secrets of new keys", () => {
  const keys = () => folder.at("share", "alephant-mcp", "keys");
  const folderOf = async (env: Readonly<Record<string, string>>) =>
    (await examine({ who: "manager", env })).one("key_folder");

  test("open to others, not a folder, nowhere, not needed", async () => {
    await mkdir(keys(), { recursive: true, mode: 0o700 });
    const env = { XDG_DATA_HOME: folder.at("share") };
    expect(await folderOf(env)).toMatchObject({ status: "ok", seen: keys() });
    await chmod(keys(), 0o755);
    expect(await folderOf(env)).toMatchObject({
      status: "warning",
      seen: expect.stringContaining("other users"),
    });
    await rm(keys(), { recursive: true });
    await Bun.write(keys(), "");
    expect(await folderOf(env)).toMatchObject({
      status: "warning",
      seen: expect.stringContaining("not a folder"),
    });
    expect(await folderOf({})).toMatchObject({ status: "warning", seen: expect.stringContaining("No home") });
    expect(await folderOf({ ALEPHANT_READ_ONLY: "1" })).toMatchObject({ status: "skipped" });
  });
});

describe("network", () => {
  test("a name that nobody knows", async () => {
    const { code, one } = await examine({ env: { ALEPHANT_API_BASE_URL: "https://alephant.invalid" } });
    expect(code).toBe(3);
    expect(one("dns")).toMatchObject({ status: "failed", seen: expect.stringContaining("alephant.invalid") });
    expect(one("credential")).toMatchObject({ status: "skipped" });
  });

  test("nobody listens", async () => {
    const { code, one } = await examine({ env: { ALEPHANT_API_BASE_URL: "https://127.0.0.1:9" } });
    expect(code).toBe(3);
    expect(one("dns")).toMatchObject({ status: "skipped" });
    expect(one("tls")).toMatchObject({ status: "skipped", seen: expect.stringContaining("ECONNREFUSED") });
    expect(one("reachability")).toMatchObject({ status: "failed" });
  });

  test.each<readonly [what: string, effect: FaultEffect, code: number]>([
    ["a web page", { kind: "html" }, 3],
    ["a redirect", { kind: "redirect", to: "https://elsewhere.test" }, 3],
    ["500", { kind: "status", status: 500 }, 3],
    ["404 everywhere", { kind: "status", status: 404 }, 2],
  ])("the wrong address: %s", async (_what, effect, expected) => {
    double.fault({ effect });
    const { code, one } = await examine();
    expect(code).toBe(expected);
    expect(one("reachability")).toMatchObject({ status: "failed" });
    expect(one("credential")).toMatchObject({ status: "skipped" });
  });

  test("silence ends: the doctor does not wait for ever", async () => {
    double.fault({ effect: { kind: "silence" } });
    const { code, one } = await examine();
    expect(code).toBe(3);
    expect(one("reachability").seen).toContain("did not answer in time");
  }, 20_000);

  test("answers that take long are a warning", async () => {
    double.fault({ path: "/api/v1/cockpit/health", effect: { kind: "slow", ms: 1_600 } });
    const { code, one } = await examine();
    expect(code).toBe(0);
    expect(one("latency")).toMatchObject({ status: "warning" });
  }, 20_000);

  test("a proxy is named without its password, and what lies behind it is not looked at", async () => {
    const proxy = createServer((socket) => {
      socket.on("error", () => undefined);
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const address = proxy.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const env = {
      ALEPHANT_API_BASE_URL: "https://alephant.invalid",
      HTTPS_PROXY: `http://user:pa55word@127.0.0.1:${port}`,
    };
    const { one, all } = await examine({ env });
    proxy.close();
    expect(one("proxy")).toMatchObject({ status: "ok", seen: `127.0.0.1:${port} (HTTPS_PROXY)` });
    expect(one("dns")).toMatchObject({ status: "skipped", seen: "the proxy resolves the name" });
    expect(one("tls")).toMatchObject({
      status: "skipped",
      seen: expect.stringContaining("behind the proxy"),
    });
    expect(JSON.stringify(names.flatMap(all))).not.toContain("pa55word");
  });
});

describe("credential, scope and plan", () => {
  test.each([
    { who: credentials.revokedVirtualKey, shown: "virtual key vk-…" },
    { who: credentials.patExpired, shown: "personal access token pat_…" },
  ])("refused: $shown", async ({ who, shown }) => {
    const { code, one } = await examine({ who });
    expect(code).toBe(2);
    const { status, seen } = one("credential");
    expect(status).toBe("failed");
    expect(seen).toContain(shown);
    expect(seen).not.toContain(who);
    expect(one("reachability")).toMatchObject({ status: "ok" });
    expect(one("plan")).toMatchObject({ status: "skipped" });
    expect(one("clock").status).not.toBe("skipped");
  });

  test("a token of another workspace", async () => {
    const env = { ALEPHANT_WORKSPACE_ID: credentials.foreignWorkspaceId };
    const { code, one } = await examine({ who: "manager", env });
    expect(code).toBe(2);
    expect(one("credential")).toMatchObject({ advice: expect.stringContaining("ALEPHANT_WORKSPACE_ID") });
  });

  test("a key that is bound to nobody", async () => {
    const { code, one } = await examine({ who: credentials.unboundVirtualKey });
    expect(code).toBe(0);
    expect(one("scope")).toMatchObject({
      status: "warning",
      seen: expect.stringContaining("bound to no agent"),
    });
  });

  test("a plan that cannot be read is a warning", async () => {
    double.fault({
      path: "/api/v1/subscriptions",
      effect: { kind: "forbidden", reason: "plan" },
    });
    const { code, one } = await examine({ who: "manager" });
    expect(code).toBe(0);
    expect(one("plan")).toMatchObject({ status: "warning", seen: expect.stringContaining("HTTP 403") });
  });

  test("an API that does not feel well is a warning", async () => {
    double.fault({
      path: "/api/v1/cockpit/health",
      effect: { kind: "status", status: 200, body: { status: "degraded", version: "1.4.2" } },
    });
    const { code, one } = await examine();
    expect(code).toBe(0);
    const { status, seen } = one("reachability");
    expect(status).toBe("warning");
    expect(seen).toEndWith("API version 1.4.2, degraded");
  });

  test("a health route that fails while the API answers is a warning", async () => {
    double.fault({ path: "/api/v1/cockpit/health", effect: { kind: "status", status: 404 } });
    const { code, one } = await examine();
    expect(code).toBe(0);
    expect(one("reachability")).toMatchObject({ status: "warning" });
    expect(one("latency")).toMatchObject({ status: "skipped" });
  });
});

describe("clock", () => {
  test.each([
    { hours: 0, status: "ok", words: "within" },
    { hours: 3, status: "warning", words: "ahead of" },
    { hours: -3, status: "warning", words: "behind" },
  ])("$hours hours off: $status", async ({ hours, status, words }) => {
    const { code, one } = await examine({ now: () => new Date(Date.now() + hours * 3_600_000) });
    expect(code).toBe(0);
    expect(one("clock")).toMatchObject({ status, seen: expect.stringContaining(words) });
  });

  test("an API that does not say what time it is", async () => {
    double.fault({
      effect: {
        kind: "custom",
        respond: (_request, usual) => ({ ...usual(), headers: { ...usual().headers, date: "soon" } }),
      },
    });
    expect((await examine()).one("clock")).toMatchObject({ status: "skipped" });
  });
});

test("Node.js does not use a proxy unless it is told to", async () => {
  const env = { ...environmentFor("vk", "https://127.0.0.1:9"), HTTPS_PROXY: "http://127.0.0.1:9" };
  const proxied = async (more: Readonly<Record<string, string>>) => {
    const { stdout } = await runInProcess(["doctor", "--json"], {
      env: { ...env, ...more },
      runtime: "Node.js 24.5.0, linux x64",
    });
    return v.parse(Diagnosis, JSON.parse(stdout)).checks.find(({ name }) => name === "proxy")?.status;
  };
  expect(await proxied({})).toBe("warning");
  expect(await proxied({ NODE_USE_ENV_PROXY: "1" })).toBe("ok");
});

test("a terminal sees what is being looked at", async () => {
  const { progress } = await runInProcess(["doctor"], { env: environmentFor("vk", double.url) });
  expect(progress.filter((text) => text !== null)).toEqual([
    "Resolving 127.0.0.1 …",
    "Connecting to 127.0.0.1 …",
    "Asking Alephant …",
    "Measuring …",
  ]);
  expect(progress.at(-1)).toBeNull();
});
