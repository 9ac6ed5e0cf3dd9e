/**
 * npm run release:check: makes everything that a release would contain, checks it, and prints what it is, what it
 * weighs and where it was run. Nothing is published. What this machine cannot run is said, not passed over.
 */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { serveReleases } from "../../test/release/release-page.ts";
import { walkInstaller, walkNpmWays } from "../../test/release/ways-in.ts";
import { assemble, checksumsName, filesFolder } from "./assemble.ts";
import { archiveName, npmTarballName, sha256, version } from "./assets.ts";
import { claudeMarketplaceName } from "./claude-plugin.ts";
import { checksumProblems, contentProblems } from "./contents.ts";
import { buildExecutables, executableFaults, readBytes, targetNames } from "./executables.ts";
import { tryHostPackages } from "./host-tools.ts";
import { bundleName, bundleSystems } from "./mcpb.ts";
import { installMcpbCli, mcpbProblems } from "./mcpb-cli.ts";
import { reproductionProblems } from "./reproduction.ts";
import { run } from "./run.ts";
import { serverJsonProblems } from "./server-json-rules.ts";
import { smokeTest } from "./smoke.ts";
import { disagreements } from "./versions.ts";

const root = join(import.meta.dir, "..", "..");
/** What was done with a file, for the table. */
const done = new Map<string, string[]>();
let failures = 0;
let notRun = 0;

/** What this machine lacks is neither a success nor a failure. */
class NotRun extends Error {}

const note = (file: string, words: string): void => void done.set(file, [...(done.get(file) ?? []), words]);

async function step(name: string, work: () => Promise<readonly string[]>): Promise<void> {
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

const nothing = (work: () => Promise<void>) => async (): Promise<readonly string[]> => {
  await work();
  return [];
};

await step("versions agree", disagreements);
await step("executables", nothing(buildExecutables));
await step("executables as files", async () => {
  const faults = targetNames.map(async (name) => {
    const found = await executableFaults(name);
    if (/^(?:darwin|windows)/.test(name) && found.length === 0) {
      note(
        archiveName(name),
        name.startsWith("darwin") ? "every page hash of the signature" : "version resource",
      );
    }
    return found.map((fault) => `${name}: ${fault}`);
  });
  return (await Promise.all(faults)).flat();
});
await step("a build elsewhere gives the same bytes", reproductionProblems);
await step("archives, bundles, npm package, formula", nothing(assemble));
await step("checksums", checksumProblems);
await step("contents of archives and npm package", contentProblems);
await step("MCPB bundles", async () => {
  await installMcpbCli();
  const problems: string[] = [];
  for (const system of bundleSystems) {
    const outcome = await mcpbProblems(system);
    problems.push(...outcome.problems);
    const started = outcome.wasStarted ? "started with empty settings" : "not started here";
    note(bundleName(system), `validated and unpacked by mcpb; ${started}`);
  }
  return problems;
});
for (const name of targetNames) {
  await step(`contract tests, ${name}`, async () => {
    const { state, words } = await smokeTest(name);
    note(archiveName(name), state === "not run" ? `not run here: ${words}` : words);
    if (state === "not run") throw new NotRun(words);
    return state === "failed" ? [words] : [];
  });
}
await step("npx, bunx and npm i -g in an empty home", async () => {
  if (process.platform === "win32") throw new NotRun("it needs a POSIX PATH");
  const ways = await walkNpmWays(join(filesFolder, npmTarballName));
  for (const [way, outcome] of Object.entries(ways)) console.log(`  ${way}: ${outcome}`);
  note(npmTarballName, Object.keys(ways).join("; "));
  return [];
});
await step("plugin and extensions", async () => {
  const missing = ["node", "unzip"].filter((tool) => Bun.which(tool) === null);
  if (missing.length > 0) throw new NotRun(`there is no ${missing.join(" and no ")}`);
  for (const [name, words] of await tryHostPackages()) note(name, words);
  return [];
});
await step("server.json", async () =>
  serverJsonProblems(await Bun.file(join(filesFolder, "server.json")).text()),
);
note("server.json", "rules of the schema, checksums of the bundles");
await step("Homebrew formula, as Ruby", async () => {
  const isHere = Bun.which("ruby") !== null;
  note("alephant-mcp.rb", isHere ? "ruby -c" : "not run here: there is no ruby");
  if (!isHere) throw new NotRun("there is no ruby");
  await run(["ruby", "-c", join(filesFolder, "alephant-mcp.rb")]);
  return [];
});
await step("shell scripts, by shellcheck", async () => {
  if (Bun.which("shellcheck") === null) throw new NotRun("there is no shellcheck");
  const scripts = ["scripts/*.sh", "scripts/release/*.sh"].flatMap((pattern) => [
    ...new Bun.Glob(pattern).scanSync(root),
  ]);
  await run(["shellcheck", ...scripts], { cwd: root });
  return [];
});
note(claudeMarketplaceName, "rules of the tests; names the npm package");
note("install.ps1", "not run here: run by the tests on Windows");
await step("install.sh in an empty home", async () => {
  if (process.platform === "win32") throw new NotRun("it needs a POSIX shell");
  using page = serveReleases(filesFolder);
  console.log(`  ${await walkInstaller(page.url, join(filesFolder, "install.sh"))}`);
  note("install.sh", "installed and started by name");
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
    const words = done.get(name)?.join("; ") ?? "";
    console.log(`| ${name} | ${size} | ${sha256(bytes).slice(0, 16)}… | ${words} |`);
  }
  console.log("");
}
