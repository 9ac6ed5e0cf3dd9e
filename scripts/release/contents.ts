/** What is in the files of a release, read with other tools than those that wrote them. */
import { executableNameOf, licensesFile, listNpmProgramFiles, npmEntry, targets } from "../build.ts";
import { checksumsName, filesFolder } from "./assemble.ts";
import { archiveNameOf, npmTarballName } from "./assets.ts";
import { claudePluginName } from "./claude-plugin.ts";
import { targetNames } from "./executables.ts";
import { geminiExtensionNameOf, geminiSystems } from "./gemini-extension.ts";
import { run } from "./run.ts";

export async function findChecksumProblems(): Promise<string[]> {
  const tool = Bun.which("sha256sum") === null ? ["shasum", "-a", "256"] : ["sha256sum"];
  await run([...tool, "-c", checksumsName], { cwd: filesFolder });
  return [];
}

export async function findContentProblems(): Promise<string[]> {
  const problems: string[] = [];
  for (const name of targetNames) {
    const expected = [executableNameOf(targets[name]), "LICENSE", "README.md", licensesFile];
    problems.push(...(await compareContents(archiveNameOf(name), expected)));
  }
  problems.push(...(await findHostPackageProblems()));
  const packed = ["LICENSE", "README.md", licensesFile, ...(await listNpmProgramFiles()), "package.json"];
  const expected = packed.sort().map((file) => `package/${file}`);
  return [...problems, ...(await compareContents(npmTarballName, expected))];
}

async function findHostPackageProblems(): Promise<string[]> {
  const program = (await listNpmProgramFiles()).toSorted(
    (a, b) => Number(b === npmEntry) - Number(a === npmEntry) || (a < b ? -1 : 1),
  );
  const server = [...program.map((file) => `server/${file}`), "LICENSE", "README.md", licensesFile];
  const manifests = [".claude-plugin/plugin.json", ".claude-plugin/marketplace.json", ".mcp.json"];
  const problems = await compareContents(claudePluginName, [...manifests, ...server]);
  for (const system of geminiSystems) {
    problems.push(
      ...(await compareContents(geminiExtensionNameOf(system), ["gemini-extension.json", ...server])),
    );
  }
  return problems;
}

async function compareContents(archive: string, expected: readonly string[]): Promise<string[]> {
  const isZip = archive.endsWith(".zip");
  if (isZip && Bun.which("unzip") === null) {
    console.log(`  ${archive}: not read here, there is no unzip`);
    return [];
  }
  const list = isZip ? ["unzip", "-Z1", archive] : ["tar", "-tzf", archive];
  // Reading everything checks the compressed data too.
  if (isZip) await run(["unzip", "-tq", archive], { cwd: filesFolder });
  const found = (await run(list, { cwd: filesFolder })).trim().split("\n");
  const isSame = JSON.stringify(found) === JSON.stringify(expected);
  return isSame ? [] : [`${archive} holds ${found.join(", ")}, not ${expected.join(", ")}`];
}
