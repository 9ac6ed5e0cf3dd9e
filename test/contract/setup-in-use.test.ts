// `setup` of the built executable: an entry that stands in its file, and whether the host will use it.
import { describe, expect, test } from "bun:test";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { placeFile } from "../support/folder.ts";
import { backupFolderOf, homeEnvironment } from "../support/hosts.ts";
import { sendJson, serveRaw } from "../support/raw-server.ts";
import { useSetupFolders } from "../support/setup-folders.ts";
import { binaryCommand, spawnRaw } from "../support/spawn.ts";

const double = await useApiDouble();
const { folder, home, work, fileOf } = useSetupFolders();

async function setup(words: string, environment = environmentFor("vk", double.url)) {
  return run(["setup", ...words.split(" ")], environment);
}

async function run(words: readonly string[], environment = environmentFor("vk", double.url)) {
  const program = { name: "setup", command: [...binaryCommand, ...words] as const };
  await using started = spawnRaw(program, {
    environment: { ...environment, ...homeEnvironment(home()) },
    cwd: work(),
  });
  await started.closeInput();
  const { code } = await started.exited;
  const said = started.stdout() + started.stderr();
  for (const secret of [credentials.virtualKey, "vk-old-key"]) expect(said).not.toContain(secret);
  return { code, stdout: started.stdout(), stderr: started.stderr() };
}

const old = { command: "old", env: { ALEPHANT_VIRTUAL_KEY: "vk-old-key" } };
const servers = { mcpServers: { alephant: old } };

describe("a place that wins is named, with what stands there, and not its values", () => {
  const program = "a program, with ALEPHANT_VIRTUAL_KEY (values hidden)";
  test.each([
    ["claude-code", ".mcp.json", servers, "project", program],
    ["cursor", ".cursor/mcp.json", servers, "project", program],
    ["gemini", ".gemini/settings.json", servers, "project", program],
    [
      "codex",
      ".codex/config.toml",
      "[mcp_servers.alephant]\nenabled = false\n",
      "project",
      "no command of its own, switched off",
    ],
    [
      "codex",
      "../.codex/config.toml",
      '[mcp_servers.alephant]\nurl = "https://example.com"\n',
      "project",
      "a remote server",
    ],
    [
      "claude-code",
      "../.mcp.json",
      { mcpServers: { alephant: { type: "http", url: "https://example.com" } } },
      "project",
      "a remote server",
    ],
    ["zed", ".zed/settings.json", { context_servers: { alephant: old } }, "project", program],
    [
      "opencode",
      "opencode.json",
      { mcp: { alephant: { type: "local", command: ["old"], enabled: false } } },
      "project",
      "a program, switched off",
    ],
  ] as const)("%s: %s", async (host, file, content, scope, outline) => {
    await placeFile(work(file), content);
    const { code, stdout, stderr } = await setup(`--yes --host ${host}`);
    expect(code).toBe(1);
    expect(stdout).toContain("Written.");
    expect(stderr).toContain(`${work(file)} has an entry alephant, too, and in this folder`);
    expect(stderr).toContain(outline);
    expect(stderr).toContain(
      `\`alephant-mcp setup --host ${host} --scope ${scope}\` in ${file.startsWith("..") ? folder.path : work()} changes it`,
    );
  });

  test("Claude Code's own entry of this folder, which --scope local changes", async () => {
    await placeFile(fileOf("claude-code"), {
      projects: { [work()]: { history: [1], ...servers }, "/other": servers },
    });
    const first = await setup("--yes --host claude-code");
    expect(first.code).toBe(1);
    expect(first.stderr).toContain(`${fileOf("claude-code")} (projects → ${work()}) has an entry`);
    expect((await setup("--yes --host claude-code --scope local")).code).toBe(0);
    expect((await setup("--yes --host claude-code")).code).toBe(0);
    const { projects } = JSON.parse(await readFile(fileOf("claude-code"), "utf8"));
    expect(projects[work()]).toMatchObject({
      history: [1],
      mcpServers: { alephant: { command: binaryCommand[0] } },
    });
    expect(projects["/other"]).toEqual(servers);
  });

  test("a weaker place, another server and the same entry are none", async () => {
    await placeFile(fileOf("cursor"), servers);
    await placeFile(work(".cursor", "mcp.json"), { mcpServers: { other: old } });
    expect((await setup("--yes --host cursor")).code).toBe(0);
    await placeFile(work(".cursor", "mcp.json"), await readFile(fileOf("cursor"), "utf8"));
    expect((await setup("--yes --host cursor")).code).toBe(0);
    expect((await setup("--yes --scope local --host cursor")).stderr).toContain("Use --scope user.");
  });
});

