/** Where `setup` runs: a home and a working folder, side by side. */
import { beforeEach } from "bun:test";
import { mkdir } from "node:fs/promises";
import type { HostName } from "../../src/cli/setup/places.ts";
import { type Folder, useFolder } from "./folder.ts";
import { userFileOf } from "./hosts.ts";

export interface SetupFolders {
  /** Around both of them. */
  readonly folder: Folder;
  home(...names: readonly string[]): string;
  work(...names: readonly string[]): string;
  /** A host's configuration of its user. */
  fileOf(host: HostName): string;
}

/** New and empty ones for each test; they are gone after it. */
export function useSetupFolders(): SetupFolders {
  const folder = useFolder();
  const home = (...names: readonly string[]): string => folder.at("home", ...names);
  const work = (...names: readonly string[]): string => folder.at("work", ...names);
  beforeEach(async () => {
    await mkdir(home());
    await mkdir(work());
  });
  return { folder, home, work, fileOf: (host) => userFileOf(host, home()) };
}
