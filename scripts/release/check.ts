/**
 * npm run release:check: makes everything that a release would contain, checks it, and prints what it is, what it
 * weighs and where it was run. Nothing is published. What this machine cannot run is said, not passed over.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { serveReleases } from "../../test/release/release-page.ts";
import { walkInstaller, walkNpmWays } from "../../test/release/ways-in.ts";
import { assembleFiles, checksumsName, filesFolder } from "./assemble.ts";
import { archiveNameOf, npmTarballName, sha256, version } from "./assets.ts";
import { claudeMarketplaceName } from "./claude-plugin.ts";
import { findChecksumProblems, findContentProblems } from "./contents.ts";
import { buildExecutables, findExecutableProblems, readBytes, targetNames } from "./executables.ts";
import { tryHostPackages } from "./host-packages.ts";
import { bundleNameOf, bundleSystems } from "./mcpb.ts";
import { findMcpbProblems, installMcpbCli } from "./mcpb-cli.ts";
import { findReproductionProblems } from "./reproduction.ts";
import { run } from "./run.ts";
import { findReleaseProblems } from "./server-json-rules.ts";
import { testExecutable } from "./smoke.ts";
import { findDisagreements } from "./versions.ts";

const root = join(import.meta.dir, "..", "..");
/** What was done with each file, by its name, for the table. */
const treatments = new Map<string, string[]>();
let failures = 0;
let notRun = 0;

/** What this machine lacks is neither a success nor a failure. */
class NotRun extends Error {}

const noteTreatment = (file: string, words: string): void =>
  void treatments.set(file, [...(treatments.get(file) ?? []), words]);

async function runStep(name: string, work: () => Promise<readonly string[]>): Promise<void> {
  const start = performance.now();
  let reason: string | undefined;
  const problems = await work().catch((error: unknown) => {
    if (!(error instanceof NotRun)) return [String(error)];
    reason = error.message;
    return [];
  });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const state = reason === undefined ? (problems.length === 0 ? "ok" : "FAILED") : `not run here, ${reason}`;
  if (reason !== undefined) notRun++;
  console.log(`${name}: ${state} (${seconds} s)`);
  for (const problem of problems) console.log(`  ${problem}`);
  failures += problems.length;
}

/** A step that finds no problems: it succeeds, or throws. */
const withoutProblems = (work: () => Promise<void>) => async (): Promise<readonly string[]> => {
  await work();
  return [];
};

await runStep("versions agree", findDisagreements);
await runStep("executables", withoutProblems(buildExecutables));
await runStep("executables as files", async () => {
  const faults = targetNames.map(async (name) => {
    const found = await findExecutableProblems(name);
    if (/^(?:darwin|windows)/.test(name) && found.length === 0) {
      noteTreatment(
        archiveNameOf(name),
        name.startsWith("darwin") ? "every page hash of the signature" : "version resource",
      );
    }
    return found.map((fault) => `${name}: ${fault}`);
  });
  return (await Promise.all(faults)).flat();
});
await runStep("a build elsewhere gives the same bytes", findReproductionProblems);
await runStep("archives, bundles, npm package, formula", withoutProblems(assembleFiles));
await runStep("checksums", findChecksumProblems);
await runStep("contents of archives and npm package", findContentProblems);
await runStep("MCPB bundles", async () => {
  await installMcpbCli();
  const problems: string[] = [];
  for (const system of bundleSystems) {
    const outcome = await findMcpbProblems(system);
    problems.push(...outcome.problems);
    const started = outcome.wasStarted ? "started with empty settings" : "not started here";
    noteTreatment(bundleNameOf(system), `validated and unpacked by mcpb; ${started}`);
  }
  return problems;
});
for (const name of targetNames) {
  await runStep(`contract tests, ${name}`, async () => {
    const { state, words } = await testExecutable(name);
    noteTreatment(archiveNameOf(name), state === "not run" ? `not run here: ${words}` : words);
    if (state === "not run") throw new NotRun(words);
    return state === "failed" ? [words] : [];
  });
}
await runStep("npx, bunx and npm i -g in an empty home", async () => {
  if (process.platform === "win32") throw new NotRun("it needs a POSIX PATH");
  const ways = await walkNpmWays(join(filesFolder, npmTarballName));
  for (const [way, outcome] of Object.entries(ways)) console.log(`  ${way}: ${outcome}`);
  noteTreatment(npmTarballName, Object.keys(ways).join("; "));
  return [];
});
await runStep("plugin and extensions", async () => {
  const missing = ["node", "unzip"].filter((tool) => Bun.which(tool) === null);
  if (missing.length > 0) throw new NotRun(`there is no ${missing.join(" and no ")}`);
  for (const [name, words] of await tryHostPackages()) noteTreatment(name, words);
  return [];
});
await runStep("server.json", async () =>
  findReleaseProblems(await Bun.file(join(filesFolder, "server.json")).text()),
);
noteTreatment("server.json", "rules of the schema, checksums of the bundles");
await runStep("Homebrew formula, as Ruby", async () => {
  const isHere = Bun.which("ruby") !== null;
  noteTreatment("alephant-mcp.rb", isHere ? "ruby -c" : "not run here: there is no ruby");
  if (!isHere) throw new NotRun("there is no ruby");
  await run(["ruby", "-c", join(filesFolder, "alephant-mcp.rb")]);
  return [];
});
await runStep("shell scripts, by shellcheck", async () => {
  if (Bun.which("shellcheck") === null) throw new NotRun("there is no shellcheck");
  const scripts = ["scripts/*.sh", "scripts/release/*.sh"].flatMap((pattern) => [
    ...new Bun.Glob(pattern).scanSync(root),
  ]);
  await run(["shellcheck", ...scripts], { cwd: root });
  return [];
});
noteTreatment(claudeMarketplaceName, "rules of the tests; names the npm package");
noteTreatment("install.ps1", "not run here: run by the tests on Windows");
await runStep("install.sh in an empty home", async () => {
  if (process.platform === "win32") throw new NotRun("it needs a POSIX shell");
  using page = serveReleases(filesFolder);
  console.log(`  ${await walkInstaller(page.url, join(filesFolder, "install.sh"))}`);
  noteTreatment("install.sh", "installed and started by name");
  return [];
});

await printTable();
console.log(`release:check: ${failures} problems, ${notRun} steps not run here`);
process.exitCode = failures === 0 ? 0 : 1;

async function printTable(): Promise<void> {
  const names = (await readdir(filesFolder)).filter((name) => name !== checksumsName).sort();
  console.log(
    `\nalephant-mcp ${version}\n\n| File | Bytes | SHA-256 | Checked and run |\n| --- | ---: | --- | --- |`,
  );
  for (const name of names) {
    const bytes = await readBytes(join(filesFolder, name));
    const size = bytes.length.toLocaleString("en-US");
    const words = treatments.get(name)?.join("; ") ?? "";
    console.log(`| ${name} | ${size} | ${sha256(bytes).slice(0, 16)}… | ${words} |`);
  }
  console.log("");
}