describe("what keeps the server out is named", () => {
  test.each([
    [
      "gemini",
      () => fileOf("gemini"),
      { mcp: { allowed: ["github"], excluded: ["alephant"] } },
      ["mcp.allowed does not list alephant", "mcp.excluded lists alephant"],
    ],
    [
      "gemini",
      () => work(".gemini", "settings.json"),
      { mcp: { allowed: [] } },
      ["mcp.allowed does not list alephant"],
    ],
    [
      "gemini",
      () => home(".gemini", "mcp-server-enablement.json"),
      { alephant: { enabled: false } },
      ["the server is switched off; `gemini mcp enable alephant`"],
    ],
    [
      "opencode",
      () => fileOf("opencode"),
      { tools: { "alephant*": false } },
      ['tools has "alephant*": false'],
    ],
    ["opencode", () => work("opencode.json"), { tools: { "*": false } }, ['tools has "*": false']],
    [
      "opencode",
      () => fileOf("opencode"),
      { permission: { "alephant_*": "deny" } },
      ['permission has "alephant_*": "deny"'],
    ],
    [
      "claude-code",
      () => work(".claude", "settings.local.json"),
      { permissions: { deny: ["mcp__alephant"] } },
      ['permissions.deny has "mcp__alephant"'],
    ],
    [
      "claude-code",
      () => home(".claude", "settings.json"),
      { deniedMcpServers: [{ serverName: "alephant" }] },
      ["deniedMcpServers lists alephant"],
    ],
    [
      "claude-code",
      () => fileOf("claude-code"),
      () => ({ projects: { [work()]: { disabledMcpServers: ["alephant"] } } }),
      ["disabledMcpServers of this folder lists alephant"],
    ],
    [
      "vscode",
      () => work(".vscode", "settings.json"),
      '{ // none\n "chat.mcp.access": "none" }',
      ['"chat.mcp.access" is "none"'],
    ],
    ["zed", () => fileOf("zed"), { disable_ai: true }, ['"disable_ai" is true']],
  ] as const)("%s", async (host, file, content, words) => {
    await placeFile(file(), typeof content === "function" ? content() : content);
    const { code, stderr } = await setup(`--yes --host ${host}`);
    expect(code).toBe(1);
    for (const each of words) expect(stderr).toContain(`the entry does not count yet. ${file()}: ${each}`);
  });

  test.each([
    ["gemini", { mcp: { allowed: ["github", "alephant"], excluded: ["other"] } }],
    ["opencode", { tools: { "*": false, "alephant*": true, "alephant-two*": false } }],
  ] as const)("%s: a list that lets it in is no obstacle", async (host, content) => {
    await placeFile(fileOf(host), content);
    expect((await setup(`--yes --host ${host}`)).code).toBe(0);
  });
});

