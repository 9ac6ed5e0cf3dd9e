/**
 * MCPB bundles: the executable with a manifest, which a host installs without a configuration file. A host chooses
 * one by the system alone, so the one for macOS holds both CPUs, and those for Windows (which runs x64 on arm64) and
 * Linux are for x64.
 */
import * as v from "valibot";
import manifest from "../../package.json";
import { prompts } from "../../src/prompts/index.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { type Entry, packZip } from "./archive.ts";
import { repositoryUrl, version } from "./assets.ts";
import { type Bytes, executableFileOf, readBytes } from "./executables.ts";
import { joinUniversal } from "./macho.ts";
import { type Setting, settings } from "./settings.ts";

export const bundleSystems = ["darwin", "windows", "linux"] as const;
export type BundleSystem = (typeof bundleSystems)[number];

export const bundleNameOf = (system: BundleSystem): string => `alephant-mcp-${system}.mcpb`;

/** virtual_key of ALEPHANT_VIRTUAL_KEY. */
export const keyOf = ({ variable }: Setting): string => variable.replace(/^ALEPHANT_/, "").toLowerCase();

export function createBundleManifest(system: BundleSystem) {
  const file = `server/alephant-mcp${system === "windows" ? ".exe" : ""}`;
  const tools = [...toolsByMode.vk, ...toolsByMode.manager].map(({ name, description }) => ({
    name,
    description,
  }));
  return {
    manifest_version: "0.2",
    name: "alephant-mcp",
    display_name: "Alephant",
    version,
    description: manifest.description,
    long_description:
      "Give either a virtual key (read-only figures of that key), or a personal access token with its workspace id (the whole workspace; changes ask first). Some tools belong to one of the two only.",
    author: { name: manifest.author, url: repositoryUrl },
    repository: { type: manifest.repository.type, url: repositoryUrl },
    homepage: manifest.homepage,
    documentation: manifest.homepage,
    support: manifest.bugs,
    server: {
      type: "binary",
      entry_point: file,
      mcp_config: {
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the host puts the bundle's folder here
        command: "${__dirname}/".concat(file),
        args: [],
        // A host writes an empty text for what the user left out; the server takes that as not set.
        env: Object.fromEntries(
          settings.map((setting) => [setting.variable, `\${user_config.${keyOf(setting)}}`]),
        ),
      },
    },
    tools: [...new Map(tools.map((tool) => [tool.name, tool])).values()],
    prompts: prompts.map((prompt) => ({
      name: prompt.name,
      description: prompt.description,
      arguments: Object.keys(prompt.arguments.entries),
      // No text among the defaults has a date in it.
      text: prompt.fill(v.getDefaults(prompt.arguments), "manager", "1970-01-01"),
    })),
    keywords: manifest.keywords,
    license: manifest.license,
    compatibility: { platforms: [system === "windows" ? "win32" : system] },
    user_config: Object.fromEntries(settings.map((setting) => [keyOf(setting), describeSetting(setting)])),
  };
}

export const describeSetting = (setting: Setting) => ({
  type: setting.type ?? "string",
  title: setting.title,
  description: setting.description,
  required: setting.isRequired ?? false,
  ...(setting.isSecret === true ? { sensitive: true } : {}),
  ...(setting.preset === undefined ? {} : { default: setting.preset }),
});

async function readExecutable(system: BundleSystem): Promise<Bytes> {
  if (system !== "darwin") return readBytes(executableFileOf(`${system}-x64`));
  return joinUniversal([
    await readBytes(executableFileOf("darwin-arm64")),
    await readBytes(executableFileOf("darwin-x64")),
  ]);
}

export async function packBundle(system: BundleSystem, documents: readonly Entry[]): Promise<Bytes> {
  const described = createBundleManifest(system);
  return packZip([
    { path: "manifest.json", content: new TextEncoder().encode(`${JSON.stringify(described, null, 2)}\n`) },
    { path: described.server.entry_point, content: await readExecutable(system), isExecutable: true },
    ...documents,
  ]);
}
