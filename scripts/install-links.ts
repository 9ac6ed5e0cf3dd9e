/**
 * The links with which hosts install the server in one click, for the README and docs/hosts.md. They are made of what
 * `setup` would write. None holds a credential: the host asks for it, or the entry names a variable.
 */
import manifest from "../package.json";
import { planChanges, type Variables } from "../src/cli/setup/entry.ts";
import { hosts } from "../src/cli/setup/hosts.ts";
import { isMembers, type Members } from "../src/cli/setup/members.ts";
import { repositoryUrl } from "./release/assets.ts";
import { claudeMarketplaceName } from "./release/claude-plugin.ts";
import { bundleNameOf, bundleSystems } from "./release/mcpb.ts";

const serverCommand = { program: "npx", args: ["-y", manifest.name] } as const;
const address = { ALEPHANT_API_BASE_URL: "https://alephant.io" };

export const credentialKinds = ["key", "token"] as const;
export type CredentialKind = (typeof credentialKinds)[number];

/** The workspace's id is no secret, but only its owner knows it. */
const listVariables = (kind: CredentialKind, workspace: string): Variables =>
  kind === "key"
    ? { ...address, ALEPHANT_VIRTUAL_KEY: "" }
    : { ...address, ALEPHANT_PAT: "", ALEPHANT_WORKSPACE_ID: workspace };

function createEntry(host: "vscode" | "cursor", variables: Variables): Members {
  const value = planChanges(hosts[host], {}, serverCommand, variables, "reference").at(-1)?.value;
  if (!isMembers(value)) throw new Error(`There is no entry for ${host}.`);
  return value;
}

const workspaceInput = {
  type: "promptString",
  id: "alephant-workspace-id",
  description: "Alephant workspace id",
} as const;

/** The server as `vscode:mcp/install` takes it: an entry of mcp.json with its name and its questions. */
function createVscodeServer(kind: CredentialKind): Members {
  const variables = listVariables(kind, `\${input:${workspaceInput.id}}`);
  const changes = planChanges(hosts.vscode, {}, serverCommand, variables, "reference");
  const [asked] = changes.flatMap(({ path, value }) =>
    path[0] === "inputs" && Array.isArray(value) ? [value] : [],
  );
  const inputs = [...(asked ?? []), ...(kind === "token" ? [workspaceInput] : [])];
  return { name: "alephant", ...createEntry("vscode", variables), inputs };
}

export const vscodeQualities = ["vscode", "vscode-insiders"] as const;

/** GitHub shows no links to programs, so they go through the address that redirects to them. */
export function writeVscodeLink(quality: (typeof vscodeQualities)[number], kind: CredentialKind): string {
  const link = `${quality}:mcp/install?${encodeURIComponent(JSON.stringify(createVscodeServer(kind)))}`;
  return `https://insiders.vscode.dev/redirect?url=${encodeURIComponent(link)}`;
}

const createCursorServer = (kind: CredentialKind): Members =>
  createEntry("cursor", listVariables(kind, "$".concat("{env:ALEPHANT_WORKSPACE_ID}")));

const writeCursorQuery = (kind: CredentialKind): string => {
  const config = Buffer.from(JSON.stringify(createCursorServer(kind))).toString("base64");
  return `name=alephant&config=${encodeURIComponent(config)}`;
};

export const writeCursorDeepLink = (kind: CredentialKind): string =>
  `cursor://anysphere.cursor-deeplink/mcp/install?${writeCursorQuery(kind)}`;
export const writeCursorLink = (kind: CredentialKind): string =>
  `https://cursor.com/en/install-mcp?${writeCursorQuery(kind)}`;

const systemTitles = { darwin: "macOS", windows: "Windows", linux: "Linux x64" } as const;
const writeLatestUrl = (file: string): string => `${repositoryUrl}/releases/latest/download/${file}`;
const writeBundleLink = (system: (typeof bundleSystems)[number]): string =>
  writeLatestUrl(bundleNameOf(system));

const titles = { vscode: "VS Code", "vscode-insiders": "VS Code Insiders" } as const;

const writeButton = (title: string, color: string, link: string): string => {
  const image = `https://img.shields.io/badge/${title.replaceAll(" ", "_")}-install-${color}?style=flat-square`;
  return `[![Install in ${title}](${image})](${link})`;
};

/** One row, for a virtual key. */
export const writeButtons = (): string =>
  [
    writeButton(titles.vscode, "0098FF", writeVscodeLink("vscode", "key")),
    writeButton(titles["vscode-insiders"], "24bfa5", writeVscodeLink("vscode-insiders", "key")),
    writeButton("Cursor", "111111", writeCursorLink("key")),
    // A file for each system.
    writeButton("Claude Desktop", "d97757", "docs/hosts.md#one-click"),
  ].join("\n");

const kindTitles = { key: "virtual key", token: "personal access token" } as const;

/** All of them, and the lines for hosts that have a terminal. */
export function writeLinksTable(): string {
  const writePerKind = (link: (kind: CredentialKind) => string): string =>
    credentialKinds.map((kind) => `[${kindTitles[kind]}](${link(kind)})`).join(", ");
  const asks = "asks for the credential (hidden) and keeps it; with a token also for the workspace's id";
  const rows = [
    ...vscodeQualities.map((quality) => [
      titles[quality],
      writePerKind((kind) => writeVscodeLink(quality, kind)),
      asks,
    ]),
    [
      "Cursor",
      writePerKind(writeCursorLink),
      "cannot ask. The entry names the variable: set it where Cursor is started, or put the credential in its place, in the dialog or later in `~/.cursor/mcp.json`",
    ],
    [
      "Claude Desktop",
      bundleSystems.map((system) => `[${systemTitles[system]}](${writeBundleLink(system)})`).join(", "),
      "asks for the credential and keeps it; open the downloaded file",
    ],
  ];
  const table = [
    "| Host | Link | The credential |",
    "| --- | --- | --- |",
    ...rows.map((row) => `| ${row.join(" | ")} |`),
  ];
  return [...table, "", ...writeTerminalLines()].join("\n");
}

/** As Claude Code replaces it, from the environment in which it runs. */
export const claudeCodeLine = `claude mcp add alephant --scope user --env ALEPHANT_API_BASE_URL=${address.ALEPHANT_API_BASE_URL} --env 'ALEPHANT_VIRTUAL_KEY=\${ALEPHANT_VIRTUAL_KEY}' -- ${serverCommand.program} ${serverCommand.args.join(" ")}`;
const codexLine = `${serverCommand.program} ${serverCommand.args.join(" ")} setup --host codex`;

const fenceLines = (...lines: string[]): string[] => ["", "```sh", ...lines, "```", ""];

/** From the marketplace of one file, which names the npm package of its release. */
export const claudePluginLines = [
  `claude plugin marketplace add ${writeLatestUrl(claudeMarketplaceName)}`,
  "claude plugin install alephant@alephant",
] as const;
export const geminiLine = `gemini extensions install ${repositoryUrl}`;

const writeTerminalLines = (): string[] => [
  "Claude Code, which takes the credential from the variable of its own environment:",
  ...fenceLines(claudeCodeLine),
  "Claude Code with the plugin, which asks for the credential in `/plugin configure alephant@alephant` and keeps it:",
  ...fenceLines(...claudePluginLines),
  "Codex, by `setup`, which asks for the credential (hidden):",
  ...fenceLines(codexLine),
  "Gemini CLI with the extension, which asks for the credential and keeps it in the system's keychain; what is left empty counts as not set:",
  ...fenceLines(geminiLine).slice(0, -1),
];
