/**
 * Where the secret of a new virtual key goes: a file that only the user can read. Where it cannot be written, the caller is
 * told why.
 */

import { toPlainText } from "../domain/text.ts";
import type { StoreSecret } from "../toolkit/context.ts";

/** Keys go into `folder` (0700), one file each (0600), named after the label; nothing is ever overwritten. */
export const createSecretStore =
  (folder: string | null): StoreSecret =>
  async (label, secret) => {
    if (folder === null) return { path: null, problem: "no home directory is known" };
    try {
      await prepareFolder(folder);
      return { path: await writeSecret(folder, toFileStem(label), secret) };
    } catch (error) {
      const problem = toPlainText(error instanceof Error ? error.message : String(error), 200);
      return { path: null, problem };
    }
  };

// Node's modules are loaded when the first key is made: no other call needs the file system.

async function prepareFolder(folder: string): Promise<void> {
  const { chmod, lstat, mkdir } = process.getBuiltinModule("node:fs/promises");
  const { dirname } = process.getBuiltinModule("node:path");
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A link would take the secret, and the mode set below, to another folder.
  for (const each of [dirname(folder), folder]) {
    if (!(await lstat(each)).isDirectory()) throw new Error(`${each} is a link, not a folder`);
  }
  await chmod(folder, 0o700);
}

/** The path of the new file, whose name gets a number where the plain one is taken. */
async function writeSecret(folder: string, stem: string, secret: string): Promise<string> {
  const { open, unlink } = process.getBuiltinModule("node:fs/promises");
  const { join } = process.getBuiltinModule("node:path");
  for (let copy = 0; ; copy++) {
    const path = join(folder, `${stem}${copy === 0 ? "" : `-${copy}`}.key`);
    const file = await open(path, "wx", 0o600).catch((error: unknown) => {
      if (!isErrorCode(error, "EEXIST") || copy === 99) throw error;
    });
    if (file === undefined) continue;
    try {
      await file.writeFile(`${secret}\n`);
      await file.sync();
    } catch (error) {
      await file.close();
      await unlink(path); // half a secret, on a full disk
      throw error;
    }
    await file.close();
    return path;
  }
}

const isErrorCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const toFileStem = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "virtual-key";
