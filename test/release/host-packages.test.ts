// The plugin for Claude Code and the extension for Gemini CLI: what their hosts read in them, and what they start.
import { describe, expect, test } from "bun:test";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import manifest from "../../package.json";
import { npmEntry } from "../../scripts/build.ts";
import { readNpmProgram } from "../../scripts/release/assemble.ts";
import {
  createClaudeMarketplace,
  createPluginManifest,
  createPluginServers,
  packClaudePlugin,
} from "../../scripts/release/claude-plugin.ts";
import {
  createGeminiManifest,
  geminiExtensionNameOf,
  geminiSystems,
  packGeminiExtension,
} from "../../scripts/release/gemini-extension.ts";
import { run } from "../../scripts/release/run.ts";
import { settings } from "../../scripts/release/settings.ts";
import { readConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import { redactSecrets } from "../../src/domain/text.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { credentials } from "../api-double/server.ts";
import { walk, withScratch } from "./ways-in.ts";

const kebab = v.pipe(v.string(), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/));
const semantic = v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+(?:-[\w.]+)?$/));
const Servers = v.strictObject({
  alephant: v.strictObject({
    command: v.literal("node"),
    args: v.array(v.string()),
    env: v.record(v.string(), v.string()),
  }),
});
const Author = v.strictObject({ name: v.string(), url: v.optional(v.pipe(v.string(), v.url())) });

/** As Claude Code documents plugin.json. */
const Plugin = {
  name: kebab,
  version: semantic,
  description: v.string(),
  author: Author,
  homepage: v.pipe(v.string(), v.url()),
  repository: v.pipe(v.string(), v.url()),
  license: v.string(),
  keywords: v.array(v.string()),
  userConfig: v.record(
    v.pipe(v.string(), v.regex(/^[A-Za-z_]\w*$/)),
    v.strictObject({
      type: v.picklist(["string", "number", "boolean", "directory", "file"]),
      title: v.string(),
      description: v.string(),
      required: v.boolean(),
      sensitive: v.optional(v.boolean()),
      default: v.optional(v.union([v.string(), v.number(), v.boolean()])),
    }),
  ),
};
const Marketplace = v.strictObject({
  name: kebab,
  owner: Author,
  metadata: v.strictObject({ description: v.string() }),
  plugins: v.tuple([
    v.strictObject({
      ...Plugin,
      source: v.strictObject({ source: v.literal("npm"), package: v.string(), version: semantic }),
      strict: v.literal(false),
      mcpServers: Servers,
    }),
  ]),
});

/** As Gemini CLI documents gemini-extension.json, as far as it is used. */
const Extension = v.strictObject({
  name: kebab,
  version: semantic,
  description: v.string(),
  mcpServers: Servers,
  settings: v.array(
    v.strictObject({ name: v.string(), description: v.string(), envVar: v.string(), sensitive: v.boolean() }),
  ),
});

type Answers = Readonly<Record<string, string>>;

/** What Claude Code gives the server: answers, presets, and an empty text for the rest. */
function asClaudeCode(answers: Answers): Record<string, string> {
  const { userConfig } = v.parse(v.strictObject(Plugin), createPluginManifest());
  const { env } = v.parse(Servers, createPluginServers("x").mcpServers).alephant;
  const answerTo = (whole: string, key: string): string => {
    const option = userConfig[key];
    if (option === undefined) return whole;
    return answers[key] ?? String(option.default ?? "");
  };
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [name, value.replace(/\$\{user_config\.(\w+)\}/g, answerTo)]),
  );
}

/** What Gemini CLI gives it: answers by variable, presets behind `:-`, and an empty text for the rest. */
function asGemini(answers: Answers): Record<string, string> {
  const { env } = v.parse(Extension, createGeminiManifest(npmEntry)).mcpServers.alephant;
  return Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      value.replace(
        /\$\{(\w+)(?::-([^}]*))?\}/g,
        (_, variable: string, preset = "") => answers[variable] ?? preset,
      ),
    ]),
  );
}

