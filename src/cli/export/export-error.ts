import type { ExitCode } from "../shell.ts";

/** Nothing was exported; the message says why and what to do. */
export class ExportError extends Error {
  override readonly name = "ExportError";
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode) {
    super(message);
    this.exitCode = exitCode;
  }
}
