/** Where the secret of a new virtual key goes: a file that only the user can read, and never the model. */
import { plainText } from "./text.ts";

export type StoredSecret = { readonly path: string } | { readonly path: null; readonly problem: string };
/** `name` becomes the file's name, as far as it is letters and digits. */
export type StoreSecret = (name: string, secret: string) => Promise<StoredSecret>;

/** Keys go into `folder` (0700), one file each (0600), named after the label; nothing is ever overwritten. */
export const secretStore =
  (folder: string | null): StoreSecret =>
  async (label, secret) => {
    if (folder === null) return { path: null, problem: "no home directory is known" };
    // Not imported: the executable would keep a compiled copy of both, 1.5 MB, for what only a new key needs.
    const { chmod, lstat, mkdir, writeFile } = process.getBuiltinModule("node:fs/promises");
    const { join } = process.getBuiltinModule("node:path");
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      // A link would make some other folder ours, and put the secret there.
      if (!(await lstat(folder)).isDirectory()) throw new Error(`${folder} is a link, not a folder`);
      await chmod(folder, 0o700);
      for (let attempt = 0; ; attempt++) {
        const path = join(folder, `${fileStem(label)}${attempt === 0 ? "" : `-${attempt}`}.key`);
        try {
          await writeFile(path, `${secret}\n`, { mode: 0o600, flag: "wx" });
          return { path };
        } catch (error) {
          if (!isErrorCode(error, "EEXIST") || attempt === 99) throw error;
        }
      }
    } catch (error) {
      return { path: null, problem: plainText(error instanceof Error ? error.message : String(error), 200) };
    }
  };

const isErrorCode = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;

const fileStem = (label: string): string =>
  label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 60) || "virtual-key";
