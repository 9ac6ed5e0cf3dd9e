/** Which hosts are here: their folder exists, or their command is on the PATH. */
import { exists } from "./config-file.ts";
import { hosts } from "./hosts.ts";
import { type HostName, hostNames, pathsOf, type Surroundings, tracesOf } from "./places.ts";

export async function findInstalledHosts(surroundings: Surroundings): Promise<readonly HostName[]> {
  const found = await Promise.all(hostNames.map((host) => isInstalled(host, surroundings)));
  return hostNames.filter((_, index) => found[index]);
}

async function isInstalled(host: HostName, surroundings: Surroundings): Promise<boolean> {
  const { env, platform } = surroundings;
  const { delimiter, isAbsolute, join } = pathsOf(platform);
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  const suffixes = platform === "win32" ? [".exe", ".cmd"] : [""];
  const programs = folders.flatMap((folder) =>
    hosts[host].programs.flatMap((name) => suffixes.map((suffix) => join(folder, name + suffix))),
  );
  const found = await Promise.all([...tracesOf(host, surroundings), ...programs].map(exists));
  return found.includes(true);
}
