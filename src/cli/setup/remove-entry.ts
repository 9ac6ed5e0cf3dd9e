/** Takes one entry out of its file: shown first, and as carefully as it was written. */
import { findOwnFolder } from "../../config.ts";
import { toPlainText } from "../../domain/text.ts";
import { type ConfigFile, readConfigFile, replaceKeepingCopy } from "./config-file.ts";
import { formats, parseDocument, removeValues, withoutMark } from "./edit-config.ts";
import { findInputsOnlyFor } from "./entry.ts";
import {
  addressOf,
  commandOf,
  credentialOf,
  inheritedVariablesOf,
  isOwnCommand,
  isPlainArgument,
  variablesOf,
  writeCommand,
} from "./entry-facts.ts";
import { type Host, hosts } from "./hosts.ts";
import { holdsComment } from "./json-removal.ts";
import { type NamedEntry, writePlace } from "./layers.ts";
import { elementAt, isMembers, type Members, valueAt } from "./members.ts";
import type { StartCommand } from "./own-command.ts";
import { type HostName, type Surroundings, writePath } from "./places.ts";
import { renderRemoval } from "./render-change.ts";
import { awaitOnFile, runOnFile, SetupError } from "./setup-error.ts";

const { dirname } = process.getBuiltinModule("node:path");

export interface OwnEntry extends NamedEntry {
  readonly host: HostName;
}

export interface Removal {
  readonly entry: OwnEntry;
  readonly host: Host;
  readonly file: ConfigFile;
  readonly document: Members;
  readonly paths: readonly (readonly (string | number)[])[];
  readonly text: string;
  /** Null where no data directory is known. */
  readonly backupFolder: string | null;
}

/** @throws SetupError that names the file */
export async function planRemoval(entry: OwnEntry, { env, platform }: Surroundings): Promise<Removal> {
  const host = hosts[entry.host];
  const file = await awaitOnFile(entry.path, readConfigFile(entry.path));
  return runOnFile(entry.path, () => {
    const format = formats[host.format];
    const text = file.text ?? "";
    const document = parseDocument(format, text);
    const found = valueAt(document, entry.at);
    if (found === undefined) throw new SetupError("the entry has gone meanwhile. Nothing was removed.");
    const mayListGo = !holdsComment(withoutMark(text), ["inputs"]);
    const paths = [entry.at, ...findInputsOnlyFor(host, document, found, mayListGo)];
    return {
      entry: { ...entry, entry: found },
      host,
      file,
      document,
      paths,
      text: removeValues(format, text, paths),
      backupFolder: findOwnFolder(env, platform, "backups"),
    };
  });
}

/** The change, below the path of the file. */
export function tellRemoval(
  { entry, host, file, document, paths, backupFolder }: Removal,
  own: StartCommand,
): string {
  const parts = paths.map((path) =>
    runOnFile(file.path, () =>
      renderRemoval(
        formats[host.format],
        document,
        path,
        path === entry.at ? plainPartsOf(entry.entry, host) : elementAt(document, path),
      ),
    ),
  );
  const notes = [
    isOwnCommand(entry.entry, own) ? "" : tellStranger(entry),
    host.overwritesItsFile === true ? `Quit ${host.title} first: it overwrites this file while it runs.` : "",
    `A copy of the file as it is goes to ${writePath(backupFolder ?? dirname(file.path))}.`,
  ];
  return [
    `${host.title}: ${writePlace(entry)}`,
    ...parts.map((part) => part.replaceAll(/^/gm, "    ")),
    ...notes.filter((note) => note !== "").map((note) => `  ${note}`),
  ].join("\n");
}

/** Says that an entry has our name but starts something else. */
export function tellStranger({ entry, name }: NamedEntry): string {
  const command = commandOf(entry);
  const said = `The entry ${toPlainText(name, 60)}`;
  return command === undefined
    ? `${said} starts no program on this machine.`
    : `${said} does not start this server, but ${writeCommand(command)}.`;
}

/** The parts of an entry that may be shown: how it is started, where the API is, and where its credential comes from. */
function plainPartsOf(entry: unknown, host: Host): unknown {
  const command = commandOf(entry);
  if (!isMembers(entry) || command === undefined) return undefined;
  const args = command.args.filter(isPlainArgument);
  const address = addressOf(entry, host);
  const variables = Object.entries(variablesOf(entry, host)).filter(
    ([name, value]) =>
      (name === "ALEPHANT_API_BASE_URL" && value === address) ||
      /^\$?\{(?:env:|input:)?[\w-]+\}$/.test(value),
  );
  return {
    command: [command.program, ...args],
    args,
    [host.entry.environment]: Object.fromEntries(variables),
    ...(host.reference.kind === "list" ? { [host.reference.member]: inheritedVariablesOf(entry, host) } : {}),
  };
}

/** @returns what was done, in a line. @throws SetupError that names the file, OverwrittenError */
export async function removeEntry(
  { entry, host, file, text, backupFolder }: Removal,
  now: () => Date,
): Promise<string> {
  const replacement = { text, isSecret: true, backupFolder, now };
  const copy = await awaitOnFile(file.path, replaceKeepingCopy(file, replacement));
  const isSecret = credentialOf(entry.entry, host)?.source === "file";
  const kept = copy === undefined ? "" : ` What was there before: ${writePath(copy)}`;
  return `Taken out.${kept}${isSecret ? "\nThat copy holds the credential, too: delete it once all is well." : ""}`;
}
