import { writePath } from "./places.ts";

/** A host's file cannot be read or changed as wanted; the message says why and what to do, and the file stays as it was. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/**
 * The file was written to, but does not hold the new text: something else wrote it, too, or only a part was written. The
 * message says where the old text is.
 */
export class OverwrittenError extends Error {
  override readonly name = "OverwrittenError";
}

/** The API does not take the credential, and nobody is there to give another. */
export class RefusedError extends Error {
  override readonly name = "RefusedError";
}

/** @throws SetupError that names the file */
export function runOnFile<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw asErrorOfFile(path, error);
  }
}

/** @throws SetupError that names the file, and whatever else the work throws */
export const awaitOnFile = <T>(path: string, work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw asErrorOfFile(path, error);
  });

/** With the path before the message. An error that is not about the file stays as it is. */
function asErrorOfFile(path: string, error: unknown): unknown {
  // Thousands of levels of nesting exhaust the stack of whatever reads or compares them.
  if (error instanceof RangeError)
    return new SetupError(`${writePath(path)}: it is nested too deeply to be read. It was left as it is.`);
  return error instanceof SetupError ? new SetupError(`${writePath(path)}: ${error.message}`) : error;
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "access is denied. Give yourself the right to read and write it.",
  EPERM: "access is denied. Give yourself the right to read and write it.",
  EROFS: "it is on a read-only file system. Change it where it comes from.",
  ENOENT: "it is a link to nothing. Take that link away, or let it point to a file.",
  ENOTDIR: "a part of its path is a file, not a folder. Move that file out of the way.",
  ELOOP:
    "it, or a folder on the way to it, is a link that leads back to itself. Take that link away, or let it point to the file.",
  ENAMETOOLONG: "its path is longer than this system allows. Choose a shorter one.",
  EIO: "the disk failed to read or write it. Check the disk, or restore the file.",
  EEXIST: "a file of an earlier attempt is in the way, or another setup runs.",
  ENOSPC: "the disk is full. Make room, and run setup again.",
  EBUSY: "another program holds it open. Close that, and run setup again.",
  ERR_ENCODING_INVALID_ENCODED_DATA: "it is not UTF-8 text. It was left as it is.",
};

/** An error of the system about a file as a SetupError with a sentence; any other error as it is. */
export function asSetupError(error: unknown): unknown {
  if (error instanceof SetupError || error instanceof OverwrittenError) return error;
  const { code, message } = errorFactsOf(error);
  return code === undefined ? error : new SetupError(reasons[code] ?? `${message}.`);
}

/** `code`: the system's name for the error, such as ENOENT. */
export function errorFactsOf(error: unknown): {
  readonly message: string;
  readonly code: string | undefined;
} {
  if (!(error instanceof Error)) return { message: String(error), code: undefined };
  return { message: error.message, code: "code" in error ? String(error.code) : undefined };
}
