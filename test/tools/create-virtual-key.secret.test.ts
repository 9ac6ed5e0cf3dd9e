// Where the secret of a new key goes; contract/keys-on-disk.test.ts asks the built program.
import { describe, expect, test } from "bun:test";
import { chmod, mkdir, readdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { confirmedCall, inProcess, masterKeyId, type WritingSession } from "../support/writing.ts";

const name = "create_virtual_key";
const isWindows = process.platform === "win32";

async function created(session: WritingSession, label: string) {
  const { done } = await confirmedCall(session, name, { label, master_key_id: masterKeyId(session.double) });
  return done;
}

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

describe("the file", () => {
  test("a file that only the user can read, in a folder of its own", async () => {
    await using session = await inProcess.open();
    const done = await created(session, "CI / nightly: build #7");
    const file = String(done.structured["secret_file"]);
    // Label and the beginning of the id: by either, the file is found again.
    const id = String(done.structured["id"]).slice(0, 8);
    expect(file).toBe(join(session.home, `.local/share/alephant-mcp/keys/ci-nightly-build-7-${id}.key`));
    const secret = (await Bun.file(file).text()).trimEnd();
    expect(secret).toMatch(/^vk-live-created-/);
    expect(done.text + session.log()).not.toContain(secret);
    expect(done.structured).not.toHaveProperty("secret");
    if (isWindows) return;
    expect([await modeOf(file), await modeOf(dirname(file))]).toEqual(["600", "700"]);
  });

  test("XDG_DATA_HOME wins over HOME", async () => {
    await using session = await inProcess.open();
    await using other = await inProcess.open({ environment: { XDG_DATA_HOME: join(session.home, "data") } });
    const done = await created(other, "a");
    expect(dirname(String(done.structured["secret_file"]))).toBe(
      join(session.home, "data/alephant-mcp/keys"),
    );
    expect(await readdir(other.home)).toEqual([]);
  });

  test("the same label again: another file, and the first stays", async () => {
    await using session = await inProcess.open({ environment: { ALEPHANT_CONFIRM_WRITES: "off" } });
    const masterKey = masterKeyId(session.double);
    const labels = ["twice", "twice", "Twice!", "…", "…"];
    const files: string[] = [];
    for (const label of labels) {
      const { structured } = await session.call(name, { label, master_key_id: masterKey });
      files.push(String(structured["secret_file"]));
    }
    expect(new Set(files).size).toBe(labels.length);
    const secrets = await Promise.all(files.map((file) => Bun.file(file).text()));
    expect(new Set(secrets).size).toBe(labels.length);
  });

  test("a label cannot lead out of the folder", async () => {
    await using session = await inProcess.open();
    const done = await created(session, "../../.ssh/authorized_keys");
    const file = String(done.structured["secret_file"]);
    expect(file).toMatch(/\.local\/share\/alephant-mcp\/keys\/ssh-authorized-keys-[0-9a-f]{8}\.key$/);
  });

  test.skipIf(isWindows)("a folder that was open to others is closed", async () => {
    await using session = await inProcess.open();
    const folder = join(session.home, ".local/share/alephant-mcp/keys");
    await mkdir(folder, { recursive: true, mode: 0o755 });
    await chmod(folder, 0o755);
    await created(session, "a");
    expect(await modeOf(folder)).toBe("700");
  });

  test("no home: the secret is in the result, with a warning", async () => {
    await using session = await inProcess.open({ environment: { HOME: "", XDG_DATA_HOME: "" } });
    const done = await created(session, "a");
    expectShown(done.structured, "no home directory is known");
    expect(session.log()).not.toContain(String(done.structured["secret"]));
  });

  test("a home that cannot be written to: the same", async () => {
    await using session = await inProcess.open();
    await writeFile(join(session.home, ".local"), "a file in the way");
    const done = await created(session, "a");
    expectShown(done.structured, /E(NOTDIR|EXIST)/);
  });
});

function expectShown(structured: Record<string, unknown>, problem: string | RegExp): void {
  const { secret, secret_file: file, warnings } = structured;
  expect(file).toBeNull();
  expect(secret).toMatch(/^vk-live-created-[0-9a-f-]{36}$/);
  const warning = String(Array.isArray(warnings) ? warnings[0] : undefined);
  expect(warning).toMatch(problem);
  expect(warning).toContain("it is shown only this once");
  expect(warning).not.toContain(String(secret));
}

describe("an answer in another form", () => {
  const secret = "vk-live-0123456789abcdef0123456789abcdef";
  const id = "b0a7c9e2-5d1b-4f0e-8f4e-2f0c7d6a1b99";

  test.each([
    { id, label: "vk-of-the-ci", keyPrefix: "vk-live-01234567", key: secret },
    { name: "vk-a", virtualKey: { id, label: "vk-of-the-ci", prefix: "vk-live-01234567" }, secret },
    { virtual_key: { id, label: "vk-of-the-ci", key_prefix: "vk-live-01234567", plain_text: secret } },
    {
      id,
      label: "vk-of-the-ci",
      maskedKey: `vk-live-${"*".repeat(60)}`,
      prefix: "vk-live-01234567",
      token: secret,
    },
  ])("the secret is found: %j", async (data) => {
    await using session = await inProcess.open();
    session.double.fault({ method: "POST", effect: { kind: "status", status: 201, body: { data } } });
    const done = await created(session, "a");
    expect(await Bun.file(String(done.structured["secret_file"])).text()).toBe(`${secret}\n`);
    expect(done.text).not.toContain(secret);
    expect(done.structured).toMatchObject({ id, label: "vk-of-the-ci" });
  });

  test("without a secret: it says so, and what to do", async () => {
    await using session = await inProcess.open();
    session.double.fault({ method: "POST", effect: { kind: "missing_fields", names: ["key"] } });
    const { structured } = await created(session, "a");
    expect(structured).toMatchObject({
      status: "done",
      secret_file: null,
      warnings: [
        "The API's answer held no secret. Look into the dashboard, or revoke this key and create another.",
      ],
    });
    expect(structured).not.toHaveProperty("secret");
  });
});
