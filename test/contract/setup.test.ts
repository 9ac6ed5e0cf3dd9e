// `setup` of the built executable, with a home folder of its own: what it writes starts the server as the host would.
import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import { type HostName, hostNames } from "../../src/cli/setup/places.ts";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor, outcomeOf } from "../support/connect.ts";
import { placeFile } from "../support/folder.ts";
import { existingFiles, remoteCodexFile } from "../support/host-files.ts";
import {
  backupFolderOf,
  homeEnvironment,
  readDocument,
  readers,
  readStart,
  referringHosts,
} from "../support/hosts.ts";
import { useSetupFolders } from "../support/setup-folders.ts";
import { binaryCommand, spawnClient, spawnRaw } from "../support/spawn.ts";

const double = await useApiDouble();
const { home, work, fileOf } = useSetupFolders();

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function setup(words: string, environment = environmentFor("vk", double.url)): Promise<Run> {
  const program = { name: "setup", command: [...binaryCommand, "setup", ...words.split(" ")] as const };
  await using run = spawnRaw(program, {
    environment: { ...environment, ...homeEnvironment(home()) },
    cwd: work(),
  });
  await run.closeInput();
  const { code } = await run.exited;
  const said = run.stdout() + run.stderr();
  for (const secret of [credentials.virtualKey, credentials.patAdmin]) expect(said).not.toContain(secret);
  return { code, stdout: run.stdout(), stderr: run.stderr() };
}

/** As the host does it: with the file's words, and the environment that the host itself has. */
async function expectConnection(host: HostName, path: string, who: "vk" | "manager" = "vk"): Promise<void> {
  const { command, environment } = readStart(
    host,
    await readFile(path, "utf8"),
    environmentFor(who, double.url),
  );
  const [program = "", ...args] = command;
  await using server = await spawnClient({ name: host, command: [program, ...args] }, { environment });
  const result = await server.client.callTool({ name: "check_alephant_connection" });
  const { isError, structured } = outcomeOf(CallToolResultSchema.parse(result));
  expect({ isError, mode: structured["mode"] }).toEqual({ isError: false, mode: who });
}

describe.each(hostNames.map((host) => ({ host })))("$host", ({ host }) => {
  test("a file that was not there starts the server; a second time changes nothing", async () => {
    const { code, stdout } = await setup(`--yes --host ${host}`);
    expect({ code, isWritten: stdout.includes("Written.") }).toEqual({ code: 0, isWritten: true });
    await expectConnection(host, fileOf(host));
    const text = await readFile(fileOf(host), "utf8");
    const again = await setup(`--yes --host ${host}`);
    expect(again.stdout).toContain("It stands there already.");
    expect(await readFile(fileOf(host), "utf8")).toBe(text);
    expect(await readdir(dirname(fileOf(host)))).toHaveLength(1);
  });

  test("in a file as people have it, the rest stays, and the old text is kept", async () => {
    const { before, kept } = existingFiles[host];
    await placeFile(fileOf(host), before);
    const { code, stdout } = await setup(`--yes --host ${host}`);
    expect(code).toBe(0);
    const backups = backupFolderOf(home());
    const after = await readFile(fileOf(host), "utf8");
    for (const line of kept) expect(after).toContain(line);
    // The old credential, and the address of a server that is now a program.
    expect(after).not.toMatch(/pat_old|mcp\.example\.com/);
    expect(await readdir(dirname(fileOf(host)))).not.toContainEqual(expect.stringContaining(".bak-"));
    const copies = (await readdir(backups)).filter((name) => name.includes(".bak-"));
    expect(copies).toHaveLength(1);
    const copy = join(backups, copies[0] ?? "");
    expect(stdout).toContain(`What was there before: ${copy}\n`);
    expect(await readFile(copy, "utf8")).toBe(before);
    await expectConnection(host, fileOf(host));
  });

  test("an empty file, and a workspace's token", async () => {
    await placeFile(fileOf(host), "");
    expect((await setup(`--yes --host ${host}`, environmentFor("manager", double.url))).code).toBe(0);
    await expectConnection(host, fileOf(host), "manager");
  });

  test("a key takes the place of a token that the entry had", async () => {
    await setup(`--yes --host ${host}`, environmentFor("manager", double.url));
    await setup(`--yes --host ${host}`);
    const text = await readFile(fileOf(host), "utf8");
    expect(text).not.toContain(credentials.patAdmin);
    await expectConnection(host, fileOf(host));
  });

  test("a broken file is left alone, and the entry printed", async () => {
    const broken = host === "codex" ? 'model = "gpt-5\n' : '{\n  "a": \n}\n';
    await placeFile(fileOf(host), broken);
    const { code, stdout, stderr } = await setup(`--yes --host ${host}`);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /: it cannot be read: line \d, column \d+: .*\. Mend it first; it was left as it is\.\n/,
    );
    expect(stdout).toContain("alephant");
    expect(await readFile(fileOf(host), "utf8")).toBe(broken);
    expect(await readdir(dirname(fileOf(host)))).toHaveLength(1);
  });

  test("--print writes nothing, and what it prints is an entry", async () => {
    const { code, stdout, stderr } = await setup(`--print --host ${host}`);
    expect(code).toBe(0);
    expect(stderr).toBe(`alephant-mcp: for ${fileOf(host)}:\n`);
    expect(await readdir(home())).toEqual([]);
    expect(readStart(host, stdout, {}).command).toEqual([...binaryCommand]);
  });
});

