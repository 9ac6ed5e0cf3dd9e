// The links that install the server in one click: what a host reads in them, and that no credential is among it.
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import * as v from "valibot";
import manifest from "../../package.json";
import {
  claudeCodeLine,
  claudePluginLines,
  credentialKinds,
  geminiLine,
  vscodeQualities,
  writeCursorDeepLink,
  writeCursorLink,
  writeVscodeLink,
} from "../../scripts/install-links.ts";
import { claudeMarketplaceName, createClaudeMarketplace } from "../../scripts/release/claude-plugin.ts";
import { bundleNameOf, bundleSystems } from "../../scripts/release/mcpb.ts";
import { readConfig } from "../../src/config.ts";
import { ConfigError } from "../../src/domain/errors.ts";
import { redactSecrets } from "../../src/domain/text.ts";
import { credentials } from "../api-double/server.ts";
import { readStart } from "../support/hosts.ts";

const pageOf = (path: string): Promise<string> => Bun.file(join(import.meta.dir, "..", "..", path)).text();
const linksIn = (page: string): string[] =>
  [...page.matchAll(/\]\(([^()\s]+)\)/g)].map(([, link = ""]) => link);

const Text = v.record(v.string(), v.string());
/** A server on standard input and output in VS Code's mcp.json, which knows no other members. */
const VsCodeServer = v.strictObject({
  type: v.literal("stdio"),
  command: v.pipe(v.string(), v.minLength(1)),
  args: v.optional(v.array(v.string())),
  cwd: v.optional(v.string()),
  env: v.optional(v.record(v.string(), v.union([v.string(), v.number(), v.null()]))),
  envFile: v.optional(v.string()),
  dev: v.optional(v.unknown()),
});
/** As `vscode:mcp/install` takes it: name and questions beside the members of the server. */
const VsCodeInstall = v.strictObject({
  name: v.string(),
  inputs: v.array(
    v.strictObject({
      type: v.literal("promptString"),
      id: v.string(),
      description: v.string(),
      default: v.optional(v.string()),
      password: v.optional(v.boolean()),
    }),
  ),
  ...VsCodeServer.entries,
});
/** A server on standard input and output in Cursor's mcp.json. */
const CursorServer = v.strictObject({
  type: v.optional(v.literal("stdio")),
  command: v.string(),
  args: v.optional(v.array(v.string())),
  env: v.optional(Text),
  envFile: v.optional(v.string()),
});

function parseVscodeLink(link: string): {
  readonly quality: string;
  readonly server: v.InferOutput<typeof VsCodeInstall>;
} {
  const redirect = new URL(link);
  expect(redirect.origin + redirect.pathname).toBe("https://insiders.vscode.dev/redirect");
  const target = redirect.searchParams.get("url") ?? "";
  const [, quality = "", query = ""] = /^(vscode|vscode-insiders):mcp\/install\?(.*)$/s.exec(target) ?? [];
  return { quality, server: v.parse(VsCodeInstall, JSON.parse(decodeURIComponent(query))) };
}

function parseCursorLink(link: string): v.InferOutput<typeof CursorServer> {
  const { searchParams } = new URL(link);
  expect(searchParams.get("name")).toBe("alephant");
  const text = Buffer.from(searchParams.get("config") ?? "", "base64").toString("utf8");
  return v.parse(CursorServer, JSON.parse(text));
}

const given = {
  ALEPHANT_VIRTUAL_KEY: credentials.virtualKey,
  ALEPHANT_PAT: credentials.patAdmin,
  ALEPHANT_WORKSPACE_ID: credentials.workspaceId,
};
const expected = {
  key: { ALEPHANT_VIRTUAL_KEY: credentials.virtualKey },
  token: { ALEPHANT_PAT: credentials.patAdmin, ALEPHANT_WORKSPACE_ID: credentials.workspaceId },
} as const;
const modes = { key: "vk", token: "manager" } as const;
const command = ["npx", "-y", manifest.name];

