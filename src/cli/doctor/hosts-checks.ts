/** Which of the hosts' places on this machine point to this server, and whether one of them hides another. */
import type { Environment } from "../../config.ts";
import { findBlocks } from "../setup/blocks.ts";
import { isSwitchedOff } from "../setup/entry-facts.ts";
import { hosts } from "../setup/hosts.ts";
import { type NamedEntry, readOwnEntries, replacesByName, writePlace } from "../setup/layers.ts";
import {
  findFolder,
  type HostName,
  hostNames,
  knowsHome,
  type Surroundings,
  unknownFolder,
  unknownHome,
} from "../setup/places.ts";
import { type Check, passCheck, skipCheck, warnInCheck } from "./check.ts";

export async function checkHosts(platform: string, env: Environment): Promise<readonly Check[]> {
  const folder = findFolder();
  if (folder === undefined) return [skipCheck("hosts", unknownFolder)];
  const surroundings: Surroundings = { platform, env, folder };
  const found: Check[] = [];
  for (const host of hostNames) found.push(...(await checkHost(host, surroundings)));
  if (!knowsHome(surroundings)) return [...found, skipCheck("hosts", unknownHome)];
  return found.length > 0
    ? found
    : [
        passCheck(
          "hosts",
          "no assistant's configuration here points to this server; `alephant-mcp setup` writes one",
        ),
      ];
}

async function checkHost(host: HostName, surroundings: Surroundings): Promise<readonly Check[]> {
  const entries = await readOwnEntries(host, surroundings);
  if (entries.length === 0) return [];
  const { title } = hosts[host];
  const isHidden = (entry: NamedEntry, index: number): boolean =>
    replacesByName(host) && entries.slice(0, index).some(({ name }) => name === entry.name);
  const used = entries.filter((entry, index) => !isHidden(entry, index));
  const places = used.map(
    (entry) => `${writePlace(entry)}${isSwitchedOff(entry.entry) ? " (switched off)" : ""}`,
  );
  const hidden = entries.filter(isHidden);
  const blocks = await findBlocks(host, surroundings);
  return [
    passCheck("hosts", `${title}: ${places.join(", ")}`),
    ...hidden.map((entry) =>
      warnInCheck(
        "hosts",
        `${title}: ${writePlace(entry)} does not count in this folder, where another place has ${entry.name}, too.`,
        "Take out the one that you do not want.",
      ),
    ),
    ...blocks.map((block) => warnInCheck("hosts", `${title}: ${block}`)),
  ];
}