describe("each host's dialect", () => {
  test.each(["claude-desktop", "windsurf", "gemini", "claude-code"] as const)(
    "a byte order mark goes: %s",
    async (host) => {
      await placeFile(fileOf(host), '\uFEFF{ "a": 1 }');
      const { code, stdout } = await setup(`--yes --host ${host}`);
      expect({ code, isSaid: stdout.includes("begins with a byte order mark") }).toEqual({
        code: 0,
        isSaid: true,
      });
      const text = await readFile(fileOf(host), "utf8");
      expect(text.startsWith("\uFEFF")).toBe(false);
      await writeFile(fileOf(host), `\uFEFF${text}`);
      expect((await setup(`--yes --host ${host}`)).stdout).toContain("Written.");
      expect(await readFile(fileOf(host), "utf8")).toBe(text);
    },
  );

  test("VS Code keeps its mark", async () => {
    await placeFile(fileOf("vscode"), "\uFEFF{}");
    expect((await setup("--yes --host vscode")).code).toBe(0);
    expect((await readFile(fileOf("vscode"), "utf8")).startsWith("\uFEFF")).toBe(true);
  });

  test.each([
    ["claude-desktop", '{\n  // mine\n  "a": 1\n}\n', "the comment in line 2", "rewrites it without any"],
    [
      "claude-desktop",
      '{\n  "a": [1,\n  ]\n}\n',
      "the comma before a bracket in line 3",
      "rewrites it without any",
    ],
    ["claude-code", '{ /* "x" */ "a": "// no comment", }', "the comment in line 1", "reads no server"],
    ["gemini", '{\n  // taken\n  "a": 1,\n}\n', "the comma before a bracket in line", "does not start"],
  ] as const)("%s: %j is written, and not called done", async (host, text, place_, consequence) => {
    await placeFile(fileOf(host), text);
    const { code, stdout, stderr } = await setup(`--yes --host ${host}`);
    expect(code).toBe(1);
    for (const said of [stdout, stderr]) {
      expect(said).toContain(place_);
      expect(said).toContain(consequence);
    }
  });

  test.each(["cursor", "vscode", "zed", "opencode"] as const)("%s takes both", async (host) => {
    await placeFile(fileOf(host), '{\n  // mine\n  "a": 1,\n}\n');
    expect((await setup(`--yes --host ${host}`)).code).toBe(0);
  });
});

test("Claude Desktop is to be quit before its file is written", async () => {
  const { stdout } = await setup("--yes --host claude-desktop");
  expect(stdout).toMatch(/Quit Claude Desktop first[\s\S]*Written\./);
});

const namespace = process.getuid?.() === 0 ? ["unshare", "-m"] : ["unshare", "-rm"];
const canMount =
  process.platform === "linux" &&
  Bun.spawnSync([...namespace, "sh", "-c", "mount --bind /dev/null /dev/null"], {
    stdout: "ignore",
    stderr: "ignore",
  }).exitCode === 0;

