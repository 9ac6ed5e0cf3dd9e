import { expect, test } from "bun:test";
import { stat } from "node:fs/promises";
import { type Entry, packTarGz, packZip } from "../../scripts/release/archive.ts";
import { readOutcome, run } from "../../scripts/release/run.ts";
import { useFolder } from "../support/folder.ts";

const entries: readonly Entry[] = [
  { path: "alephant-mcp", content: new Uint8Array(100_000).fill(7), isExecutable: true },
  { path: "README.md", content: new TextEncoder().encode("Größe\n") },
  { path: "empty", content: new Uint8Array() },
];

const folder = useFolder();
const placeArchive = (bytes: Uint8Array) => Bun.write(folder.at("archive"), bytes);

async function expectEntries(): Promise<void> {
  for (const { path, content, isExecutable = false } of entries) {
    expect(await Bun.file(folder.at(path)).bytes()).toEqual(content);
    if (process.platform === "win32") continue;
    expect((await stat(folder.at(path))).mode & 0o777).toBe(isExecutable ? 0o755 : 0o644);
  }
}

test("tar.gz: another program unpacks what was packed, with its modes", async () => {
  await placeArchive(packTarGz(entries));
  await run(["tar", "-xzf", "archive"], { cwd: folder.path });
  await expectEntries();
});

const hasUnzip = Bun.which("unzip") !== null;
test.skipIf(!hasUnzip)("zip: another program unpacks what was packed, with its modes", async () => {
  await placeArchive(packZip(entries));
  await run(["unzip", "-q", "archive"], { cwd: folder.path });
  await expectEntries();
});

test("the bytes follow from the content alone", async () => {
  const [tarball, zipped] = [packTarGz(entries), packZip(entries)];
  await Bun.sleep(1_100); // a clock of seconds would show
  expect(Buffer.compare(packTarGz(entries), tarball)).toBe(0);
  expect(Buffer.compare(packZip(entries), zipped)).toBe(0);
});

test("a damaged archive does not pass for a whole one", async () => {
  await placeArchive(packTarGz(entries).subarray(0, -20));
  expect((await readOutcome(["tar", "-tzf", "archive"], { cwd: folder.path })).code).not.toBe(0);
});
