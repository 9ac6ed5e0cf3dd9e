/** The file that `export` or `report` writes: it is there whole or not at all. */

const fs = process.getBuiltinModule("node:fs");
const { basename, dirname, join, sep } = process.getBuiltinModule("node:path");

/** The file could not be written: the message says why, and not what this means for the command. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** Where the output goes, checked. */
export interface OutputFile {
  /** The path of the file itself, where a link to it was given. */
  readonly path: string;
  /** The access rights of the file that is replaced; undefined where there is none. */
  readonly mode: number | undefined;
  readonly owner: Owner | undefined;
  readonly isForced: boolean;
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Called before any request is made. @throws OutputError when the file could not be written */
export function checkOutputFile(path: string, isForced: boolean): OutputFile {
  const folder = dirname(path);
  if (path.endsWith("/") || path.endsWith(sep))
    throw new OutputError(`${path} is the name of a folder: add a file's.`);
  const stats = translateErrors(path, () => fs.statSync(folder, { throwIfNoEntry: false }));
  if (stats === undefined) throw new OutputError(`the folder ${folder} does not exist. Make it first.`);
  if (!stats.isDirectory()) throw new OutputError(`${folder} is not a folder.`);
  if (translateErrors(path, () => fs.lstatSync(path, { throwIfNoEntry: false })) === undefined) {
    // Making a file in it is what needs the right to write.
    translateErrors(path, () => fs.accessSync(folder, fs.constants.W_OK));
    return { path, mode: undefined, owner: undefined, isForced };
  }
  if (!isForced) throw new OutputError(`${path} is there already. --force replaces it.`);
  // The file that a link leads to is replaced, not the link.
  const real = translateErrors(path, () => fs.realpathSync(path));
  const present = translateErrors(path, () => fs.statSync(real));
  if (!present.isFile()) throw new OutputError(`${path} is not a file.`);
  // A rename needs no right to write the old file, but whoever made it read-only meant it.
  if ((present.mode & 0o222) === 0) throw new OutputError(`${path} is read-only.`);
  translateErrors(path, () => fs.accessSync(real, fs.constants.W_OK));
  translateErrors(path, () => fs.accessSync(dirname(real), fs.constants.W_OK));
  return { path: real, mode: present.mode & 0o777, owner: present, isForced };
}

/** @throws OutputError that says why nothing was written */
export function writeOutputFile({ path, mode, owner, isForced }: OutputFile, text: string): void {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
  translateErrors(path, () => {
    const release = ignoreSignals();
    try {
      writeDraft(draft, text, mode, owner);
      if (isForced) fs.renameSync(draft, path);
      else putInPlace(draft, path);
    } finally {
      fs.rmSync(draft, { force: true });
      release();
    }
  });
}

/**
 * Ctrl+C while the file is written would leave the draft behind, so signals are ignored.
 * @returns a function that ends this
 */
function ignoreSignals(): () => void {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const ignore = (): void => undefined;
  for (const signal of signals) process.on(signal, ignore);
  return () => {
    for (const signal of signals) process.off(signal, ignore);
  };
}

function writeDraft(draft: string, text: string, mode: number | undefined, owner: Owner | undefined): void {
  // A draft that will replace a file is readable by its owner alone until it has the rights of that file.
  const file = fs.openSync(draft, "wx", mode === undefined ? 0o666 : 0o600);
  try {
    fs.writeFileSync(file, text);
    if (owner !== undefined) keepOwner(file, owner);
    if (mode !== undefined) fs.fchmodSync(file, mode);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** @throws where the file belongs to somebody else: only the superuser can give a file away */
function keepOwner(file: number, { uid, gid }: Owner): void {
  const own = fs.fstatSync(file);
  if (own.uid !== uid || own.gid !== gid) fs.fchownSync(file, uid, gid);
}

/** A hard link, unlike a rename, fails where a file of that name has appeared meanwhile. */
function putInPlace(draft: string, path: string): void {
  try {
    fs.linkSync(draft, path);
  } catch (error) {
    // Some file systems have no hard links.
    if (codeOf(error) === "EEXIST" || fs.existsSync(path)) throw error;
    fs.renameSync(draft, path);
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "access is denied",
  EPERM: "access is denied",
  EROFS: "it is on a read-only file system",
  ENOSPC: "the disk is full",
  EFBIG: "it would be larger than a file may be here",
  EDQUOT: "your share of the disk is full",
  EEXIST: "a file of that name came to be meanwhile",
  ENOTDIR: "part of the way to it is a file",
  ENOENT: "the folder, or what a link leads to, is not there",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "links lead back to it",
};

/** @throws OutputError in place of what the system says */
function translateErrors<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    throw new OutputError(`${path} cannot be written: ${reasons[code] ?? code}.`);
  }
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;
