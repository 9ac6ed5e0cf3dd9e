/** Stronger places whose entry of our name the host uses instead of the one that was written. */
import { serverName } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { type FoundEntry, listLayers, readEntriesOfOurName, replacesByName, writePlace } from "./layers.ts";
import { isMembers } from "./members.ts";
import { type HostName, projectOf, type Surroundings, writePath } from "./places.ts";

const { isDeepStrictEqual } = process.getBuiltinModule("node:util");

/** Stronger entries than the one at this place, but for those that are the same. */
export async function findShadows(
  host: HostName,
  place: { readonly path: string; readonly prefix: readonly string[]; readonly entry: unknown },
  surroundings: Surroundings,
): Promise<readonly FoundEntry[]> {
  if (!replacesByName(host)) return [];
  const order = listLayers(host, surroundings);
  const rank = (path: string, prefix: readonly string[]): number =>
    order.findIndex((each) => each.path === path && isDeepStrictEqual(each.prefix, prefix));
  const own = rank(place.path, place.prefix);
  const found = await readEntriesOfOurName(host, surroundings);
  return found.filter(
    // Within one scope the host reads several files: `Target.doubles` has those.
    ({ path, prefix, entry, scope }) =>
      rank(path, prefix) < own && order[own]?.scope !== scope && !isDeepStrictEqual(entry, place.entry),
  );
}

/** What stands there: kind and names, none of its values. */
function outlineEntry(entry: unknown): string {
  if (!isMembers(entry)) return "something that is no entry";
  const { command, env, environment, enabled, disabled } = entry;
  const program = Array.isArray(command) ? command[0] : command;
  const kind =
    typeof program === "string"
      ? "a program"
      : "url" in entry || "httpUrl" in entry || "serverUrl" in entry
        ? "a remote server"
        : "no command of its own";
  const variables = [env, environment].flatMap((each) => (isMembers(each) ? Object.keys(each) : []));
  return [
    kind,
    ...(variables.length > 0 ? [`with ${variables.join(", ")} (values hidden)`] : []),
    ...(enabled === false || disabled === true ? ["switched off"] : []),
  ].join(", ");
}

/** What wins, what stands there, and how to change it. */
export function tellShadow(host: HostName, shadow: FoundEntry): string {
  const { scope, prefix, path, entry } = shadow;
  const [, folder] = prefix;
  const how =
    scope === "system"
      ? "Only an administrator changes that file."
      : `\`alephant-mcp setup --host ${host} --scope ${scope}\` in ${writePath(folder ?? projectOf(host, path))} changes it; taking it out lets the new one count.`;
  return `${writePlace(shadow)} has an entry ${serverName}, too, and in this folder ${hosts[host].title} uses that one: ${outlineEntry(entry)}. ${how}`;
}
