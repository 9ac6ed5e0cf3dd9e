/** What the tests of `setup --list` share: a home with files of hosts and programs, and the list of what is found there. */
import { expect } from "bun:test";
import { chmod } from "node:fs/promises";
import * as v from "valibot";
import { filesOf, type HostName, hostNames } from "../../../src/cli/setup/places.ts";
import { runInProcess } from "../../support/command.ts";
import { placeFile, useFolder } from "../../support/folder.ts";

/** It stands in entries, and in nothing that is printed. */
export const secret = "vk-a-key-that-nobody-may-see";

const Listing = v.strictObject({
  version: v.string(),
  folder: v.string(),
  entries: v.array(
    v.strictObject({
      host: v.picklist(hostNames),
      name: v.string(),
      scope: v.picklist(["user", "project", "local", "system"]),
      file: v.string(),
      folder: v.nullable(v.string()),
      command: v.nullable(v.string()),
      starts_this_server: v.boolean(),
      mode: v.nullable(v.picklist(["vk", "manager"])),
      credential: v.nullable(
        v.strictObject({
          kind: v.picklist(["virtual_key", "personal_access_token"]),
          source: v.picklist(["file", "variable", "host", "nowhere"]),
        }),
      ),
      api_base_url: v.nullable(v.string()),
      exists: v.nullable(v.boolean()),
      starts: v.nullable(v.boolean()),
      reason: v.nullable(v.string()),
      obstacles: v.array(v.string()),
    }),
  ),
  unreadable: v.array(v.strictObject({ host: v.picklist(hostNames), file: v.string(), reason: v.string() })),
});

/** The members of a file whose servers are these. */
export const withServers = (entries: Readonly<Record<string, unknown>>) => ({ mcpServers: entries });

export function useListing() {
  const home = useFolder();
  return {
    home,
    fileOf: (host: HostName): string =>
      filesOf(host, "user", { platform: "linux", env: { HOME: home.path }, folder: home.path }).at(-1) ?? "",
    /** A program of our name that answers as the server does, or ends. */
    async createProgram(name: string, code: string): Promise<string> {
      const path = home.at("bin", name);
      await placeFile(path, `#!/bin/sh\n${code}\n`);
      await chmod(path, 0o755);
      return path;
    },
    async listEntries(words = "", env: Readonly<Record<string, string>> = {}) {
      const all = ["setup", "--list", "--json", ...words.split(" ").filter((word) => word !== "")];
      const said = await runInProcess(all, {
        env: { HOME: home.path, PATH: `${home.at("bin")}:/usr/bin:/bin`, ...env },
      });
      expect({ code: said.code, stderr: said.stderr }).toEqual({ code: 0, stderr: "" });
      expect(said.stdout).not.toContain(secret);
      return v.parse(Listing, JSON.parse(said.stdout));
    },
  };
}