test.skipIf(!canMount)("a file that is a mount of its own is written in place, and a copy kept", async () => {
  const long = JSON.stringify({ mcpServers: { alephant: { ...old, args: ["x".repeat(4_000)] } } });
  const mounted = [
    ["cursor", '{\n  // kept\n  "a": 1\n}\n'],
    ["zed", "{}\n"],
    // Longer than what takes its place.
    ["windsurf", long],
  ] as const;
  const commands: string[] = [];
  for (const [host, text] of mounted) {
    await placeFile(folder.at("outside", host), text);
    await placeFile(fileOf(host), "");
    commands.push(`mount --bind '${folder.at("outside", host)}' '${fileOf(host)}'`);
  }
  const child = Bun.spawn(
    [
      ...namespace,
      "sh",
      "-c",
      `${commands.join(" && ")} && exec "$@"`,
      "sh",
      ...binaryCommand,
      "setup",
      "--yes",
      "--host",
      "cursor,zed,windsurf",
    ],
    {
      env: { PATH: process.env["PATH"], ...environmentFor("vk", double.url), ...homeEnvironment(home()) },
      cwd: work(),
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  expect({ stderr: await new Response(child.stderr).text(), code: await child.exited }).toEqual({
    stderr: "",
    code: 0,
  });
  for (const [host, text] of mounted) {
    const after = await readFile(folder.at("outside", host), "utf8");
    expect(after).toContain(credentials.virtualKey);
    expect(after).not.toContain("xxxx");
    if (host === "cursor") expect(after).toContain("  // kept\n");
    const copies = (await readdir(backupFolderOf(home()))).filter((name) => name.includes(".bak-"));
    const kept = await Promise.all(
      copies.map((name) => readFile(join(backupFolderOf(home()), name), "utf8")),
    );
    expect(kept).toContain(text);
  }
});

describe("a credential is tried before it is written", () => {
  test.each([
    ["refused", () => environmentFor(credentials.revokedVirtualKey, double.url)],
    [
      "of a token",
      () => ({ ...environmentFor("manager", double.url), ALEPHANT_PAT: "pat_nobody-has-this-one" }),
    ],
    ["made up", () => environmentFor("vk-nobody-has-this-one", double.url)],
  ] as const)("%s: nothing is written", async (_, environment) => {
    await placeFile(fileOf("cursor"), servers);
    const before = await readFile(fileOf("cursor"), "utf8");
    const { code, stderr } = await setup("--yes --host cursor", environment());
    expect(code).toBe(2);
    expect(stderr).toContain("the API refuses the credential");
    expect(stderr).toContain("Nothing was written.");
    expect(await readFile(fileOf("cursor"), "utf8")).toBe(before);
    expect(await readdir(home())).toEqual([".cursor"]);
  });

  test("nobody answers: written, and said to be untested", async () => {
    const { code, stdout, stderr } = await setup(
      "--yes --host cursor",
      environmentFor("vk", "http://127.0.0.1:1"),
    );
    expect(code).toBe(3);
    expect(stderr).toContain("the credential could not be tried");
    expect(stdout).toMatch(/Written\.[\s\S]*What was written is untested\./);
  });
});

test("setup --help is setup's own", async () => {
  const { code, stdout } = await setup("--help");
  expect({ code, isShort: !stdout.includes("doctor") }).toEqual({ code: 0, isShort: true });
  expect(stdout).toContain("alephant-mcp setup");
  expect(stdout).toContain("--credential-in-repository");
  expect((await run(["--help", "setup"])).stdout).toBe(stdout);
  expect((await run(["doctor", "-h"])).stdout).toContain("--json");
});

describe("the wrong address", () => {
  test("the API's path twice: the address is doubted, and no id", async () => {
    await expectDoubt(`${double.url}/api/v1/api/v1/x`);
  });

  test.each([
    ["another service", { message: "Cannot GET /api/v1/cockpit/scope" }],
    ["a gateway", { error: "route not found" }],
  ])("%s: the address is doubted, and no id", async (_, body) => {
    await using service = await serveRaw((response) => sendJson(response, 404, body));
    await expectDoubt(`${service.url}/v2`);
  });

  async function expectDoubt(address: string): Promise<void> {
    const { code, stderr } = await setup("--yes --host cursor", environmentFor("vk", address));
    expect(code).not.toBe(0);
    expect(stderr).toContain("There is no such route at this address (HTTP 404)");
    expect(stderr).toContain("ALEPHANT_API_BASE_URL is probably wrong");
    expect(stderr).not.toContain("id is wrong");
  }

  test("all bad variables are named at once, those with a default as well", async () => {
    const environment = {
      ALEPHANT_API_BASE_URL: "ftp://x",
      ALEPHANT_RATE_LIMIT_RPM: "many",
      ALEPHANT_READ_ONLY: "maybe",
    };
    const { code, stderr } = await setup("--yes --host cursor", environment);
    expect(code).toBe(1);
    for (const name of [...Object.keys(environment), "No credential"]) expect(stderr).toContain(name);
  });
});

describe("doctor", () => {
  test("which places point to this server, and which of them do not count", async () => {
    await setup("--yes --host claude-code,gemini");
    await placeFile(work(".mcp.json"), servers);
    await placeFile(work(".gemini", "settings.json"), { mcp: { excluded: ["alephant"] } });
    await placeFile(fileOf("cursor"), {
      mcpServers: { costs: { command: "npx", args: ["-y", "@alephantai/mcp@1"] }, other: { command: "x" } },
    });
    const { stdout } = await run(["doctor", "--json"]);
    const { checks } = JSON.parse(stdout);
    const said = checks
      .filter(({ name }: { name: string }) => name === "hosts")
      .map(({ status, seen }: { status: string; seen: string }) => `${status} ${seen}`);
    expect(said).toEqual([
      `ok Claude Code: ${work(".mcp.json")}`,
      `warning Claude Code: ${fileOf("claude-code")} does not count in this folder, where another place has alephant, too.`,
      `ok Cursor: ${fileOf("cursor")}`,
      `ok Gemini CLI: ${fileOf("gemini")}`,
      `warning Gemini CLI: ${work(".gemini", "settings.json")}: mcp.excluded lists alephant; take it out of that list.`,
    ]);
  });

  test("a broken configuration does not hide them, and none is said, too", async () => {
    const { stdout } = await run(["doctor"], {});
    expect(stdout).toContain("no assistant's configuration here points to this server");
    await placeFile(fileOf("codex"), "[mcp_servers.alephant]\ncommand = 'alephant-mcp'\nenabled = false\n");
    const broken = await run(["doctor"], {});
    expect(broken.stdout.replaceAll(/\s+/g, " ")).toContain(`Codex: ${fileOf("codex")} (switched off)`);
  });
});
