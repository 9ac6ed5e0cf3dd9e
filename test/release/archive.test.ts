import { expect, test } from "bun:test";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Entry, packTarGz, packZip } from "../../scripts/release/archive.ts";
import { attempt, run } from "../../scripts/release/run.ts";

const entries: readonly Entry[] = [
  { path: "alephant-mcp", content: new Uint8Array(100_000).fill(7), isExecutable: true },
  { path: "README.md", content: new TextEncoder().encode("Größe\n") },
  { path: "empty", content: new Uint8Array() },
];

async function withFile(bytes: Uint8Array, use: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "alephant-mcp-archive-"));
  try {
    await Bun.write(join(folder, "archive"), bytes);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function expectEntries(folder: string): Promise<void> {
  for (const { path, content, isExecutable = false } of entries) {
    expect(await Bun.file(join(folder, path)).bytes()).toEqual(content);
    if (process.platform === "win32") continue;
    expect((await stat(join(folder, path))).mode & 0o777).toBe(isExecutable ? 0o755 : 0o644);
  }
}

test("tar.gz: another program unpacks what was packed, with its modes", () =>
  withFile(packTarGz(entries), async (folder) => {
    await run(["tar", "-xzf", "archive"], { cwd: folder });
    await expectEntries(folder);
  }));

test.skipIf(Bun.which("unzip") === null)("zip: another program unpacks what was packed, with its modes", () =>
  withFile(packZip(entries), async (folder) => {
    await run(["unzip", "-q", "archive"], { cwd: folder });
    await expectEntries(folder);
  }),
);

test("the bytes follow from the content alone", async () => {
  const [tarball, zipped] = [packTarGz(entries), packZip(entries)];
  await Bun.sleep(1_100); // a clock of seconds would show
  expect(Buffer.compare(packTarGz(entries), tarball)).toBe(0);
  expect(Buffer.compare(packZip(entries), zipped)).toBe(0);
});

test("a damaged archive does not pass for a whole one", () =>
  withFile(packTarGz(entries).subarray(0, -20), async (folder) => {
    expect((await attempt(["tar", "-tzf", "archive"], { cwd: folder })).code).not.toBe(0);
  }));