describe.each(referringHosts.map((host) => ({ host })))("$host, by reference", ({ host }) => {
  test("the file holds no credential, and still starts the server", async () => {
    expect((await setup(`--yes --reference --host ${host}`)).code).toBe(0);
    expect(await readFile(fileOf(host), "utf8")).not.toContain(credentials.virtualKey);
    await expectConnection(host, fileOf(host));
  });

  test("so it is in a repository, unless it was asked for otherwise", async () => {
    const { projectFile } = readers[host];
    if (projectFile === undefined) {
      expect((await setup(`--yes --scope project --host ${host}`)).stderr).toContain("Use --scope user.");
      return;
    }
    await mkdir(work(".git"));
    const path = work(...projectFile.split("/"));
    expect((await setup(`--yes --scope project --host ${host}`)).code).toBe(0);
    expect(await readFile(path, "utf8")).not.toContain(credentials.virtualKey);
    await expectConnection(host, path);
    const { stdout } = await setup(`--yes --scope project --credential-in-repository --host ${host}`);
    expect(stdout).toContain("others may get to see");
    expect(await readFile(path, "utf8")).toContain(credentials.virtualKey);
    await expectConnection(host, path);
  });

  test("a home folder under version control is a repository, too", async () => {
    await mkdir(home(".git"));
    expect((await setup(`--yes --host ${host}`)).code).toBe(0);
    expect(await readFile(fileOf(host), "utf8")).not.toContain(credentials.virtualKey);
  });
});

test("a host that cannot refer to a variable gets no credential into a repository unasked", async () => {
  await mkdir(work(".git"));
  const refused = await setup("--yes --scope project --host zed");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("add --credential-in-repository");
  expect(await readdir(work())).toEqual([".git"]);
  const reference = await setup("--yes --reference --host claude-desktop");
  expect({ code: reference.code, files: await readdir(home()) }).toEqual({ code: 1, files: [] });
  expect((await setup("--yes --scope project --credential-in-repository --host zed")).code).toBe(0);
  await expectConnection("zed", work(".zed", "settings.json"));
});

