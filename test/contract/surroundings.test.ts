// The folder and the environment that the built program is started in, and the network between it and the API.
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { useSharedFolder } from "../support/folder.ts";
import {
  type Certificates,
  createCertificates,
  openTunnel,
  serveSecurely,
} from "../support/secure-network.ts";
import { handshake, spawnRaw, theBinary, toolCall } from "../support/spawn.ts";

const double = await useApiDouble();
const folder = await useSharedFolder();
beforeAll(plantFiles);

const at = (name: string): string => join(folder, name);
const marker = (): string => at("code-of-strangers-ran");

/** Everything that a runtime might look for in a folder; all of it leaves the marker when it runs. */
async function plantFiles(): Promise<void> {
  const evil = `require("node:fs").writeFileSync(${JSON.stringify(marker())}, "");`;
  const files: Readonly<Record<string, string>> = {
    ".env": "ALEPHANT_API_BASE_URL=http://127.0.0.1:9\nNODE_TLS_REJECT_UNAUTHORIZED=0\n",
    ".env.local": "ALEPHANT_VIRTUAL_KEY=vk-of-somebody-else\n",
    ".env.production": "ALEPHANT_API_BASE_URL=http://127.0.0.1:9\n",
    "bunfig.toml": `preload = [${JSON.stringify(at("evil.cjs"))}]\n[run]\nsilent = false\n`,
    ".npmrc": `node-options=--require ${at("evil.cjs")}\n`,
    "tsconfig.json": JSON.stringify({
      compilerOptions: { paths: { "*": ["./evil.cjs"] }, jsxImportSource: "./evil.cjs" },
    }),
    "package.json": JSON.stringify({ name: "x", main: "evil.cjs", imports: { "#*": "./evil.cjs" } }),
    "evil.cjs": evil,
    "index.js": evil,
    "main.ts": evil,
    "src/main.ts": evil,
  };
  for (const name of ["valibot", "ofetch", "zod", "@modelcontextprotocol/sdk", "node:fs"]) {
    await Bun.write(at(`node_modules/${name.replace(":", "_")}/index.js`), evil);
  }
  for (const [name, text] of Object.entries(files)) await Bun.write(at(name), text);
}

interface Visit {
  readonly environment?: Readonly<Record<string, string>>;
  readonly url?: string;
}

/** One call, from the planted folder. `answer`: undefined when it refused to start. */
async function startVisit({ environment = {}, url = double.url }: Visit = {}) {
  await using server = spawnRaw(theBinary, {
    environment: { ...environmentFor("vk", url), ...environment },
    cwd: folder,
  });
  const from = performance.now();
  server.send(...handshake, toolCall(1, "get_my_scope"));
  const answer = await server.answer(1).catch(() => undefined);
  const ms = performance.now() - from;
  await server.closeInput();
  await server.exited;
  const printed = server.stdout() + server.stderr();
  expect(printed).not.toContain(credentials.virtualKey);
  expect(existsSync(marker())).toBe(false);
  return { answer: JSON.stringify(answer), stderr: server.stderr(), ms };
}

const wellServed = expect.stringContaining("Northwind Labs");

test("a folder full of traps changes nothing", async () => {
  expect(await startVisit()).toMatchObject({ answer: wellServed });
  expect(double.requests).toHaveLength(1);
});

test("the traps are real: plain Bun runs them", async () => {
  const { exited } = Bun.spawn([process.execPath, "-e", "0"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "ignore"],
  });
  await exited;
  const ran = existsSync(marker());
  await rm(marker(), { force: true });
  expect(ran).toBe(true);
});

describe("environment variables that change a runtime", () => {
  test.each<readonly [name: string, value: () => string]>([
    ["BUN_OPTIONS", () => `--preload ${at("evil.cjs")}`],
    ["BUN_OPTIONS", () => `--config=${at("bunfig.toml")}`],
    ["BUN_OPTIONS", () => `--require ${at("evil.cjs")}`],
    ["BUN_OPTIONS", () => `--env-file=${at(".env")}`],
    ["BUN_OPTIONS", () => "--inspect-brk"],
    ["BUN_INSPECT", () => "ws://127.0.0.1:0/x?break=1"],
    ["BUN_INSPECT_PRELOAD", () => at("evil.cjs")],
    ["NODE_OPTIONS", () => `--require ${at("evil.cjs")}`],
    ["NODE_PATH", () => at("node_modules")],
    ["BUN_CONFIG_PRELOAD", () => at("evil.cjs")],
    ["NODE_ENV", () => "development"],
    ["DEBUG", () => "*"],
  ])("%s runs no code of strangers", async (name, value) => {
    const { answer, stderr } = await startVisit({ environment: { [name]: value() } });
    // Either it is obeyed in nothing, or the start is refused.
    if (answer !== undefined) expect(answer).toEqual(wellServed);
    else expect(stderr).not.toBe("");
  });

  test("what cannot be prevented stands in SECURITY.md", async () => {
    const page = await readFile(join(import.meta.dir, "..", "..", ".github", "SECURITY.md"), "utf8");
    for (const name of ["BUN_BE_BUN", "BUN_CONFIG_VERBOSE_FETCH", "npx", "bunx"]) {
      expect(page).toContain(name);
    }
  });
});

