import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import manifest from "../../package.json";
import { targets } from "../../scripts/build.ts";
import { archiveNameOf, version } from "../../scripts/release/assets.ts";
import { findNotes } from "../../scripts/release/changelog.ts";
import { isTargetName, targetNames } from "../../scripts/release/executables.ts";
import { writeFormula } from "../../scripts/release/homebrew.ts";
import { bundleNameOf, bundleSystems, createBundleManifest } from "../../scripts/release/mcpb.ts";
import { writeServerJson } from "../../scripts/release/server-json.ts";
import { findServerJsonProblems } from "../../scripts/release/server-json-rules.ts";
import { settings } from "../../scripts/release/settings.ts";
import { findDisagreements, findObstacles } from "../../scripts/release/versions.ts";
import { toolsByMode } from "../../src/tools/index.ts";

const root = join(import.meta.dir, "..", "..");
const textOf = (path: string): Promise<string> => Bun.file(join(root, path)).text();
const checksum = "a".repeat(64);

test("everything in the checkout agrees on the version", async () => {
  expect(await findDisagreements()).toEqual([]);
});

test("another tag than the version's is an obstacle", async () => {
  expect((await findObstacles("v99.0.0")).join("\n")).toContain(
    `The tag is v99.0.0, the version in package.json ${version}.`,
  );
});

test("the settings are the variables that the server reads, and the README's", async () => {
  const names = settings.map(({ variable }) => variable).sort();
  const variablesIn = (text: string) => [...new Set(text.match(/\bALEPHANT_[A-Z_]+\b/g))].sort();
  expect(variablesIn(await textOf("src/config.ts"))).toEqual(names);
  expect(variablesIn(await textOf("README.md"))).toEqual(names);
});

test("credentials are secrets wherever they are asked for", () => {
  const secrets = settings.filter(({ isSecret }) => isSecret === true).map(({ variable }) => variable);
  expect(secrets).toEqual(["ALEPHANT_VIRTUAL_KEY", "ALEPHANT_PAT"]);
  const { user_config } = createBundleManifest("darwin");
  const sensitive = Object.entries(user_config).filter(([, option]) => option.sensitive === true);
  expect(sensitive.map(([key]) => key)).toEqual(["virtual_key", "pat"]);
});

describe("server.json", () => {
  const bundles = bundleSystems.map((system) => ({ file: bundleNameOf(system), sha256: checksum }));

  test("keeps the registry's rules, with the bundles and without", () => {
    expect(findServerJsonProblems(writeServerJson())).toEqual([]);
    expect(findServerJsonProblems(writeServerJson(bundles))).toEqual([]);
  });

  test.each([
    ["a description of 101 characters", manifest.description, "d".repeat(101)],
    ["a range", `"version": "${version}"`, `"version": "^${version}"`],
    ["a checksum that is none", checksum, "A".repeat(64)],
    ["a name without a slash", manifest.mcpName, "alephant-mcp"],
    ["a bundle of another release", `/download/v${version}/`, "/download/v9.9.9/"],
    ["one package of another version", `"runtimeHint"`, `"version": "9.9.9", "runtimeHint"`],
  ])("%s is refused", (_, from, to) => {
    expect(findServerJsonProblems(writeServerJson(bundles).replace(from, to))).not.toEqual([]);
  });
});

describe("MCPB manifest", () => {
  test.each(bundleSystems)(
    "of %s: every variable comes from a question, every tool is named once",
    (system) => {
      const described = createBundleManifest(system);
      const asked = Object.keys(described.user_config).map((key) => `\${user_config.${key}}`);
      expect(Object.values(described.server.mcp_config.env)).toEqual(asked);
      const names = new Set([...toolsByMode.vk, ...toolsByMode.manager].map(({ name }) => name));
      expect(described.tools.map(({ name }) => name)).toEqual([...names]);
      expect(described.prompts.every(({ text }) => text.length > 100)).toBe(true);
      expect(described.version).toBe(version);
    },
  );
});

test("the formula takes each archive's own checksum", () => {
  const checksums = new Map(targetNames.map((name, i) => [archiveNameOf(name), String(i).repeat(64)]));
  const text = writeFormula(checksums);
  for (const name of ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64"]) {
    if (!isTargetName(name)) throw new Error(`${name} is no target.`);
    const file = archiveNameOf(name);
    expect(text).toContain(`/v${version}/${file}"\n      sha256 "${checksums.get(file)}"`);
  }
  expect(() => writeFormula(new Map())).toThrow("There is no checksum of alephant-mcp-darwin-arm64.tar.gz.");
});

test("archives are named for their system, CPU and C library", () => {
  for (const name of targetNames) {
    const { os, cpu, ...rest }: { os: string; cpu: string; libc?: string } = targets[name];
    const parts = [os, cpu, ...(rest.libc === undefined ? [] : [rest.libc])];
    expect<string>(name).toBe(parts.join("-"));
  }
});

test.each([
  ["a dated section", "## [1.2.3] - 2026-11-22\n\n- it\n\n## [1.2.2] - 2026-01-01\n\n- old\n", "- it\n"],
  ["the last section", "## [1.2.3] - 2026-11-22\n\n### Added\n\n- it\n", "### Added\n\n- it\n"],
  ["links below", "## [1.2.3] - 2026-11-22\n- it\n\n[1.2.3]: https://example.com\n", "- it\n"],
  ["no date", "## [1.2.3]\n\n- it\n", undefined],
  ["an empty section", "## [1.2.3] - 2026-11-22\n\n## [1.2.2] - 2026-01-01\n", undefined],
  ["another version", "## [11213] - 2026-11-22\n\n- it\n", undefined],
])("release notes: %s", (_, changelog, notes) => {
  expect(findNotes(changelog, "1.2.3")).toBe(notes);
});
