import { showPath } from "./places.ts";

/** The entry cannot be written; the message says why and what to do, and nothing has been changed. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** The file was replaced, but holds something else now; the message says where the old text is. */
export class OverwrittenError extends Error {
  override readonly name = "OverwrittenError";
}

/** @throws SetupError that names the file */
export function about<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw nameFile(path, error);
  }
}

export function nameFile(path: string, error: unknown): unknown {
  // Members within members, by the thousand, exhaust the stack of whoever reads or compares them.
  if (error instanceof RangeError)
    return new SetupError(`${showPath(path)}: it is nested too deeply to be read. It was left as it is.`);
  return error instanceof SetupError ? new SetupError(`${showPath(path)}: ${error.message}`) : error;
}
