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
import { type Entry, packTarGz, packZip } from "./archive.ts";
import { archiveNameOf, npmTarballName, sha256 } from "./assets.ts";
import {
  claudeMarketplaceName,
  claudePluginName,
  createClaudeMarketplace,
  packClaudePlugin,
} from "./claude-plugin.ts";
import { type Bytes, executableFileOf, readBytes, releaseFolder, targetNames } from "./executables.ts";
import { geminiExtensionNameOf, geminiSystems, packGeminiExtension } from "./gemini-extension.ts";
import { writeFormula } from "./homebrew.ts";
import { bundleNameOf, bundleSystems, packBundle } from "./mcpb.ts";
import { writeServerJson } from "./server-json.ts";

const root = join(import.meta.dir, "..", "..");
export const filesFolder = join(releaseFolder, "files");
export const checksumsName = "SHA256SUMS";

const readEntry = async (path: string, file: string, isExecutable = false): Promise<Entry> => ({
  path,
  content: await readBytes(file),
  isExecutable,
});

export async function assembleFiles(): Promise<void> {
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
    await readEntry("LICENSE", join(root, "LICENSE")),
    await readEntry("README.md", join(root, "README.md")),
    await readEntry(licensesFile, join(root, "dist", "npm", licensesFile)),
  ];
  for (const name of targetNames) {
    const executable = await readEntry(executableNameOf(targets[name]), executableFileOf(name), true);
    const pack = targets[name].os === "windows" ? packZip : packTarGz;
    await add(archiveNameOf(name), pack([executable, ...documents]));
  }
  for (const system of bundleSystems) await add(bundleNameOf(system), await packBundle(system, documents));
  await add(npmTarballName, await packNpmTarball());
  const program = await readNpmProgram();
  await add(claudePluginName, packClaudePlugin(program, documents));
  await add(claudeMarketplaceName, `${JSON.stringify(createClaudeMarketplace(npmEntry), null, 2)}\n`);
  for (const system of geminiSystems) {
    await add(geminiExtensionNameOf(system), packGeminiExtension(system, program, documents));
  }
  const bundles = bundleSystems.map((system) => {
    const file = bundleNameOf(system);
    return { file, sha256: checksums.get(file) ?? "" };
  });
  await add("server.json", writeServerJson(bundles));
  await add("alephant-mcp.rb", writeFormula(checksums));
  for (const name of ["install.sh", "install.ps1"]) {
    await add(name, await readBytes(join(root, "scripts", name)));
  }

  const lines = [...checksums].map(([name, checksum]) => `${checksum}  ${name}\n`);
  await Bun.write(join(filesFolder, checksumsName), lines.join(""));
}

/** The program for Node, as it was built; first the file that is started. */
export async function readNpmProgram(): Promise<readonly [Entry, ...Entry[]]> {
  const folder = join(root, "dist", "npm");
  const others = (await listNpmProgramFiles()).filter((name) => name !== npmEntry);
  return [
    await readEntry(npmEntry, join(folder, npmEntry), true),
    ...(await Promise.all(others.map((name) => readEntry(name, join(folder, name))))),
  ];
}

/** What `npm pack` would make of the built package, but the same at any time. */
export async function packNpmTarball(): Promise<Bytes> {
  const folder = join(root, "dist", "npm");
  const names = (await readdir(folder)).sort();
  const entries = names.map((name) => readEntry(`package/${name}`, join(folder, name), name === npmEntry));
  return packTarGz(await Promise.all(entries));
}

if (import.meta.main) await assembleFiles();
