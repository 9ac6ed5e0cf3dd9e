/** Folders on the disk, for tests that need files. */
import { afterAll, afterEach, beforeEach } from "bun:test";
import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface Folder {
  /** Without links; known inside a test. */
  readonly path: string;
  /** What has these names inside. */
  at(...names: readonly string[]): string;
}

/** A new and empty one for each test of the file or group that calls this; it is gone after the test. */
export function useFolder(): Folder {
  let path = "";
  beforeEach(async () => {
    path = await createFolder();
  });
  afterEach(() => removeFolder(path));
  return {
    get path() {
      return path;
    },
    at: (...names) => join(path, ...names),
  };
}

/** The path of one that all tests of the file share; it is gone after the last of them. */
export async function useSharedFolder(): Promise<string> {
  const path = await createFolder();
  afterAll(() => removeFolder(path));
  return path;
}

const createFolder = async (): Promise<string> =>
  realpath(await mkdtemp(join(tmpdir(), "alephant-mcp-test-")));

const removeFolder = (path: string): Promise<void> => rm(path, { recursive: true, force: true });

/** A file with this text, or with this value as JSON, in folders that are made for it. */
export async function placeFile(path: string, content: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
}
