// `setup --list` and `setup --remove` of the built executable: what it has written is listed, starts, and goes again.
import { expect, test } from "bun:test";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import * as v from "valibot";
import { type HostName, hostNames } from "../../src/cli/setup/places.ts";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { placeFile } from "../support/folder.ts";
import { existingFiles } from "../support/host-files.ts";
import { homeEnvironment } from "../support/hosts.ts";
import { isRunning, readPids } from "../support/processes.ts";
import { shellAnswer } from "../support/server-answer.ts";
import { useSetupFolders } from "../support/setup-folders.ts";
import { binaryCommand, spawnRaw } from "../support/spawn.ts";

const double = await useApiDouble();
const { folder, home, work, fileOf } = useSetupFolders();

function startSetup(words: string, environment: Record<string, string> = {}) {
  const program = { name: "setup", command: [...binaryCommand, "setup", ...words.split(" ")] as const };
  return spawnRaw(program, {
    environment: { ...environment, ...homeEnvironment(home()) },
    cwd: work(),
  });
}

async function setup(words: string, environment: Record<string, string> = {}) {
  await using run = startSetup(words, environment);
  await run.closeInput();
  const { code } = await run.exited;
  expect(run.stdout() + run.stderr()).not.toContain(credentials.virtualKey);
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

const Listing = v.object({
  entries: v.array(
    v.object({
      host: v.picklist(hostNames),
      starts: v.nullable(v.boolean()),
      command: v.nullable(v.string()),
      api_base_url: v.nullable(v.string()),
      obstacles: v.array(v.string()),
    }),
  ),
});

test("every host: written, listed, removed, and the files are what they were", async () => {
  const before = new Map<HostName, string>();
  for (const host of hostNames) {
    const text = existingFiles[host].before.replaceAll(/(["[.])alephant(["\].])/g, "$1neighbour$2");
    await mkdir(dirname(fileOf(host)), { recursive: true });
    await writeFile(fileOf(host), text);
    before.set(host, text);
  }
  const all = hostNames.join(",");
  expect((await setup(`--yes --host ${all}`, environmentFor("vk", double.url))).code).toBe(0);

  const { code, stdout } = await setup("--list --json");
  expect(code).toBe(0);
  const { entries } = v.parse(Listing, JSON.parse(stdout));
  const ours = entries.filter(({ command }) => command === binaryCommand.join(" "));
  expect(ours).toEqual(
    hostNames.map((host) => ({
      host,
      starts: true,
      command: binaryCommand.join(" "),
      api_base_url: double.url,
      obstacles: [],
    })),
  );

  const removed = await setup(`--remove --yes --host ${all}`);
  expect({ code: removed.code, stderr: removed.stderr }).toEqual({ code: 0, stderr: "" });
  for (const host of hostNames) expect(await readFile(fileOf(host), "utf8")).toBe(before.get(host) ?? "");
  expect((await setup(`--remove --yes --host ${all}`)).code).toBe(1); // the neighbours start this server, too
});

test
  .skipIf(process.platform === "win32")
  .each(["setup --list", "setup --remove --yes --host cursor", "doctor --json"])(
  "%s in a folder that has gone",
  async (words) => {
    const gone = folder.at("gone");
    await mkdir(gone);
    const command = [...binaryCommand, ...words.split(" ")].map((word) => `'${word}'`).join(" ");
    await using run = spawnRaw(
      { name: "sh", command: ["/bin/sh", "-c", `rmdir '${gone}'; ${command}`] },
      { environment: homeEnvironment(home()), cwd: gone },
    );
    await run.closeInput();
    expect((await run.exited).code).toBe(1);
    expect(run.stdout() + run.stderr()).toContain("does not exist any more. Change to one that does");
  },
);

/** An entry of Cursor whose program has our name and ignores the signal to end, as does what it starts. */
async function placeStubborn(behaviour: string): Promise<string> {
  const pids = folder.at("pids");
  const command = folder.at("alephant-mcp");
  const code = `trap '' TERM INT HUP; echo $$ >> ${pids}; sleep 1000 & echo $! >> ${pids}; ${behaviour}`;
  await writeFile(command, `#!/bin/sh\n${code}\n`, { mode: 0o755 });
  await placeFile(fileOf("cursor"), { mcpServers: { alephant: { command } } });
  return pids;
}

test.skipIf(process.platform === "win32")("the list ends after all that it has started", async () => {
  const pids = await placeStubborn(`${shellAnswer}; sleep 1000`);
  expect((await setup("--list")).stdout).toMatch(/starts +yes/);
  const started = await readPids(pids);
  expect(started).toHaveLength(2);
  expect(started.filter(isRunning)).toEqual([]);
});

test.skipIf(process.platform === "win32").each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
  "%s ends the list and all that it has started",
  async (signal) => {
    const pids = await placeStubborn("sleep 1001");
    await using run = startSetup("--list");
    while ((await readPids(pids)).length < 2) await Bun.sleep(20);
    run.kill(signal);
    expect(await run.exited).toMatchObject({ signal });
    expect(run.stdout()).toBe("");
    expect((await readPids(pids)).filter(isRunning)).toEqual([]);
  },
);

test("without a terminal nothing is removed unasked", async () => {
  const { code, stderr } = await setup("--remove");
  expect(code).toBe(1);
  expect(stderr).toContain("there is no terminal to ask on");
});