function problemsWith(environment: Answers): readonly string[] {
  try {
    readConfig(environment, "linux");
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const ways = [
  {
    host: "Claude Code",
    given: asClaudeCode,
    nameOf: (variable: string) => variable.replace("ALEPHANT_", "").toLowerCase(),
  },
  { host: "Gemini CLI", given: asGemini, nameOf: (variable: string) => variable },
] as const;

describe.each(ways)("$host", ({ given, nameOf }) => {
  test("nothing is answered: the server says what is missing, and nothing else is wrong", () => {
    const [problem, ...others] = problemsWith(given({}));
    expect(problem).toStartWith("No credential: set ALEPHANT_VIRTUAL_KEY");
    expect(others).toEqual([]);
  });

  test("a virtual key", () => {
    const config = readConfig(given({ [nameOf("ALEPHANT_VIRTUAL_KEY")]: credentials.virtualKey }), "linux");
    expect(config).toMatchObject({
      mode: "vk",
      baseUrl: "https://alephant.io",
      virtualKey: credentials.virtualKey,
      rateLimitRpm: 60,
      isReadOnly: false,
      confirmsWrites: true,
      notes: [],
    });
  });

  test("a token, its workspace, and another address", () => {
    const answers = {
      [nameOf("ALEPHANT_PAT")]: credentials.patAdmin,
      [nameOf("ALEPHANT_WORKSPACE_ID")]: credentials.workspaceId,
      [nameOf("ALEPHANT_API_BASE_URL")]: "https://alephant.example",
    };
    expect(readConfig(given(answers), "linux")).toMatchObject({
      mode: "manager",
      baseUrl: "https://alephant.example",
      confirmsWrites: true,
    });
  });
});

test("plugin.json: every question is used, and the credentials are kept as secrets", () => {
  const { userConfig, version } = v.parse(v.strictObject(Plugin), createPluginManifest());
  const { env, args } = v.parse(Servers, createPluginServers("server/x.mjs").mcpServers).alephant;
  expect(version).toBe(manifest.version);
  expect(args).toEqual([`\${CLAUDE_PLUGIN_ROOT}/server/x.mjs`]);
  expect(Object.values(env)).toEqual(Object.keys(userConfig).map((key) => `\${user_config.${key}}`));
  expect(Object.keys(env)).toEqual(settings.map(({ variable }) => variable));
  const secrets = Object.entries(userConfig).filter(([, { sensitive }]) => sensitive === true);
  expect(secrets.map(([key]) => key)).toEqual(["virtual_key", "pat"]);
  // What is required and has a preset would be asked for in vain.
  expect(Object.values(userConfig).every(({ required }) => !required)).toBe(true);
});

test("the marketplace names the npm package of this version, and its file", () => {
  const { plugins } = v.parse(Marketplace, createClaudeMarketplace(npmEntry));
  const [{ source, mcpServers }] = plugins;
  expect(source).toEqual({ source: "npm", package: manifest.name, version: manifest.version });
  expect(mcpServers.alephant.args).toEqual([`\${CLAUDE_PLUGIN_ROOT}/${npmEntry}`]);
});

test("gemini-extension.json: every setting is handed on, and the credentials are kept as secrets", () => {
  const extension = v.parse(Extension, createGeminiManifest(npmEntry));
  const { env, args } = extension.mcpServers.alephant;
  expect(extension.version).toBe(manifest.version);
  expect(args).toEqual([`\${extensionPath}\${/}server\${/}${npmEntry}`]);
  for (const { envVar } of extension.settings) expect(Object.keys(env)).toContain(envVar);
  const secrets = extension.settings.filter(({ sensitive }) => sensitive).map(({ envVar }) => envVar);
  expect(secrets).toEqual(["ALEPHANT_VIRTUAL_KEY", "ALEPHANT_PAT"]);
  expect(env).not.toHaveProperty("ALEPHANT_CONFIRM_WRITES");
});

test("no manifest holds anything like a credential", () => {
  for (const each of [
    createPluginManifest(),
    createClaudeMarketplace(npmEntry),
    createGeminiManifest(npmEntry),
  ]) {
    const text = JSON.stringify(each);
    expect(redactSecrets(text, [], "json")).toBe(text);
  }
});

test("the names of the tools fit behind what Claude Code puts before a plugin's", () => {
  const names = [...toolsByMode.vk, ...toolsByMode.manager].map(({ name }) => name);
  for (const name of names) expect(`mcp__plugin_alephant_alephant__${name}`.length).toBeLessThanOrEqual(64);
});

test("Gemini CLI finds the file of its system, by Node's word for it", () => {
  expect(geminiSystems.map(geminiExtensionNameOf)).toEqual([
    "darwin.alephant-mcp-gemini-extension.tar.gz",
    "linux.alephant-mcp-gemini-extension.tar.gz",
    "win32.alephant-mcp-gemini-extension.zip",
  ]);
});

const cannotStart = Bun.which("node") === null || Bun.which("unzip") === null || Bun.which("tar") === null;

describe.skipIf(cannotStart)("unpacked", () => {
  test.each([
    ["the plugin", "plugin.zip", async () => packClaudePlugin(await readNpmProgram(), [])],
    [
      "the extension",
      "extension.tar.gz",
      async () => packGeminiExtension("linux", await readNpmProgram(), []),
    ],
    [
      "the extension for Windows",
      "extension.zip",
      async () => packGeminiExtension("win32", await readNpmProgram(), []),
    ],
  ] as const)("%s starts by the command in it", async (name, fileName, pack) => {
    await withScratch(async (scratch) => {
      const [file, folder] = [join(scratch, fileName), join(scratch, "it")];
      await mkdir(folder);
      await Bun.write(file, await pack());
      await run(
        fileName.endsWith(".zip") ? ["unzip", "-q", file, "-d", folder] : ["tar", "-xzf", file, "-C", folder],
      );
      const manifestFile = join(folder, name === "the plugin" ? ".mcp.json" : "gemini-extension.json");
      const { mcpServers } = v.parse(
        v.looseObject({ mcpServers: Servers }),
        await Bun.file(manifestFile).json(),
      );
      const { command, args } = mcpServers.alephant;
      const words = args.map((word) =>
        word.replaceAll(`\${/}`, "/").replace(/\$\{(?:CLAUDE_PLUGIN_ROOT|extensionPath)\}/, folder),
      );
      await walk({ name, command: [command, ...words], cwd: scratch, environment: {} });
    });
  });
});
