// bun run build: this platform's executable to dist/, the npm package to dist/npm/.
// What a release contains is made by scripts/release/, from the table of targets here.

import { chmod, mkdir, readdir, rm, stat } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import manifest from "../package.json";
import { loadViewPage } from "../src/mcp/view-page.ts";
import { createLeanPlugin } from "./build/lean-plugin.ts";
import { collectLicenses } from "./build/licenses.ts";

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
export const executableNameOf = ({ os }: Pick<Target, "os">): string =>
  os === "windows" ? "alephant-mcp.exe" : "alephant-mcp";

const hostFile = join(dist, executableNameOf({ os: process.platform === "win32" ? "windows" : "linux" }));

interface BuiltFile {
  readonly file: string;
  readonly bytes: number;
}

/** For this machine, out of the Bun that runs this; or for the target of a runtime, wherever it runs. */
export async function buildBinary(
  outfile: string = hostFile,
  runtime?: { readonly target: Bun.Build.CompileTarget; readonly executablePath: string },
): Promise<BuiltFile> {
  await buildBundle({
    ...bundle,
    ...executable,
    compile: { ...executable.compile, outfile, ...runtime },
  });
  return describeBuilt(outfile);
}

/** Another program for this machine, made in the same way: to measure against. */
export async function buildReference(program: string, outfile: string): Promise<BuiltFile> {
  await Bun.build({
    ...bundle,
    ...executable,
    entrypoints: [program],
    compile: { ...executable.compile, outfile },
  });
  return describeBuilt(outfile);
}

const npmFolder = join(dist, "npm");
export const npmEntry = "alephant-mcp.mjs";
export const licensesFile = "THIRD_PARTY_LICENSES";

/** The program's files in the npm package: the entry, and beside it what it loads only for some commands. */
export const listNpmProgramFiles = async (): Promise<string[]> =>
  (await readdir(npmFolder)).filter((name) => name.endsWith(".mjs")).sort();

export interface BuiltNpmPackage extends BuiltFile {
  /** Minified, of what starts with the server, by package; our own code is "alephant-mcp". */
  readonly bytesByPackage: ReadonlyMap<string, number>;
}

export async function buildNpm(): Promise<BuiltNpmPackage> {
  await rm(npmFolder, { recursive: true, force: true });
  await mkdir(npmFolder, { recursive: true });

  const { outputs, metafile } = await buildBundle({
    ...bundle,
    target: "node",
    splitting: true,
    metafile: true,
    naming: { entry: npmEntry, chunk: "[name]-[hash].mjs" },
  });
  const file = join(npmFolder, npmEntry);
  for (const output of outputs) {
    const code = await output.text();
    if (output.kind !== "entry-point") await Bun.write(join(npmFolder, basename(output.path)), code);
    else await Bun.write(file, `#!/usr/bin/env node\n${missingInNode20}${code.replace(/^#!.*\n/, "")}`);
  }
  await chmod(file, 0o755);

  const { name, version, description, mcpName, license, author } = manifest;
  const { homepage, repository, bugs, keywords, type } = manifest;
  const published = {
    ...{ name, version, description, mcpName, license, author, homepage, repository, bugs, keywords, type },
    bin: { "alephant-mcp": npmEntry },
    engines: { node: manifest.engines.node },
  };
  await Bun.write(join(npmFolder, "package.json"), `${JSON.stringify(published, null, 2)}\n`);
  for (const copied of ["README.md", "LICENSE"]) {
    await Bun.write(join(npmFolder, copied), await Bun.file(join(root, copied)).text());
  }
  if (metafile === undefined) throw new Error("The build says nothing about its parts.");
  await Bun.write(join(npmFolder, licensesFile), await collectLicenses(metafile));
  return { ...(await describeBuilt(file)), bytesByPackage: sumBytesByPackage(metafile) };
}

/** What the source uses and Node has only from 20.16 or 21 on. */
const missingInNode20 = `import { createRequire } from "node:module";
process.getBuiltinModule ??= createRequire(import.meta.url);
Map.groupBy ??= (items, keyOf) => {
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

const executable = {
  target: "bun",
  bytecode: true,
  // Deeper functions are few, and starting takes no longer for compiling them when they are called.
  bytecodeDepth: 2,
  // What only a terminal calls is read when it is called.
  splitting: true,
  compile: {
    // The JIT pays off late in a process that waits for requests; compiling later starts sooner.
    jitPolicy: 10,
    // A .env or bunfig.toml in the folder where the client starts the server must not reach it:
    // the one could point the token at another host, the other run code.
    autoloadDotenv: false,
    autoloadBunfig: false,
    // No eval: nothing here needs it, and BUN_OPTIONS=--preload cannot slip code in.
    execArgv: ["--disallow-code-generation-from-strings=strict"],
  },
} satisfies Partial<Bun.BuildConfig>;

const bundle = {
  entrypoints: [entry],
  format: "esm",
  minify: true,
  define: { "process.env.NODE_ENV": '"production"' },
} satisfies Bun.BuildConfig;

/** @throws also for what Bun only warns of: a name that a module lacks would be undefined at run time */
async function buildBundle(config: Bun.BuildConfig): Promise<Bun.BuildOutput> {
  // The page is built first, because Bun hangs on a build inside a build.
  const { plugin, assertUsed } = createLeanPlugin({
    page: await loadViewPage(),
    isCompiled: config.bytecode === true,
  });
  const output = await Bun.build({ ...config, plugins: [plugin] });
  if (output.logs.length > 0) throw new AggregateError(output.logs, "The build is not clean.");
  assertUsed();
  return output;
}

/** The bytes of the entry and of what it imports at once, not of what it imports later. */
function sumBytesByPackage(metafile: Bun.BuildMetafile): Map<string, number> {
  const bytes = new Map<string, number>();
  const open = [`./${npmEntry}`];
  for (const path of open) {
    const chunk = metafile.outputs[path];
    if (chunk === undefined) throw new Error(`The build says nothing about ${path}.`);
    for (const [input, { bytesInOutput }] of Object.entries(chunk.inputs)) {
      const ours = input.endsWith("/zod-stand-in.ts") ? "stand-in for zod" : "alephant-mcp";
      const name = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? ours;
      bytes.set(name, (bytes.get(name) ?? 0) + bytesInOutput);
    }
    for (const { path: imported, kind } of chunk.imports) {
      const isLocal = imported.startsWith("./");
      if (kind === "import-statement" && isLocal && !open.includes(imported)) open.push(imported);
    }
  }
  return bytes;
}

async function describeBuilt(file: string): Promise<BuiltFile> {
  return { file: relative(root, file).replaceAll("\\", "/"), bytes: (await stat(file)).size };
}

if (import.meta.main) {
  const files = [await buildBinary(), await buildNpm()];
  for (const { file, bytes } of files) {
    console.log(`${file.padEnd(30)} ${bytes.toLocaleString("en-US").padStart(12)} bytes`);
  }
}