describe("a configuration that would give the credential away", () => {
  test.each<readonly [what: string, environment: Readonly<Record<string, string>>, named: string]>([
    ["plain http elsewhere", { ALEPHANT_API_BASE_URL: "http://alephant.test" }, "must use https://"],
    [
      "plain http that looks like here",
      { ALEPHANT_API_BASE_URL: "http://127.0.0.1.test" },
      "must use https://",
    ],
    [
      "a password in the address",
      { ALEPHANT_API_BASE_URL: "https://a:pa55word@alephant.test" },
      "must not contain",
    ],
    ["another protocol", { ALEPHANT_API_BASE_URL: "file:///etc/passwd" }, "must start with https://"],
    [
      "a header in the key",
      { ALEPHANT_VIRTUAL_KEY: "vk-abc\r\nX-Injected: 1" },
      "ALEPHANT_VIRTUAL_KEY contains",
    ],
    ["a line break in the key", { ALEPHANT_VIRTUAL_KEY: "vk-abc\ndef" }, "ALEPHANT_VIRTUAL_KEY contains"],
  ])("%s: it does not start", async (_what, environment, named) => {
    const { answer, stderr } = await startVisit({ environment });
    expect(answer).toBeUndefined();
    expect(stderr).toContain(named);
    expect(stderr).not.toMatch(/pa55word|X-Injected|\n\s+at /);
    expect(double.requests).toEqual([]);
  });
});

test.skipIf(process.platform !== "linux")("no credential stands in the process's arguments", async () => {
  await using server = spawnRaw(theBinary, { environment: environmentFor("vk", double.url) });
  server.send(...handshake);
  await server.answer("init");
  const args = await readFile(`/proc/${server.pid}/cmdline`, "utf8");
  expect(args).not.toBe("");
  expect(args).not.toContain("vk-");
});

const certificates = await createCertificates(await useSharedFolder());
if (certificates === undefined)
  console.warn("There is no openssl here: certificates and proxies are not tested.");

describe.skipIf(certificates === undefined)("TLS and proxies", () => {
  const requireCertificates = (): Certificates => {
    if (certificates === undefined) throw new Error("There are no certificates.");
    return certificates;
  };
  const createTrustingEnvironment = (): Record<string, string> => ({
    NODE_EXTRA_CA_CERTS: requireCertificates().ca,
  });

  test("NODE_EXTRA_CA_CERTS is trusted", async () => {
    await using api = serveSecurely(requireCertificates(), double.url);
    expect(await startVisit({ url: api.url, environment: createTrustingEnvironment() })).toMatchObject({
      answer: wellServed,
    });
  });

  test.each<readonly [what: string, environment: Readonly<Record<string, string>>]>([
    ["as it is", {}],
    ["with NODE_TLS_REJECT_UNAUTHORIZED=0", { NODE_TLS_REJECT_UNAUTHORIZED: "0" }],
  ])("a certificate of nobody is refused once, and named: %s", async (_what, environment) => {
    await using api = serveSecurely(requireCertificates().selfSigned, double.url);
    await using relay = await openTunnel(api.port, "plain");
    const { answer, stderr, ms } = await startVisit({ url: `https://localhost:${relay.port}`, environment });
    expect(answer).toMatch(/self.signed certificate/i);
    expect(answer).toContain("NODE_EXTRA_CA_CERTS");
    expect(stderr.includes("NODE_TLS_REJECT_UNAUTHORIZED is ignored")).toBe(
      "NODE_TLS_REJECT_UNAUTHORIZED" in environment,
    );
    expect(double.requests).toEqual([]);
    // localhost may be two addresses; a retry would be one more, a second later.
    expect(relay.heads.length).toBeLessThanOrEqual(2);
    expect(ms).toBeLessThan(2_000);
  });

  test("a certificate for another name is refused", async () => {
    await using api = serveSecurely(requireCertificates(), double.url);
    await using proxy = await openTunnel(api.port, "proxy");
    const environment = { ...createTrustingEnvironment(), HTTPS_PROXY: `http://127.0.0.1:${proxy.port}` };
    const { answer } = await startVisit({ url: "https://other.test", environment });
    expect(answer).toMatch(/ALTNAME|altname|does not match/);
    expect(double.requests).toEqual([]);
  });

  test.each(["HTTPS_PROXY", "https_proxy"])(
    "%s is used, and sees no credential but its own",
    async (name) => {
      await using api = serveSecurely(requireCertificates(), double.url);
      await using proxy = await openTunnel(api.port, "proxy");
      const environment = {
        ...createTrustingEnvironment(),
        [name]: `http://user:pa55word@127.0.0.1:${proxy.port}`,
      };
      const { answer, stderr } = await startVisit({ url: "https://alephant.test", environment });
      expect(answer).toEqual(wellServed);
      expect(proxy.heads[0]).toStartWith("CONNECT alephant.test:443 ");
      expect(proxy.heads[0]).toContain(`Basic ${btoa("user:pa55word")}`);
      expect(proxy.heads.join("")).not.toContain(credentials.virtualKey);
      expect(answer + stderr).not.toContain("pa55word");
    },
  );

  test("NO_PROXY leaves it out", async () => {
    await using api = serveSecurely(requireCertificates(), double.url);
    await using proxy = await openTunnel(api.port, "proxy");
    const environment = {
      ...createTrustingEnvironment(),
      HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`,
      NO_PROXY: "localhost",
    };
    expect(await startVisit({ url: api.url, environment })).toMatchObject({ answer: wellServed });
    expect(proxy.heads).toEqual([]);
  });

  test("a proxy that is not there is a network fault with a remedy, without its password", async () => {
    const environment = { HTTPS_PROXY: "http://user:pa55word@127.0.0.1:9" };
    const { answer, stderr } = await startVisit({ url: "https://alephant.test", environment });
    expect(answer).toContain("any proxy (HTTPS_PROXY, NO_PROXY)");
    expect(answer + stderr).not.toContain("pa55word");
  });
});
