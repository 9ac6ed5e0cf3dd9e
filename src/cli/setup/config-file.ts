/** A host's file on disk: read as it is, replaced as a whole, with a copy of what was there. */
import type { Stats } from "node:fs";
import { draftOf, removeDeadDrafts, removeOnSignal, writeDraft } from "./draft.ts";
import { writePath } from "./places.ts";
import { asSetupError, errorFactsOf, OverwrittenError, SetupError } from "./setup-error.ts";

const { constants } = process.getBuiltinModule("node:fs");
const { access, chmod, lstat, mkdir, readFile, realpath, rename, rm, stat, truncate, writeFile } =
  process.getBuiltinModule("node:fs/promises");
const { basename, dirname, join } = process.getBuiltinModule("node:path");

export interface ConfigFile {
  /** As it was asked for. */
  readonly path: string;
  /** Where the text is: somewhere else, when the path is a link. */
  readonly target: string;
  /** Undefined when there is no file. */
  readonly text: string | undefined;
  readonly stats: Stats | undefined;
  /** Inside a work tree of Git, Mercurial or Jujutsu, from where it may travel. */
  readonly isInRepository: boolean;
}

/** Chooses the file that counts among those that may be there: see `filesOf`. */
export async function chooseFile(paths: readonly string[]): Promise<string | undefined> {
  const file = await findExisting(paths);
  if (file !== undefined) return file;
  const folder = await findExisting(paths.map((path) => dirname(path)));
  return paths.findLast((path) => folder === undefined || dirname(path) === folder);
}

/** @throws SetupError */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    if (!(await existsOrThrows(path))) {
      return {
        path,
        target: path,
        text: undefined,
        stats: undefined,
        isInRepository: await isInRepository(path),
      };
    }
    const target = await realpath(path);
    const stats = await stat(target);
    if (!stats.isFile()) throw new SetupError("it is not a file.");
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(await readFile(target));
    return { path, target, text, stats, isInRepository: await isInRepository(target) };
  } catch (error) {
    throw asSetupError(error);
  }
}

export interface Replacement {
  readonly text: string;
  readonly isSecret: boolean;
  /** Where copies go; null where no data directory is known. */
  readonly backupFolder: string | null;
  readonly now: () => Date;
}

/** @returns the path of the copy, if there was something to copy. @throws SetupError, OverwrittenError */
export async function replaceKeepingCopy(
  file: ConfigFile,
  replacement: Replacement,
): Promise<string | undefined> {
  const { target, stats } = file;
  const { text, isSecret } = replacement;
  try {
    await makeFolder(dirname(target));
    await assertWritable(file);
    if (await isMountPoint(target)) return await writeInPlace(file, replacement);
    await removeDeadDrafts(target);
    const draft = draftOf(target, process.pid);
    const release = removeOnSignal(draft);
    let copy: string | undefined;
    try {
      await writeDraft(draft, text, stats?.mode ?? (isSecret ? 0o600 : 0o644), stats);
      if (file.text !== undefined) copy = await backUp(file, file.text, replacement);
      // As late as possible: hosts save their files whenever they like.
      await assertUnchanged(file);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      if (copy !== undefined) await rm(copy, { force: true });
      throw error;
    } finally {
      release();
    }
    await confirmText(file, text, copy);
    return copy;
  } catch (error) {
    throw asSetupError(error);
  }
}

/** A file that is mounted by itself, as dev containers do it, cannot be replaced. */
async function writeInPlace(file: ConfigFile, replacement: Replacement): Promise<string | undefined> {
  const { target, text: old } = file;
  const copy = old === undefined ? undefined : await backUp(file, old, replacement);
  await assertUnchanged(file);
  try {
    await writeFile(target, replacement.text, { flag: "r+" });
    await truncate(target, Buffer.byteLength(replacement.text));
  } catch (error) {
    const { message } = errorFactsOf(error);
    throw new OverwrittenError(
      `${writePath(file.path)}: it is a mount of its own, and was written in part only (${message}). What was there before: ${writePath(copy ?? "")}`,
    );
  }
  await confirmText(file, replacement.text, copy);
  return copy;
}

/** Linux lists them; elsewhere a single file cannot be mounted. */
async function isMountPoint(path: string): Promise<boolean> {
  const mounts = await readFile("/proc/self/mountinfo", "utf8").catch(() => "");
  const escaped = path.replaceAll(
    /[ \t\n\\]/g,
    (each) => `\\${each.charCodeAt(0).toString(8).padStart(3, "0")}`,
  );
  return mounts.split("\n").some((line) => line.split(" ")[4] === escaped);
}

