/** Which hosts are on this machine: their folder exists, or their command is on the PATH. */
import { exists } from "./config-file.ts";
import { hosts } from "./hosts.ts";
import { type HostName, hostNames, pathsOf, type Surroundings, tracesOf } from "./places.ts";
import { listProgramFolders } from "./program-folders.ts";

export async function findInstalledHosts(surroundings: Surroundings): Promise<readonly HostName[]> {
  const found = await Promise.all(hostNames.map((host) => isInstalled(host, surroundings)));
  return hostNames.filter((_, index) => found[index]);
}

async function isInstalled(host: HostName, surroundings: Surroundings): Promise<boolean> {
  const { env, platform } = surroundings;
  const { join } = pathsOf(platform);
  const suffixes = platform === "win32" ? [".exe", ".cmd"] : [""];
  const programs = listProgramFolders(env, platform).flatMap((folder) =>
    hosts[host].programs.flatMap((name) => suffixes.map((suffix) => join(folder, name + suffix))),
  );
  const found = await Promise.all([...tracesOf(host, surroundings), ...programs].map(exists));
  return found.includes(true);
}
