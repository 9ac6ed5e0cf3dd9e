/** A host's file on disk: read as it is, replaced as a whole, with a copy of what was there. */
import { constants, type Stats } from "node:fs";
import {
  access,
  chmod,
  chown,
  copyFile,
  lstat,
  mkdir,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SetupError } from "./setup-error.ts";

export interface ConfigFile {
  /** As it was asked for. */
  readonly path: string;
  /** Where the text is: somewhere else, when the path is a link. */
  readonly target: string;
  /** Undefined when there is no file. */
  readonly text: string | undefined;
  readonly stats: Stats | undefined;
  /** Inside a Git work tree, from where it may travel. */
  readonly isInRepository: boolean;
}

/** Of the places where a file may be, the one that counts: see `placesOf`. */
export async function choosePlace(places: readonly string[]): Promise<string | undefined> {
  const file = await firstThat(places, exists);
  if (file !== undefined) return file;
  const folder = await firstThat(
    places.map((place) => dirname(place)),
    exists,
  );
  return places.findLast((place) => folder === undefined || dirname(place) === folder);
}

/** @throws SetupError */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  try {
    if (!(await exists(path))) {
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

/** @returns the path of the copy, if there was something to copy. @throws SetupError */
export async function replaceText(
  file: ConfigFile,
  text: string,
  options: { now: Date; isSecret: boolean },
): Promise<string | undefined> {
  const { target, stats } = file;
  try {
    await makeFolder(dirname(target));
    await assertWritable(file);
    const copy = stats === undefined ? undefined : await backUp(file, options.now);
    await replace(target, text, stats?.mode ?? (options.isSecret ? 0o600 : 0o644), stats);
    if ((await readFile(target, "utf8")) !== text)
      throw new SetupError("it does not hold what was written: something else writes it.");
    return copy;
  } catch (error) {
    throw asSetupError(error);
  }
}

async function makeFolder(folder: string): Promise<void> {
  const above = await nearestThatExists(folder);
  if (!(await stat(above)).isDirectory()) throw new SetupError(`${above} is not a folder.`);
  await mkdir(folder, { recursive: true });
}

async function assertWritable({ target, text, stats }: ConfigFile): Promise<void> {
  if (stats === undefined) {
    if (await exists(target)) throw new SetupError("it has appeared meanwhile. Run setup again.");
    return;
  }
  // Replacing needs no such right, but whoever has taken it away meant it; the superuser has it always.
  if ((stats.mode & 0o222) === 0) throw new SetupError("it is read-only.");
  await access(target, constants.W_OK);
  if ((await readFile(target, "utf8")) !== text) {
    throw new SetupError("it has changed meanwhile. Close the host and run setup again.");
  }
}

/** Beside the path, with the same rights: in a repository of settings only the link's target is a guest. */
async function backUp({ path, target, stats }: ConfigFile, now: Date): Promise<string> {
  const stamp = now.toISOString().replaceAll(/[-:T]|\.\d+Z$/g, "");
  const copy = `${path}.bak-${stamp}`;
  await copyFile(target, copy, constants.COPYFILE_EXCL);
  if (stats !== undefined) await chmod(copy, stats.mode);
  return copy;
}

/** A new file takes the place of the old one at once: whoever reads sees all of one or all of the other. */
async function replace(target: string, text: string, mode: number, stats: Stats | undefined): Promise<void> {
  const draft = join(dirname(target), `.${basename(target)}.alephant-mcp-${process.pid}`);
  try {
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(text);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    // Another owner stays the owner, as far as we may.
    if (stats !== undefined) await chown(draft, stats.uid, stats.gid).catch(() => undefined);
    await rename(draft, target);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

/** Of a file that need not exist; links on the way to it are followed. */
async function isInRepository(path: string): Promise<boolean> {
  let folder = await realpath(await nearestThatExists(dirname(path)));
  for (; ; folder = dirname(folder)) {
    if (await exists(join(folder, ".git"))) return true;
    if (folder === dirname(folder)) return false;
  }
}

async function nearestThatExists(folder: string): Promise<string> {
  const isThere = folder === dirname(folder) || (await exists(folder));
  return isThere ? folder : nearestThatExists(dirname(folder));
}

export const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

async function firstThat(
  places: readonly string[],
  isIt: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  for (const place of places) if (await isIt(place)) return place;
  return undefined;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "access is denied.",
  EPERM: "access is denied.",
  EROFS: "it is on a read-only file system.",
  ENOENT: "it is a link to nothing.",
  EEXIST: "a file of an earlier attempt is in the way, or another setup runs.",
  ENOSPC: "the disk is full.",
  EBUSY: "another program holds it open.",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text. It was left as it is.",
};

function asSetupError(error: unknown): unknown {
  if (error instanceof SetupError || !(error instanceof Error) || !("code" in error)) return error;
  return new SetupError(reasons[String(error.code)] ?? `${error.message}.`);
}