/** @throws OverwrittenError that names the copy, where the file does not hold the text */
async function confirmText(
  { path, target }: ConfigFile,
  text: string,
  copy: string | undefined,
): Promise<void> {
  if ((await readFile(target, "utf8")) === text) return;
  const before =
    copy === undefined ? "There was no file before." : `What was there before: ${writePath(copy)}`;
  throw new OverwrittenError(
    `${writePath(path)}: it was written, but does not hold what was written: something else writes it, too. Close the host and run setup again. ${before}`,
  );
}

async function makeFolder(folder: string): Promise<void> {
  const above = await findNearestExisting(folder);
  if (!(await stat(above)).isDirectory()) throw new SetupError(`${above} is not a folder.`);
  await mkdir(folder, { recursive: true });
}

async function assertWritable({ target, stats }: ConfigFile): Promise<void> {
  if (stats === undefined) return;
  // A rename needs no right to write the old file, but whoever made it read-only meant it. The mode is asked first, as
  // the superuser has every right.
  if ((stats.mode & 0o222) === 0) throw new SetupError("it is read-only.");
  await access(target, constants.W_OK);
}

async function assertUnchanged({ target, text }: ConfigFile): Promise<void> {
  if (text === undefined) {
    if (await exists(target)) throw new SetupError("it has appeared meanwhile. Run setup again.");
  } else if ((await readFile(target, "utf8")) !== text) {
    throw new SetupError("it has changed meanwhile. Close the host and run setup again.");
  }
}

/** Readable by the owner alone, and not in a repository, with which the credentials in it would travel. @throws SetupError */
async function backUp(
  { path, stats }: ConfigFile,
  text: string,
  { backupFolder, now }: Replacement,
): Promise<string> {
  const stamp = now()
    .toISOString()
    .replaceAll(/[-:T]|\.\d+Z$/g, "");
  const folder = backupFolder ?? dirname(path);
  // Files of several hosts have the same name: the folder tells them apart.
  const origin = backupFolder === null ? "" : `${basename(dirname(path)).replace(/^\./, "")}-`;
  const mode = (stats?.mode ?? 0o600) & 0o700;
  try {
    if (backupFolder !== null) await makeOwnFolder(backupFolder);
    else if (await isInRepository(path)) throw new SetupError("it is in a repository.");
    for (let number = 0; ; number++) {
      const name = `${origin}${basename(path)}.bak-${stamp}${number === 0 ? "" : `-${number}`}`;
      const copy = join(folder, name);
      if (await exists(copy)) continue;
      await writeFile(copy, text, { flag: "wx", mode });
      return copy;
    }
  } catch (error) {
    const { message: reason } = errorFactsOf(asSetupError(error));
    throw new SetupError(
      `the old text cannot be kept in ${writePath(folder)}: ${reason} Nothing is replaced without a copy.`,
    );
  }
}

async function makeOwnFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // A link would put the copy into some other folder.
  for (const each of [dirname(folder), folder]) {
    if (!(await lstat(each)).isDirectory()) throw new SetupError(`${each} is a link, not a folder.`);
  }
  await chmod(folder, 0o700);
  // The home folder itself may be a work tree.
  await writeFile(join(folder, ".gitignore"), "*\n");
}

/** Whether the file, which need not exist, lies in a work tree once links on the way to it are followed. */
async function isInRepository(path: string): Promise<boolean> {
  let folder = await realpath(await findNearestExisting(dirname(path)));
  for (; ; folder = dirname(folder)) {
    for (const mark of [".git", ".hg", ".jj"]) if (await exists(join(folder, mark))) return true;
    if (folder === dirname(folder)) return false;
  }
}

async function findNearestExisting(folder: string): Promise<string> {
  const isFound = folder === dirname(folder) || (await exists(folder));
  return isFound ? folder : findNearestExisting(dirname(folder));
}

/** Whether there is something at the path, be it a broken link. @throws what the system says where it may not be looked at */
async function existsOrThrows(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(errorFactsOf(error).code ?? "")) return false;
    throw error;
  }
}

export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

/** The first of the paths that exists. */
async function findExisting(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if (await exists(path)) return path;
  return undefined;
}
