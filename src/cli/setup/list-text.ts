/** What `setup --list` has found, for a person to read. */
import { writeCount, writeCountOf } from "../figure-text.ts";
import type { Drawing } from "../terminal-drawing.ts";
import { hosts } from "./hosts.ts";
import type { ListedEntry, UnreadableFile } from "./list-entries.ts";
import { writePath } from "./places.ts";

const credentialKinds = {
  virtual_key: "virtual key",
  personal_access_token: "personal access token",
} as const;
const credentialSources = {
  file: "it stands in the file",
  variable: "the file names a variable that holds it",
  host: "the host asks for it and keeps it",
  nowhere: "its value is still missing",
} as const;
const modeWords = { vk: "VK mode", manager: "Manager mode" } as const;

export function writeEntryList(
  entries: readonly ListedEntry[],
  unreadable: readonly UnreadableFile[],
  drawing: Drawing,
): string[] {
  const lines = entries.flatMap((each) => writeListed(each, drawing));
  const problems = unreadable.map(
    ({ host, file, reason }) => `${hosts[host].title}: ${writePath(file)}: ${reason}`,
  );
  const readable = unreadable.length === 0 ? "" : " that can be read";
  const none = `No assistant's configuration here${readable} has an entry of this server. \`alephant-mcp setup\` writes one.`;
  return [
    ...(entries.length === 0 ? [none] : lines),
    ...(problems.length === 0 ? [] : ["", ...drawing.warningLines(problems)]),
    ...(entries.length === 0 ? [] : ["", tellTotals(entries, unreadable.length)]),
  ];
}

function writeListed(listed: ListedEntry, drawing: Drawing): string[] {
  const { host, name, scope, file, folder, credential, mode, api_base_url: address, obstacles } = listed;
  const said =
    credential === null || mode === null
      ? "none in the entry"
      : `${credentialKinds[credential.kind]} (${modeWords[mode]}): ${credentialSources[credential.source]}`;
  return [
    drawing.heading(`${hosts[host].title}: ${name === "" ? '""' : name}`, scope),
    ...drawing.pairs([
      ["file", folder === null ? writePath(file) : `${writePath(file)} (for ${writePath(folder)})`],
      ["command", listed.command ?? "none: no program on this machine"],
      ["starts", tellStart(listed)],
      ["credential", said],
      ["API", address ?? "no address in the entry"],
    ]),
    ...drawing.warningLines(obstacles),
  ];
}

const tellStart = ({ starts, reason }: ListedEntry): string =>
  starts === true ? "yes" : starts === false ? `no: ${reason}` : `not tried: ${reason}`;

function tellTotals(entries: readonly ListedEntry[], unreadable: number): string {
  const failing = entries.filter(({ starts }) => starts === false).length;
  const unused = entries.filter(({ obstacles }) => obstacles.length > 0).length;
  return [
    `${writeCount(entries.length)} ${entries.length === 1 ? "entry" : "entries"}`,
    ...(failing > 0 ? [`${failing} with a command that does not start`] : []),
    ...(unused > 0 ? [`${unused} not used here`] : []),
    ...(unreadable > 0 ? [`${writeCountOf(unreadable, "file")} that cannot be read`] : []),
  ].join(", ");
}
