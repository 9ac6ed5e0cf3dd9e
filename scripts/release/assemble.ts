/** Everything that a release publishes, out of the executables and the npm package: dist/release/files/. */
import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import {
  buildNpm,
  executableNameOf,
  licensesFile,
  listNpmProgramFiles,
  npmEntry,
  targets,
} from "../build.ts";
import { type Entry, tarGz, zip } from "./archive.ts";
import { archiveName, npmTarballName, sha256 } from "./assets.ts";
import { claudeMarketplace, claudeMarketplaceName, claudePlugin, claudePluginName } from "./claude-plugin.ts";
import { type Bytes, executableFile, readBytes, releaseFolder, targetNames } from "./executables.ts";
import { geminiExtension, geminiExtensionName, geminiSystems } from "./gemini-extension.ts";
import { formula } from "./homebrew.ts";
import { bundle, bundleName, bundleSystems } from "./mcpb.ts";
import { serverJsonText } from "./server-json.ts";

const root = join(import.meta.dir, "..", "..");
export const filesFolder = join(releaseFolder, "files");
export const checksumsName = "SHA256SUMS";

const entry = async (path: string, file: string, isExecutable = false): Promise<Entry> => ({
  path,
  content: await readBytes(file),
  isExecutable,
});

export async function assemble(): Promise<void> {
  await rm(filesFolder, { recursive: true, force: true });
  await mkdir(filesFolder, { recursive: true });
  const checksums = new Map<string, string>();
  const add = async (name: string, content: Bytes | string) => {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    await Bun.write(join(filesFolder, name), bytes);
    checksums.set(name, sha256(bytes));
  };

  await buildNpm();
  const documents = [
    await entry("LICENSE", join(root, "LICENSE")),
    await entry("README.md", join(root, "README.md")),
    await entry(licensesFile, join(root, "dist", "npm", licensesFile)),
  ];
  for (const name of targetNames) {
    const executable = await entry(executableNameOf(targets[name]), executableFile(name), true);
    const pack = targets[name].os === "windows" ? zip : tarGz;
    await add(archiveName(name), pack([executable, ...documents]));
  }
  for (const system of bundleSystems) await add(bundleName(system), await bundle(system, documents));
  await add(npmTarballName, await npmTarball());
  const program = await npmProgram();
  await add(claudePluginName, claudePlugin(program, documents));
  await add(claudeMarketplaceName, `${JSON.stringify(claudeMarketplace(npmEntry), null, 2)}\n`);
  for (const system of geminiSystems) {
    await add(geminiExtensionName(system), geminiExtension(system, program, documents));
  }
  const bundles = bundleSystems.map((system) => {
    const file = bundleName(system);
    return { file, sha256: checksums.get(file) ?? "" };
  });
  await add("server.json", serverJsonText(bundles));
  await add("alephant-mcp.rb", formula(checksums));
  for (const name of ["install.sh", "install.ps1"]) {
    await add(name, await readBytes(join(root, "scripts", name)));
  }

  const lines = [...checksums].map(([name, checksum]) => `${checksum}  ${name}\n`);
  await Bun.write(join(filesFolder, checksumsName), lines.join(""));
}

/** The program for Node, as it was built; first the file that is started. */
export async function npmProgram(): Promise<readonly [Entry, ...Entry[]]> {
  const folder = join(root, "dist", "npm");
  const others = (await listNpmProgramFiles()).filter((name) => name !== npmEntry);
  return [
    await entry(npmEntry, join(folder, npmEntry), true),
    ...(await Promise.all(others.map((name) => entry(name, join(folder, name))))),
  ];
}

/** What `npm pack` would make of the built package, but the same at any time. */
export async function npmTarball(): Promise<Bytes> {
  const folder = join(root, "dist", "npm");
  const names = (await readdir(folder)).sort();
  const entries = names.map((name) => entry(`package/${name}`, join(folder, name), name === npmEntry));
  return tarGz(await Promise.all(entries));
}

if (import.meta.main) await assemble();
