// bun run build: this platform's executable to dist/, the npm package to dist/npm/.

import { chmod, mkdir, rm, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import manifest from "../package.json";

const root = join(import.meta.dir, "..");
const dist = join(root, "dist");
const entry = join(root, "src", "main.ts");

interface Target {
  readonly file: string;
}

/** One row per executable. */
const targets = {
  host: { file: join(dist, process.platform === "win32" ? "alephant-mcp.exe" : "alephant-mcp") },
} as const satisfies Record<string, Target>;

interface Built {
  readonly file: string;
  readonly bytes: number;
}

export async function buildBinary(target: Target = targets.host): Promise<Built> {
  const leaner = lean();
  await Bun.build({
    ...bundle,
    target: "bun",
    bytecode: true,
    plugins: [leaner.plugin],
    compile: {
      outfile: target.file,
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
  return built(target.file);
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
  await Bun.write(file, `#!/usr/bin/env node\n${code.replace(/^#!.*\n/, "")}`);
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
