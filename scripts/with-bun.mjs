// Runs a script under Bun on a machine that may have only Node and npm:
//   node scripts/with-bun.mjs scripts/check.ts [arguments…]
// Plain JavaScript without dependencies, because it runs before anything is installed, under Node or Bun.

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tools = join(root, ".tools");
const isWindows = process.platform === "win32";
const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).packageManager.replace(
  /^bun@/,
  "",
);

// An empty HOME would put the caches of npm and Bun into the checkout; without one they find a place.
if (process.env.HOME === "") delete process.env.HOME;

const [script, ...scriptArguments] = process.argv.slice(2);
if (script === undefined) fail("usage: node scripts/with-bun.mjs <script> [arguments…]");

const bun = findBun() ?? installBun();
installDependencies(bun);
runScript(bun, [script, ...scriptArguments]);

/** The first Bun on this machine that is new enough. */
function findBun() {
  const candidates = [];
  if (process.versions.bun) candidates.push(process.execPath);
  // `bun run` leaves its own path here, and a Bun called by its path need not be on PATH.
  const runner = process.env.npm_execpath ?? "";
  if (/^bun(\.exe)?$/i.test(basename(runner))) candidates.push(runner);
  for (const folder of (process.env[findPathVariable()] ?? "").split(delimiter)) {
    if (folder === "") continue;
    candidates.push(join(folder, isWindows ? "bun.exe" : "bun"));
    // `npm install -g bun` puts only a bun.cmd on a Windows PATH, which Node cannot spawn.
    if (isWindows) candidates.push(join(folder, "node_modules", "bun", "bin", "bun.exe"));
  }
  candidates.push(...listInstalledBuns());
  return candidates.find(isNewEnough);
}

function listInstalledBuns() {
  const executable = join(tools, "node_modules", "bun", "bin", "bun.exe"); // named .exe on every platform
  // On POSIX the link comes first: its folder goes on PATH, and a `bun` must be found there.
  return isWindows ? [executable] : [join(tools, "node_modules", ".bin", "bun"), executable];
}

function isNewEnough(candidate) {
  if (!existsSync(candidate)) return false;
  const answer = spawnSync(candidate, ["--version"], { encoding: "utf8", windowsHide: true });
  const version = /^(\d+)\.(\d+)\.(\d+)/.exec(answer.stdout ?? "");
  if (answer.status !== 0 || version === null) return false;
  const wanted = pinned.split(".").map(Number);
  const found = version.slice(1).map(Number);
  const different = wanted.findIndex((part, i) => part !== found[i]);
  return different === -1 || found[different] > wanted[different];
}

function installBun() {
  say(`installing Bun ${pinned} into .tools`);
  mkdirSync(tools, { recursive: true });
  const manifest = { private: true, dependencies: { bun: pinned } };
  writeFileSync(join(tools, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);

  // Which install scripts npm runs depends on its version and on the user's settings. So npm runs none, and
  // the one that is needed is run here: it moves the binary of the platform's package into place.
  const words =
    "install --prefix . --global=false --ignore-scripts --include=optional --no-package-lock --no-audit --no-fund --loglevel=error";
  const npm = process.env.npm_execpath ?? "";
  const outcome =
    basename(npm) === "npm-cli.js"
      ? spawnSync(process.execPath, [npm, ...words.split(" ")], { cwd: tools, encoding: "utf8" })
      : // A shell, because npm is npm.cmd on Windows; one string without anything to quote.
        spawnSync(`npm ${words}`, { cwd: tools, encoding: "utf8", shell: true });
  if (outcome.status !== 0) {
    fail(`npm could not install Bun ${pinned} (or install it yourself: https://bun.sh)`, outcome);
  }
  const folder = join(tools, "node_modules", "bun");
  const placed = spawnSync(process.execPath, ["install.js"], { cwd: folder, encoding: "utf8" });
  const found = listInstalledBuns().find(isNewEnough);
  return found ?? fail(`Bun ${pinned} was installed into .tools, but does not run`, placed);
}

function installDependencies(bun) {
  // Without this check a missing lockfile would mean an unlocked install that succeeds.
  if (!existsSync(join(root, "bun.lock"))) fail("bun.lock is missing: restore it from git");
  say("installing dependencies");
  const outcome = spawnSync(bun, ["install", "--frozen-lockfile"], { cwd: root, encoding: "utf8" });
  if (outcome.status !== 0) fail("bun install --frozen-lockfile failed", outcome);
}

function runScript(bun, commandLine) {
  const path = [dirname(bun), process.env[findPathVariable()]].filter(Boolean).join(delimiter);
  const child = spawn(bun, commandLine, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, [findPathVariable()]: path },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => {
      // Ctrl+C in a terminal has reached the child already: it is in the same process group.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal);
    });
  }
  child.on("error", (error) => fail(`could not start ${bun}: ${error.message}`));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** PATH, however this environment spells it: Path on Windows. */
function findPathVariable() {
  return Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
}

function say(line) {
  process.stderr.write(`with-bun: ${line}\n`);
}

/** @returns {never} */
function fail(reason, outcome) {
  const output = [outcome?.error?.message, outcome?.stdout, outcome?.stderr]
    .filter(Boolean)
    .join("\n")
    .trim();
  if (output !== "") process.stderr.write(`${output}\n`);
  say(reason);
  process.exit(1);
}