test("Codex takes a program in place of a remote server, whose members it would refuse", async () => {
  await placeFile(fileOf("codex"), remoteCodexFile);
  const { code, stdout } = await setup("--yes --host codex");
  expect({ code, isHidden: !stdout.includes("pat_old") }).toEqual({ code: 0, isHidden: true });
  const text = await readFile(fileOf("codex"), "utf8");
  expect(text).toContain("startup_timeout_sec = 20\n");
  expect(text).not.toMatch(/,\s*\}|pat_old/);
  await expectConnection("codex", fileOf("codex"));
});

test("the copy of an ignored file is not seen by the repository", async () => {
  await mkdir(work(".git"));
  await placeFile(work(".mcp.json"), '{ "mcpServers": { "a": { "env": { "T": "secret" } } } }');
  const { code, stdout } = await setup("--yes --scope project --host claude-code");
  expect(code).toBe(0);
  expect(stdout).toContain(`A copy of the file as it is goes to ${backupFolderOf(home())}.\n`);
  expect((await readdir(work())).sort()).toEqual([".git", ".mcp.json"]);
});

describe("VS Code", () => {
  test("needs no credential here: it asks for it, and keeps it", async () => {
    const { code, stdout } = await setup("--yes --host vscode", { ALEPHANT_API_BASE_URL: double.url });
    expect(code).toBe(0);
    expect(stdout).toContain("The connection was not tried: no credential is known here.\n");
    expect(stdout).toContain("VS Code asks for the Alephant virtual key when it starts the server");
    await expectConnection("vscode", fileOf("vscode"));
  });

  test("gets no credential that stands in the environment into its file", async () => {
    expect((await setup("--yes --host vscode")).code).toBe(0);
    expect(await readFile(fileOf("vscode"), "utf8")).not.toContain(credentials.virtualKey);
    await expectConnection("vscode", fileOf("vscode"));
  });

  test("beside a host that has to be given one still needs one", async () => {
    const { code, stderr } = await setup("--yes --host vscode,cursor", { ALEPHANT_API_BASE_URL: double.url });
    expect(code).toBe(1);
    expect(stderr).toContain("No credential");
  });
});

test("a rate limit that is no number is not written", async () => {
  const environment = { ...environmentFor("vk", double.url), ALEPHANT_RATE_LIMIT_RPM: credentials.patAdmin };
  expect((await setup("--yes --host cursor", environment)).code).toBe(0);
  expect(await readFile(fileOf("cursor"), "utf8")).not.toContain("ALEPHANT_RATE_LIMIT_RPM");
  await setup("--yes --host cursor", { ...environment, ALEPHANT_RATE_LIMIT_RPM: "30" });
  expect(await readFile(fileOf("cursor"), "utf8")).toContain('"ALEPHANT_RATE_LIMIT_RPM": "30"');
});

test("--print takes over what the server would accept, and nothing else", async () => {
  const misplaced = {
    ALEPHANT_API_BASE_URL: `https://ada:${credentials.virtualKey}@alephant.example`,
    ALEPHANT_PAT: "anything",
    ALEPHANT_WORKSPACE_ID: credentials.patAdmin,
  };
  const { code, stdout } = await setup("--print --host cursor", misplaced);
  expect(code).toBe(0);
  expect(readStart("cursor", stdout, {}).environment).toEqual({
    ALEPHANT_API_BASE_URL: "https://alephant.io",
    ALEPHANT_PAT: `\${env:ALEPHANT_PAT}`,
    ALEPHANT_WORKSPACE_ID: "id-of-the-workspace",
  });
  const accepted = await setup("--print --host cursor", environmentFor("manager", double.url));
  expect(readStart("cursor", accepted.stdout, {}).environment).toMatchObject({
    ALEPHANT_API_BASE_URL: double.url,
    ALEPHANT_WORKSPACE_ID: credentials.workspaceId,
  });
});

