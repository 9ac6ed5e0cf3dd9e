/** Where one host's entry goes: the file, what is in it, and whether the credential may be. */
import { findOwnFolder } from "../../config.ts";
import { type ConfigFile, chooseFile, readConfigFile } from "./config-file.ts";
import { formats, parseDocument } from "./edit-config.ts";
import { type Storage, serverName, serversPathOf } from "./entry.ts";
import { type Host, hosts } from "./hosts.ts";
import type { Layer } from "./layers.ts";
import { type Members, valueAt } from "./members.ts";
import { filesOf, type HostName, type Scope, type Surroundings, unknownHome, writePath } from "./places.ts";
import { awaitOnFile, runOnFile, SetupError } from "./setup-error.ts";

export interface Target {
  readonly name: HostName;
  readonly host: Host;
  /** The members above the servers: a folder's, in the file of a user. */
  readonly prefix: readonly string[];
  readonly scope: Scope;
  readonly file: ConfigFile;
  readonly document: Members;
  /** Where a copy of the file goes; null where no data directory is known. */
  readonly backupFolder: string | null;
  /** Files with an entry of ours that the host reads, too. */
  readonly doubles: readonly string[];
  /** Others may get to see the file. */
  readonly isShared: boolean;
}

/** The file that the host reads. @throws SetupError where there is none */
export async function findFile(name: HostName, scope: Scope, surroundings: Surroundings): Promise<string> {
  const path = await chooseFile(filesOf(name, scope, surroundings));
  if (path !== undefined) return path;
  const { title } = hosts[name];
  throw new SetupError(
    scope !== "user"
      ? `${title} has no configuration of ${scope === "project" ? "a project" : "one person in one folder"}. Use --scope user.`
      : `${title}: ${unknownHome}`,
  );
}

/** @throws SetupError that names the file */
export async function findTarget(
  name: HostName,
  scope: Scope,
  surroundings: Surroundings,
  layer?: Layer,
): Promise<Target> {
  const host = hosts[name];
  const path = layer?.path ?? (await findFile(name, scope, surroundings));
  const file = await awaitOnFile(path, readConfigFile(path));
  const doubles =
    host.readsEveryFile === true ? await findDoubles(host, file, filesOf(name, scope, surroundings)) : [];
  return runOnFile(file.path, () => ({
    name,
    host,
    prefix: layer?.prefix ?? (scope === "local" ? ["projects", surroundings.folder] : []),
    scope,
    file,
    document: parseDocument(formats[host.format], file.text ?? ""),
    backupFolder: findOwnFolder(surroundings.env, surroundings.platform, "backups"),
    doubles,
    isShared: file.isInRepository || scope === "project",
  }));
}

async function findDoubles(host: Host, file: ConfigFile, paths: readonly string[]): Promise<string[]> {
  const others = paths.filter((path) => path !== file.path);
  const found = await Promise.all(
    others.map(async (other) => ((await hasEntry(host, other, file)) ? [other] : [])),
  );
  return found.flat();
}

async function hasEntry(host: Host, path: string, excluded: ConfigFile): Promise<boolean> {
  try {
    const { text, target } = await readConfigFile(path);
    if (target === excluded.target) return false;
    const document = parseDocument(formats[host.format], text ?? "");
    return valueAt(document, [...serversPathOf(host, document), serverName]) !== undefined;
  } catch (error) {
    // The host cannot read it either.
    if (error instanceof SetupError || error instanceof RangeError) return false;
    throw error;
  }
}

/** Where the credential goes when nobody is asked. @throws SetupError */
export function chooseStorage(
  { host, file, scope, isShared }: Target,
  wanted: Storage | undefined,
  allowsCredentialInRepository: boolean,
): Storage {
  const cannotRefer = host.reference.kind === "none";
  if (wanted === "reference" && cannotRefer) {
    throw new SetupError(`${host.title} cannot refer to a variable: its file has to hold the credential.`);
  }
  if (wanted === "reference") return "reference";
  if (allowsCredentialInRepository) return "value";
  // Better kept by the host than in a file.
  if (host.reference.kind === "input") return "reference";
  if (!isShared) return "value";
  if (!cannotRefer) return "reference";
  const where = scope === "project" ? "belongs to a project" : "is inside a repository";
  throw new SetupError(
    `${writePath(file.path)}: it ${where}, and ${host.title} cannot refer to a variable instead of holding the credential. If it may stand there, add --credential-in-repository.`,
  );
}
