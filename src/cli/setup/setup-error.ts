/** The entry cannot be written; the message says why and what to do, and nothing has been changed. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}

/** The file was replaced, but holds something else now; the message says where the old text is. */
export class OverwrittenError extends Error {
  override readonly name = "OverwrittenError";
}
