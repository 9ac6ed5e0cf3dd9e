// The npm package as it is packed for a release: what is in it, and whether a newcomer's three ways lead to a server.
import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import manifest from "../../package.json";
import { packNpmTarball } from "../../scripts/release/assemble.ts";
import { npmTarballName } from "../../scripts/release/assets.ts";
import { npmFolder as folder, listProgramFiles } from "../support/npm-program.ts";
import { walkNpmWays, withScratch } from "./ways-in.ts";

test("what it carries of others comes with their licences", async () => {
  const licenses = await Bun.file(join(folder, "THIRD_PARTY_LICENSES")).text();
  for (const name of Object.keys(manifest.dependencies))
    expect(licenses).toMatch(new RegExp(`^${name} \\d`, "m"));
});

test("it holds one program, and nothing that runs at its installation", async () => {
  const isProgram = (name: string): boolean => name.endsWith(".mjs");
  const names = (await readdir(folder)).sort();
  expect(names.filter((name) => !isProgram(name))).toEqual([
    "LICENSE",
    "README.md",
    "THIRD_PARTY_LICENSES",
    "package.json",
  ]);
  expect(names.filter(isProgram)).toEqual(
    (await listProgramFiles(["import-statement", "dynamic-import"])).sort(),
  );
  const published: Record<string, unknown> = await Bun.file(join(folder, "package.json")).json();
  for (const absent of [
    "scripts",
    "dependencies",
    "optionalDependencies",
    "peerDependencies",
    "devDependencies",
  ]) {
    expect(published).not.toHaveProperty(absent);
  }
  const program = await Bun.file(join(folder, "alephant-mcp.mjs")).text();
  expect(program).toStartWith("#!/usr/bin/env node\n");
  expect(program).not.toContain("sourceMappingURL=");
});

test("publint finds nothing", async () => {
  const { messages, pkg } = await publint({ pkgDir: folder, strict: true, pack: false });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

const isMissing = process.platform === "win32" || Bun.which("npm") === null || Bun.which("node") === null;
test.skipIf(isMissing)(
  "published to a registry, npx starts it without Bun, bunx without Node, and npm installs it",
  () =>
    withScratch(async (scratch) => {
      const file = join(scratch, npmTarballName);
      await Bun.write(file, await packNpmTarball());
      const outcomes = await walkNpmWays(file);
      expect(Object.keys(outcomes)).toEqual(["npx, no Bun", "bunx, no Node", "npm i -g"]);
    }),
  60_000,
);
