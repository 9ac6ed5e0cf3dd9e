// Where the secret of a new key goes, on the built program: only its user can read it, and no link leads it elsewhere.
import { describe, expect, test } from "bun:test";
import { chmod, lstat, mkdir, readdir, rm, stat, symlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { ApiDouble } from "../api-double/server.ts";
import { environmentFor } from "../support/connect.ts";
import { handshake, type ServerProcess, spawnRaw, theBinary, toolCall } from "../support/spawn.ts";
import { inBinary, masterKeyId, type WritingSession } from "../support/writing.ts";

const open = (environment: Readonly<Record<string, string>> = {}): Promise<WritingSession> =>
  inBinary.open({ environment: { ALEPHANT_CONFIRM_WRITES: "off", ...environment } });

const folderIn = (home: string): string =>
  join(
    home,
    process.platform === "darwin" ? "Library/Application Support" : ".local/share",
    "alephant-mcp",
    "keys",
  );
const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

/** Creates a key; the path of its secret, or the secret, as the assistant gets it. */
async function createKey(
  session: WritingSession,
  label = "ci-nightly",
): Promise<{ path: string | undefined; secret: unknown }> {
  const { double } = session;
  const args = { label, master_key_id: masterKeyId(double), budget_cents: 2500 };
  const { isError, structured } = await session.call("create_virtual_key", args);
  expect(isError).toBe(false);
  const { secret_file: path, secret } = structured;
  return { path: typeof path === "string" ? path : undefined, secret };
}

async function readStored(path: string | undefined): Promise<string> {
  if (path === undefined) throw new Error("The secret is in no file.");
  expect(await modeOf(path)).toBe("600");
  const text = await Bun.file(path).text();
  expect(text).toMatch(/^vk-\S{8,}\n$/);
  return text.trim();
}

const createArguments = (double: ApiDouble) => ({ label: "ci-nightly", master_key_id: masterKeyId(double) });

const startServer = (url: string, environment: Readonly<Record<string, string>>): ServerProcess =>
  spawnRaw(theBinary, {
    environment: { ...environmentFor("manager", url), ALEPHANT_CONFIRM_WRITES: "off", ...environment },
  });

describe.skipIf(process.platform === "win32")("the secret of a new key", () => {
  test("lies in a file 0600 in a folder 0700, and nowhere in the conversation or the log", async () => {
    await using session = await open();
    const { path, secret } = await createKey(session);
    const stored = await readStored(path);
    const folder = folderIn(session.home);
    expect(path).toStartWith(`${folder}/`);
    expect([await modeOf(folder), await modeOf(join(folder, ".."))]).toEqual(["700", "700"]);
    expect(secret).toBeUndefined();
    expect(session.log()).not.toContain(stored);
    expect(JSON.stringify(await session.call("list_virtual_keys"))).not.toContain(stored);
  });

  test("a folder that was open to others is closed", async () => {
    await using session = await open();
    const folder = folderIn(session.home);
    await mkdir(folder, { recursive: true });
    await chmod(folder, 0o777);
    await readStored((await createKey(session)).path);
    expect(await modeOf(folder)).toBe("700");
  });

  test("a folder that is a link is not used, nor what it leads to changed", async () => {
    await using session = await open();
    const folder = folderIn(session.home);
    const elsewhere = join(session.home, "elsewhere");
    await mkdir(elsewhere);
    await chmod(elsewhere, 0o755);
    await mkdir(join(folder, ".."), { recursive: true });
    await symlink(elsewhere, folder);
    const { path, secret } = await createKey(session);
    // Alephant shows a secret once: it is given to the user in the result, with a warning, rather than lost.
    expect({ path, secret }).toEqual({ path: undefined, secret: expect.stringMatching(/^vk-/) });
    expect(await readdir(elsewhere)).toEqual([]);
    expect(await modeOf(elsewhere)).toBe("755");
  });

  test("a link in the place of its file is neither followed nor overwritten", async () => {
    await using session = await open();
    const { path: first = "" } = await createKey(session);
    const victim = join(session.home, "victim");
    await rm(first);
    await symlink(victim, first);
    session.double.reset();
    const { path } = await createKey(session); // with the same id again, and so the same name
    expect(path).toBe(first.replace(/\.key$/, "-1.key"));
    await readStored(path);
    expect(await Bun.file(victim).exists()).toBe(false);
    expect((await lstat(first)).isSymbolicLink()).toBe(true);
  });

  test("what was there before stays as it was", async () => {
    await using session = await open();
    const { path: first } = await createKey(session);
    const before = await readStored(first);
    session.double.reset();
    const { path: second } = await createKey(session);
    expect(second).not.toBe(first);
    await readStored(second);
    expect(await readStored(first)).toBe(before);
  });

  test("is in its folder, whatever the label is", async () => {
    await using session = await open();
    const { path = "" } = await createKey(session, "../../.ssh/authorized_keys");
    await readStored(path);
    expect(dirname(path)).toBe(folderIn(session.home));
    expect(basename(path)).toStartWith("ssh-authorized-keys-");
  });

  test.skipIf(process.platform !== "linux")("is below XDG_DATA_HOME where that is set", async () => {
    await using session = await open();
    const data = join(session.home, "data");
    await using other = await open({ XDG_DATA_HOME: data });
    const { path = "" } = await createKey(other);
    await readStored(path);
    expect(dirname(path)).toBe(join(data, "alephant-mcp", "keys"));
    expect(await readdir(other.home)).toEqual([]);
  });

  test("is given to the user where no home is known", async () => {
    await using session = await open({ HOME: "", XDG_DATA_HOME: "" });
    const { path, secret } = await createKey(session);
    expect({ path, secret }).toEqual({ path: undefined, secret: expect.stringMatching(/^vk-/) });
    expect(session.log()).not.toContain(String(secret));
  });

  test("is given to the user where a file stands in the folder's way", async () => {
    await using session = await open();
    const folder = folderIn(session.home);
    await mkdir(dirname(dirname(folder)), { recursive: true });
    await Bun.write(dirname(folder), "a file in the way");
    const { path, secret } = await createKey(session);
    expect({ path, secret }).toEqual({ path: undefined, secret: expect.stringMatching(/^vk-/) });
  });

  /** The call has been sent to an API that takes a moment; the secret must not be lost with whoever asked for it. */
  test.each([
    ["the call is cancelled", ["cancelled"]],
    ["the process is told to end", ["SIGTERM"]],
    ["the host closes its end", ["EOF"]],
    ["the call is cancelled and the host closes its end", ["cancelled", "EOF"]],
    ["the call is cancelled and the process told to end", ["cancelled", "SIGTERM"]],
  ] as const)("is kept when %s while the key is being made", async (_, ends) => {
    await using session = await open();
    const { double, home } = session;
    double.fault({ method: "POST", effect: { kind: "slow", ms: 400 } });
    await using server = startServer(double.url, { HOME: home });
    server.send(...handshake, toolCall(1, "create_virtual_key", createArguments(double)));
    while (!double.requests.some(({ method }) => method === "POST")) await Bun.sleep(5);
    for (const end of ends) {
      if (end === "cancelled") {
        server.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 1 } });
        await Bun.sleep(20);
      } else if (end === "EOF") await server.closeInput();
      else server.kill(end);
    }
    while (!server.stderr().includes("The key's secret is in ")) await Bun.sleep(5);
    const [name = ""] = await listFiles(folderIn(home));
    await readStored(join(folderIn(home), name));
    expect(server.stderr()).toContain(join(folderIn(home), name));
    if (ends.at(-1) !== "cancelled") expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  test("reaches the host when there is no place for it, although the process is told to end", async () => {
    await using session = await open();
    const { double } = session;
    double.fault({ method: "POST", effect: { kind: "slow", ms: 200 } });
    await using server = startServer(double.url, {});
    server.send(...handshake, toolCall(1, "create_virtual_key", createArguments(double)));
    while (!double.requests.some(({ method }) => method === "POST")) await Bun.sleep(5);
    server.kill("SIGTERM");
    expect(JSON.stringify(await server.answer(1))).toMatch(/"secret":"vk-/);
    expect(server.stderr()).not.toMatch(/vk-[A-Za-z0-9]{16}/);
    expect(await server.exited).toEqual({ code: 0, signal: null });
  });

  test.each(["SIGTERM", "EOF"] as const)("is not even asked for after %s", async (end) => {
    await using session = await open();
    const { double, home } = session;
    // Before a key is made its master key is looked up.
    double.fault({ path: "/api/v1/master-keys", effect: { kind: "slow", ms: 300 } });
    await using server = startServer(double.url, { HOME: home });
    server.send(...handshake, toolCall(1, "create_virtual_key", createArguments(double)));
    while (!double.requests.some(({ path }) => path === "/api/v1/master-keys")) await Bun.sleep(5);
    if (end === "EOF") await server.closeInput();
    else server.kill(end);
    expect(await server.exited).toEqual({ code: 0, signal: null });
    await Bun.sleep(400);
    expect(double.requests.filter(({ method }) => method === "POST")).toEqual([]);
  });

  test("a disk that is full: the secret is given to the user, and no file is left without one", async () => {
    await using session = await open();
    const { double, home } = session;
    const [program] = theBinary.command;
    // No file may grow at all, which is what a write to a full disk meets.
    const confined = {
      name: "confined",
      command: ["/bin/sh", "-c", 'ulimit -f 0; exec "$0"', program],
    } as const;
    await using server = spawnRaw(confined, {
      environment: { ...environmentFor("manager", double.url), HOME: home, ALEPHANT_CONFIRM_WRITES: "off" },
    });
    server.send(...handshake, toolCall(1, "create_virtual_key", createArguments(double)));
    const answer = JSON.stringify(await server.answer(1));
    expect(answer).toMatch(/could not be written to a file \((EFBIG|ENOSPC)/);
    expect(answer).toMatch(/"secret":"vk-/);
    expect(await listFiles(folderIn(home))).toEqual([]);
  });
});

const listFiles = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);

describe.skipIf(process.platform !== "win32")("the secret of a new key on Windows", () => {
  test("is for its user, the system and administrators only", async () => {
    await using session = await inBinary.open({ environment: { ALEPHANT_CONFIRM_WRITES: "off" } });
    const { path = "" } = await createKey(session);
    const access = await Bun.$`icacls ${path}`.text();
    expect(access).not.toMatch(/Everyone|Authenticated Users|BUILTIN\\Users/i);
    expect(access).toContain("SYSTEM");
  });
});
