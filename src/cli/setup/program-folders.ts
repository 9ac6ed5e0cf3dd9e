/** The folders in which the system looks for a program by its name: the PATH, without relative entries. */
import type { Environment } from "../../config.ts";
import { pathsOf } from "./places.ts";

export function listProgramFolders(env: Environment, platform: string): readonly string[] {
  const { delimiter, isAbsolute } = pathsOf(platform);
  // Windows spells it Path, and a copy of its environment no longer ignores case.
  return (env["PATH"] ?? env["Path"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
}