/** What the host hands on while nobody has given a credential yet. */
function problemsWith(environment: Readonly<Record<string, string>>): string {
  try {
    readConfig(environment, "linux");
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
}

describe.each(credentialKinds.map((kind) => ({ kind })))("with a $kind", ({ kind }) => {
  const environment = { ALEPHANT_API_BASE_URL: "https://alephant.io", ...expected[kind] };

  test.each(vscodeQualities)("%s asks for what it needs, and hides the credential", (quality) => {
    const { quality: opened, server } = parseVscodeLink(writeVscodeLink(quality, kind));
    expect(opened).toBe(quality);
    const { name, inputs, ...entry } = server;
    expect(name).toBe("alephant");
    const hidden = inputs.filter(({ password }) => password === true).map(({ id }) => id);
    expect(hidden).toEqual([kind === "key" ? "alephant-virtual-key" : "alephant-pat"]);
    expect(inputs.every((input) => !("default" in input))).toBe(true);
    // The stand-in for VS Code answers only hidden questions; the workspace's id is no secret.
    const asHidden = inputs.map((input) => ({ ...input, password: true }));
    const installed = JSON.stringify({ inputs: asHidden, servers: { alephant: entry } });
    const started = readStart("vscode", installed, given);
    expect(started).toEqual({ command, environment });
    expect(readConfig(started.environment, "linux").mode).toBe(modes[kind]);
    const unanswered = readStart("vscode", installed, {});
    expect(problemsWith(unanswered.environment)).toContain("No credential: set ALEPHANT_VIRTUAL_KEY");
    const empty = Object.fromEntries(Object.keys(unanswered.environment).map((each) => [each, ""]));
    expect(problemsWith({ ...empty, ALEPHANT_API_BASE_URL: "https://alephant.io" })).toContain(
      "No credential",
    );
  });

  test("Cursor takes it from variables, by the link and by its redirect", () => {
    const entry = parseCursorLink(writeCursorDeepLink(kind));
    expect(new URL(writeCursorDeepLink(kind)).href).toStartWith(
      "cursor://anysphere.cursor-deeplink/mcp/install?",
    );
    expect(new URL(writeCursorLink(kind)).origin).toBe("https://cursor.com");
    expect(parseCursorLink(writeCursorLink(kind))).toEqual(entry);
    const installed = JSON.stringify({ mcpServers: { alephant: entry } });
    expect(readStart("cursor", installed, given)).toEqual({ command, environment });
    const { environment: literal } = readStart("cursor", installed, {});
    expect(problemsWith(literal)).toContain("No credential: set ALEPHANT_VIRTUAL_KEY");
  });

  test("no link contains anything like a credential", () => {
    const decoded = [
      ...vscodeQualities.map((quality) =>
        JSON.stringify(parseVscodeLink(writeVscodeLink(quality, kind)).server),
      ),
      JSON.stringify(parseCursorLink(writeCursorLink(kind))),
    ];
    for (const text of decoded) {
      expect(redactSecrets(text, [], "json")).toBe(text);
      expect(text).not.toMatch(/vk-|pat_/);
    }
  });
});

test("the line for Claude Code names the variable, and holds no credential", () => {
  expect(claudeCodeLine).toContain(
    `--env 'ALEPHANT_VIRTUAL_KEY=\${ALEPHANT_VIRTUAL_KEY}' -- npx -y @alephantai/mcp`,
  );
  expect(
    problemsWith({
      ALEPHANT_API_BASE_URL: "https://alephant.io",
      ALEPHANT_VIRTUAL_KEY: `\${ALEPHANT_VIRTUAL_KEY}`,
    }),
  ).toContain("No credential");
});

test("README and docs/hosts.md have these links and no others of the kind", async () => {
  const known = [
    ...credentialKinds.flatMap((kind) => [
      ...vscodeQualities.map((quality) => writeVscodeLink(quality, kind)),
      writeCursorLink(kind),
    ]),
    ...bundleSystems.map(
      (system) =>
        `https://github.com/AlephantAI/alephant-mcp/releases/latest/download/${bundleNameOf(system)}`,
    ),
  ];
  const isInstall = (link: string): boolean => /vscode\.dev|cursor\.com|\.mcpb$/.test(link);
  const hostsPage = linksIn(await pageOf("docs/hosts.md")).filter(isInstall);
  expect(hostsPage.sort()).toEqual([...known].sort());
  const readme = linksIn(await pageOf("README.md")).filter(isInstall);
  expect(readme).toHaveLength(3);
  for (const link of readme) expect(known).toContain(link);
});

test("the lines for terminals name files of a release that there are", () => {
  expect(claudePluginLines[0]).toEndWith(`/releases/latest/download/${claudeMarketplaceName}`);
  const { name, plugins } = createClaudeMarketplace("x");
  expect(plugins).toMatchObject([{ name: "alephant" }]);
  expect<string>(claudePluginLines[1]).toBe(`claude plugin install alephant@${name}`);
  expect(geminiLine).toBe("gemini extensions install https://github.com/AlephantAI/alephant-mcp");
});

test("the README stays short", async () => {
  expect(Buffer.byteLength(await pageOf("README.md"))).toBeLessThan(14_000);
});
