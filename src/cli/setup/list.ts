/** `setup --list`: every entry of this server in the files of all hosts, and what becomes of it. Changes nothing. */
import { printFailure } from "../failure.ts";
import { type ExitCode, exitCodes, type Shell } from "../shell.ts";
import { createDrawing } from "../terminal-drawing.ts";
import { listEntriesOfHost } from "./list-entries.ts";
import { writeEntryList } from "./list-text.ts";
import type { StartCommand } from "./own-command.ts";
import { type HostName, hostNames, knowsHome, type Surroundings, unknownHome } from "./places.ts";
import { shareStarts } from "./share-starts.ts";
import { findStartProblem } from "./try-start.ts";

export interface ListOptions {
  /** All where none is named. */
  readonly hosts: readonly HostName[];
  readonly isJson: boolean;
  /** How this very program is started. */
  readonly command: StartCommand;
}

export async function runList(
  shell: Shell,
  surroundings: Surroundings,
  { hosts: chosen, isJson, command }: ListOptions,
): Promise<ExitCode> {
  if (!knowsHome(surroundings)) {
    const failure = {
      kind: "configuration",
      message: unknownHome,
      exitCode: exitCodes.configuration,
    } as const;
    return printFailure(failure, shell, isJson);
  }
  const names = chosen.length > 0 ? chosen : hostNames;
  shell.showProgress("Looking for entries, and trying their commands …");
  const start = shareStarts(findStartProblem, (over, all) =>
    shell.showProgress(`Trying the commands: ${over} of ${all} are done …`),
  );
  const found = await Promise.all(
    names.map((host) => listEntriesOfHost(host, { shell, surroundings, command, start })),
  );
  shell.showProgress(null);
  const entries = found.flatMap((each) => each.entries);
  const unreadable = found.flatMap((each) => each.unreadable);
  if (isJson)
    shell.print(
      `${JSON.stringify({ version: shell.version, folder: surroundings.folder, entries, unreadable }, null, 2)}\n`,
    );
  else shell.print(`${writeEntryList(entries, unreadable, createDrawing(shell.terminal)).join("\n")}\n`);
  return exitCodes.ok;
}