test("a file nested too deeply is left alone, and the next host gets its entry", async () => {
  const deep = `{"a":${"[".repeat(20_000)}${"]".repeat(20_000)}}`;
  await placeFile(fileOf("gemini"), deep);
  const { code, stderr } = await setup("--yes --host gemini,cursor");
  expect(code).toBe(1);
  expect(stderr).toContain(
    `${fileOf("gemini")}: it is nested too deeply to be read. It was left as it is.\n`,
  );
  expect(stderr).toContain("Not written. The entry for Gemini CLI");
  expect(await readFile(fileOf("gemini"), "utf8")).toBe(deep);
  await expectConnection("cursor", fileOf("cursor"));
});

test("an entry in another file of OpenCode, which reads both, is pointed out", async () => {
  const other = join(dirname(fileOf("opencode")), "opencode.json");
  await placeFile(other, '{ "mcp": { "alephant": { "type": "local", "command": ["x"] } } }');
  await placeFile(join(dirname(other), "opencode.jsonc"), "{}");
  const { code, stdout } = await setup("--yes --host opencode");
  expect(code).toBe(0);
  expect(stdout).toContain(`${other} has such an entry, too, and OpenCode reads both: remove that one.\n`);
});

test.skipIf(process.platform === "win32")("a file that others may change is pointed out", async () => {
  await placeFile(fileOf("cursor"), "{}");
  await chmod(fileOf("cursor"), 0o620);
  expect((await setup("--yes --host cursor")).stdout).toContain("Others on this machine may read or change");
});

test("OpenCode 2 finds the entry where it has its servers", async () => {
  await placeFile(
    fileOf("opencode"),
    '{\n  "mcp": {\n    "servers": { "a": { "type": "local", "command": ["x"] } }\n  }\n}\n',
  );
  await setup("--yes --host opencode");
  const { mcp } = readDocument("opencode", await readFile(fileOf("opencode"), "utf8"));
  expect(mcp).toEqual({
    servers: {
      a: { type: "local", command: ["x"] },
      alephant: {
        type: "local",
        command: [...binaryCommand],
        environment: { ...environmentFor("vk", double.url) },
        enabled: true,
      },
    },
  });
});

test("several hosts, one of which has a broken file", async () => {
  await placeFile(fileOf("cursor"), "{");
  const { code, stderr } = await setup("--yes --host cursor,gemini");
  expect(code).toBe(1);
  expect(stderr).toContain("Not written. The entry for Cursor");
  await expectConnection("gemini", fileOf("gemini"));
});

test.each([
  ["--yes", "--yes needs --host NAME"],
  ["--print", "--print needs --host NAME"],
  ["--host cursr --yes", "Unknown host cursr. Did you mean cursor?"],
  [`--host ${credentials.virtualKey} --yes`, "Unknown host [credential removed]."],
  ["--host cursor --scope team --yes", "--scope is user, project or local."],
  ["--host cursor", "there is no terminal to ask on"],
  ["--hosts cursor", "Did you mean --host?"],
])("setup %s is refused", async (words, message) => {
  const { code, stdout, stderr } = await setup(words);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(message);
  expect(await readdir(home())).toEqual([]);
});

test("what is written is examined, and nothing else", async () => {
  const environment = { ...environmentFor("vk", double.url), ALEPHANT_READ_ONLY: "no", ALEPHANT_UI: "off" };
  const { code, stdout } = await setup("--yes --host cursor", environment);
  expect(code).toBe(0);
  expect(stdout).toMatch(/Written\.\n\nIt works: the command starts, and .* accepts the credential/);
  expect(readDocument("cursor", await readFile(fileOf("cursor"), "utf8"))).toMatchObject({
    mcpServers: { alephant: { env: { ALEPHANT_READ_ONLY: "no", ALEPHANT_UI: "off" } } },
  });
});

test("without a credential every problem is named, and nothing written", async () => {
  const { code, stderr } = await setup("--yes --host cursor", { ALEPHANT_PAT: credentials.patAdmin });
  expect(code).toBe(1);
  expect(stderr).toContain("ALEPHANT_WORKSPACE_ID is not set");
  expect(await readdir(home())).toEqual([]);
});
