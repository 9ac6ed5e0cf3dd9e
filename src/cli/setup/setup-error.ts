/** The entry cannot be written; the message says why and what to do, and nothing has been changed. */
export class SetupError extends Error {
  override readonly name = "SetupError";
}
