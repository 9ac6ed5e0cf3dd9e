/**
 * The plugin for Claude Code, which asks for the credential and keeps it. Two ways to it: a marketplace that is one
 * file, with the npm package as its plugin, and an archive that holds everything. Both start the program by Node.
 */
import manifest from "../../package.json";
import { type Entry, packZip } from "./archive.ts";
import { repositoryUrl, version } from "./assets.ts";
import type { Bytes } from "./executables.ts";
import { describeSetting, keyOf } from "./mcpb.ts";
import { settings } from "./settings.ts";

export const claudeMarketplaceName = "claude-marketplace.json";
export const claudePluginName = "alephant-mcp-claude-plugin.zip";
const pluginName = "alephant";

const described = {
  name: pluginName,
  version,
  description: manifest.description,
  author: { name: manifest.author, url: repositoryUrl },
  homepage: manifest.homepage,
  repository: repositoryUrl,
  license: manifest.license,
  keywords: manifest.keywords,
};

/** What has a preset is asked for, but need not be answered. */
export const createPluginManifest = () => ({
  ...described,
  userConfig: Object.fromEntries(
    settings.map((setting) => [
      keyOf(setting),
      { ...describeSetting(setting), required: setting.isRequired === true && setting.preset === undefined },
    ]),
  ),
});

/** What is left out arrives as an empty text, which the server takes as not set. */
export const createPluginServers = (program: string) => ({
  mcpServers: {
    [pluginName]: {
      command: "node",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Claude Code puts the plugin's folder here
      args: ["${CLAUDE_PLUGIN_ROOT}/".concat(program)],
      env: Object.fromEntries(
        settings.map((setting) => [setting.variable, `\${user_config.${keyOf(setting)}}`]),
      ),
    },
  },
});

const createMarketplace = (plugin: object) => ({
  name: pluginName,
  owner: { name: manifest.author, url: repositoryUrl },
  metadata: { description: manifest.description },
  plugins: [plugin],
});

/** To be added by its address. The package holds no manifest, so the entry is all there is of one. */
export const createClaudeMarketplace = (program: string) =>
  createMarketplace({
    ...createPluginManifest(),
    source: { source: "npm", package: manifest.name, version },
    strict: false,
    ...createPluginServers(program),
  });

/** @param program its files, the first one being what is started */
export function packClaudePlugin(program: readonly [Entry, ...Entry[]], documents: readonly Entry[]): Bytes {
  const createJsonEntry = (path: string, value: object): Entry => ({
    path,
    content: new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`),
  });
  const inServer = program.map((entry) => ({ ...entry, path: `server/${entry.path}` }));
  return packZip([
    createJsonEntry(".claude-plugin/plugin.json", createPluginManifest()),
    // Unpacked, the folder is a marketplace as well.
    createJsonEntry(".claude-plugin/marketplace.json", createMarketplace({ name: pluginName, source: "./" })),
    createJsonEntry(".mcp.json", createPluginServers(`server/${program[0].path}`)),
    ...inServer,
    ...documents,
  ]);
}
