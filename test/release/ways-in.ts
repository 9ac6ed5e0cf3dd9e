/** A newcomer's ways to a running server, each in an empty home and with nothing on the PATH that it does not need. */
import { mkdir, mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import manifest from "../../package.json";
import { readOutcome, run } from "../../scripts/release/run.ts";
import { startApiDouble } from "../api-double/server.ts";
import { environmentFor } from "../support/connect.ts";
import { spawnClient } from "../support/spawn.ts";
import { startNpmRegistry } from "./npm-registry.ts";

export interface Way {
  readonly name: string;
  /** Found on the PATH that goes with it. */
  readonly command: readonly [string, ...string[]];
  readonly environment: Readonly<Record<string, string>>;
  /** Not the checkout: npx and bunx would take the package from there. */
  readonly cwd: string;
}

/** A folder with an empty home in it, gone at the end. */
export async function withScratch<T>(use: (scratch: string, home: string) => Promise<T>): Promise<T> {
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-ways-"));
  try {
    const home = join(scratch, "home");
    await mkdir(home);
    return await use(scratch, home);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** A folder for a PATH that holds these programs and no other. */
export async function pathOf(folder: string, programs: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (const program of programs) {
    const found = Bun.which(program);
    if (found === null) throw new Error(`${program} is not on this machine.`);
    await symlink(found, join(folder, program));
  }
  return folder;
}

/** One session as a host holds it: start, list, call. Returns what the server answered for. */
export async function walk({ name, command, environment, cwd }: Way): Promise<string> {
  const double = await startApiDouble();
  try {
    await using server = await spawnClient(
      { name, command },
      { cwd, environment: { ...environmentFor("vk", double.url), ...environment } },
    );
    const { tools } = await server.client.listTools();
    const result = await server.client.callTool({ name: "get_usage_summary" });
    const version = server.client.getServerVersion()?.version;
    if (version !== manifest.version) throw new Error(`${name}: the server says it is ${version}.`);
    if (result.isError === true) throw new Error(`${name}: ${JSON.stringify(result.content)}`);
    if (double.requests.length === 0) throw new Error(`${name}: the API was not asked.`);
    return `${tools.length} tools, a summary of ${double.requests.length} requests`;
  } finally {
    await double.stop();
  }
}

/** Publishes the tarball to a local registry, and starts it as npx, bunx and a global installation do. */
export async function walkNpmWays(tarball: string): Promise<Readonly<Record<string, string>>> {
  return withScratch(async (scratch, home) => {
    using registry = startNpmRegistry();
    const nodePath = await pathOf(join(scratch, "node"), ["node", "npm", "npx", "sh"]);
    const bunPath = join(scratch, "bun");
    await mkdir(bunPath);
    // Bun is bunx where it is called so.
    for (const program of ["bun", "bunx"]) await symlink(process.execPath, join(bunPath, program));
    const environment = {
      HOME: home,
      npm_config_registry: registry.url,
      npm_config_update_notifier: "false",
    };
    const npm = { cwd: scratch, env: { ...environment, PATH: nodePath } };
    // A registry wants to know who publishes; this one takes anybody's word.
    const token = `--${registry.url.replace("http:", "")}:_authToken=nobody`;
    await run(["npm", "publish", tarball, "--access=public", token], npm);
    await run(["npm", "install", "--global", `--prefix=${join(scratch, "global")}`, manifest.name], npm);
    const globalPath = `${join(scratch, "global", "bin")}:${nodePath}`;
    const ways = [
      { name: "npx, no Bun", command: ["npx", "-y", manifest.name], PATH: nodePath },
      { name: "bunx, no Node", command: ["bunx", manifest.name], PATH: bunPath },
      { name: "npm i -g", command: ["alephant-mcp"], PATH: globalPath },
    ] as const;
    const outcomes: Record<string, string> = {};
    for (const { name, command, PATH } of ways) {
      const way = { name, command, cwd: scratch, environment: { ...environment, PATH } };
      outcomes[name] = await walk(way);
      await walk(await asSetupWrites(way));
    }
    return outcomes;
  });
}

const CursorEntry = v.object({
  mcpServers: v.object({
    alephant: v.object({ command: v.string(), args: v.optional(v.array(v.string()), []) }),
  }),
});

/** The way that `setup`, run in this way, would put into a host's configuration. */
async function asSetupWrites({ name, command, environment, cwd }: Way): Promise<Way> {
  const printed = await run([...command, "setup", "--print", "--host", "cursor"], { cwd, env: environment });
  const { alephant } = v.parse(CursorEntry, JSON.parse(printed)).mcpServers;
  return {
    name: `${name}, as setup writes it`,
    command: [alephant.command, ...alephant.args],
    environment,
    cwd,
  };
}

/** Runs install.sh against a local release page, and starts the executable by its name. */
export async function walkInstaller(releasesUrl: string, installer: string): Promise<string> {
  return withScratch(async (_, home) => {
    const { PATH = "" } = process.env;
    const env = { HOME: home, PATH, RELEASES_URL: releasesUrl, VERSION: manifest.version };
    const { code, stdout, stderr } = await readOutcome(["sh", installer], { env });
    if (code !== 0) throw new Error(`install.sh ended with code ${code}: ${stdout}${stderr}`);
    const environment = { HOME: home, PATH: join(home, ".local", "bin") };
    return walk({ name: "install.sh", command: ["alephant-mcp"], environment, cwd: home });
  });
}
