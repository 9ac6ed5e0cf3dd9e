// bun run build: this platform's executable to dist/, the npm package to dist/npm/.
// What a release contains is made by scripts/release/, from the table of targets here.

import { chmod, mkdir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import manifest from "../package.json";

const root = join(import.meta.dir, "..");
const dist = join(root, "dist");
const entry = join(root, "src", "main.ts");

export interface Target {
  readonly os: "linux" | "darwin" | "windows";
  readonly cpu: "x64" | "arm64";
  /** On Linux; glibc where nothing is said. */
  readonly libc?: "musl";
  /** As Bun calls it. The x64 ones run on every 64-bit CPU with SSE4.2: newer instructions are chosen at run time. */
  readonly target: Bun.Build.CompileTarget;
  /** The npm package with the Bun runtime that becomes the executable. */
  readonly runtime: string;
}

/** One row per executable of a release, named as its archive is: alephant-mcp-<name>.tar.gz, .zip for Windows. */
export const targets = {
  "linux-x64": { os: "linux", cpu: "x64", target: "bun-linux-x64", runtime: "@oven/bun-linux-x64" },
  "linux-arm64": { os: "linux", cpu: "arm64", target: "bun-linux-arm64", runtime: "@oven/bun-linux-aarch64" },
  "linux-x64-musl": {
    ...{ os: "linux", cpu: "x64", libc: "musl" },
    ...{ target: "bun-linux-x64-musl", runtime: "@oven/bun-linux-x64-musl" },
  },
  "linux-arm64-musl": {
    ...{ os: "linux", cpu: "arm64", libc: "musl" },
    ...{ target: "bun-linux-arm64-musl", runtime: "@oven/bun-linux-aarch64-musl" },
  },
  "darwin-arm64": {
    ...{ os: "darwin", cpu: "arm64" },
    ...{ target: "bun-darwin-arm64", runtime: "@oven/bun-darwin-aarch64" },
  },
  "darwin-x64": { os: "darwin", cpu: "x64", target: "bun-darwin-x64", runtime: "@oven/bun-darwin-x64" },
  "windows-x64": { os: "windows", cpu: "x64", target: "bun-windows-x64", runtime: "@oven/bun-windows-x64" },
  "windows-arm64": {
    ...{ os: "windows", cpu: "arm64" },
    ...{ target: "bun-windows-arm64", runtime: "@oven/bun-windows-aarch64" },
  },
} as const satisfies Record<string, Target>;

export type TargetName = keyof typeof targets;

/** The same name everywhere: it is written into the executable, which would otherwise differ by it. */
export const executableName = ({ os }: Pick<Target, "os">): string =>
  os === "windows" ? "alephant-mcp.exe" : "alephant-mcp";

const hostFile = join(dist, executableName({ os: process.platform === "win32" ? "windows" : "linux" }));

interface Built {
  readonly file: string;
  readonly bytes: number;
}

/** For this machine, out of the Bun that runs this; or for the target of a runtime, wherever it runs. */
export async function buildBinary(
  outfile: string = hostFile,
  runtime?: { readonly target: Bun.Build.CompileTarget; readonly executablePath: string },
): Promise<Built> {
  const leaner = lean();
  await Bun.build({
    ...bundle,
    target: "bun",
    bytecode: true,
    // What only a terminal calls is read when it is called.
    splitting: true,
    plugins: [leaner.plugin],
    compile: {
      outfile,
      ...runtime,
      // The JIT pays off late in a process that waits for requests; compiling later starts sooner.
      jitPolicy: 10,
      // A .env or bunfig.toml in the folder where the client starts the server must not reach it:
      // the one could point the token at another host, the other run code.
      autoloadDotenv: false,
      autoloadBunfig: false,
      // No eval: zod does without it, and BUN_OPTIONS=--preload cannot slip code in.
      execArgv: ["--disallow-code-generation-from-strings=strict"],
    },
  });
  leaner.assertUsed();
  return built(outfile);
}

export async function buildNpm(): Promise<Built> {
  const folder = join(dist, "npm");
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });

  const leaner = lean();
  const { outputs } = await Bun.build({ ...bundle, target: "node", plugins: [leaner.plugin] });
  leaner.assertUsed();
  const [output, ...more] = outputs;
  if (output === undefined || more.length > 0) throw new Error("The npm bundle must be exactly one file.");

  const file = join(folder, "alephant-mcp.mjs");
  const code = await output.text();
  await Bun.write(file, `#!/usr/bin/env node\n${missingInNode20}${code.replace(/^#!.*\n/, "")}`);
  await chmod(file, 0o755);

  const { name, version, description, mcpName, license, author } = manifest;
  const { homepage, repository, bugs, keywords, type } = manifest;
  const published = {
    ...{ name, version, description, mcpName, license, author, homepage, repository, bugs, keywords, type },
    bin: { "alephant-mcp": "alephant-mcp.mjs" },
    engines: { node: manifest.engines.node },
  };
  await Bun.write(join(folder, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  for (const copied of ["README.md", "LICENSE"]) {
    await Bun.write(join(folder, copied), await Bun.file(join(root, copied)).text());
  }
  return built(file);
}

/** What the source uses and Node has only from 21 on. */
const missingInNode20 = `Map.groupBy ??= (items, keyOf) => {
  const groups = new Map();
  let index = 0;
  for (const item of items) {
    const key = keyOf(item, index++);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
};
`;

const bundle = {
  entrypoints: [entry],
  format: "esm",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies Bun.BuildConfig;

/**
 * Leaves out what the server never runs. The SDK's server imports Ajv (130 KB, 6 MiB at run time) even where
 * it is given another validator, as ours gives it: a class that refuses to be made stands in for it.
 */
function lean() {
  let used = false;
  const plugin: Bun.BunPlugin = {
    name: "lean",
    setup(build) {
      // For Node, ofetch has an entry with a polyfill of fetch (115 KB), which every Node from 18 on has itself.
      build.onResolve({ filter: /^ofetch$/ }, () => ({
        path: join(root, "node_modules", "ofetch", "dist", "index.mjs"),
      }));
      build.onLoad({ filter: /[\\/]sdk[\\/]dist[\\/]esm[\\/]validation[\\/]ajv-provider\.js$/ }, () => {
        used = true;
        return {
          loader: "js",
          contents: `export class AjvJsonSchemaValidator {
            constructor() { throw new Error("Ajv is not in this build: pass jsonSchemaValidator to Server."); }
          }`,
        };
      });
    },
  };
  const assertUsed = () => {
    if (!used) throw new Error("The SDK's Ajv provider was not met: has it moved? See lean().");
  };
  return { plugin, assertUsed };
}

async function built(file: string): Promise<Built> {
  return { file: relative(root, file).replaceAll("\\", "/"), bytes: (await stat(file)).size };
}

if (import.meta.main) {
  const files = [await buildBinary(), await buildNpm()];
  for (const { file, bytes } of files) {
    console.log(`${file.padEnd(30)} ${bytes.toLocaleString("en-US").padStart(12)} bytes`);
  }
}
