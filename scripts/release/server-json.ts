/** server.json of the MCP registry: the npm package, and in a release the MCPB bundles, each with its checksum. */
import manifest from "../../package.json";
import { downloadUrlOf, repositoryUrl, version } from "./assets.ts";
import { settings } from "./settings.ts";

export const serverJsonSchema =
  "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";

export interface BundleFile {
  readonly file: string;
  readonly sha256: string;
}

function createServerJson(bundles: readonly BundleFile[] = []) {
  const transport = { type: "stdio" };
  const environmentVariables = settings.map((setting) => ({
    name: setting.variable,
    description: setting.description,
    format: setting.type ?? "string",
    isRequired: setting.isRequired ?? false,
    isSecret: setting.isSecret ?? false,
    ...(setting.preset === undefined ? {} : { default: String(setting.preset) }),
  }));
  return {
    $schema: serverJsonSchema,
    name: manifest.mcpName,
    title: "Alephant",
    description: manifest.description,
    version,
    websiteUrl: manifest.homepage,
    repository: { url: repositoryUrl, source: "github" },
    packages: [
      {
        registryType: "npm",
        identifier: manifest.name,
        version,
        runtimeHint: "npx",
        transport,
        environmentVariables,
      },
      ...bundles.map(({ file, sha256 }) => ({
        registryType: "mcpb",
        // No version of its own: the registry reads it in the address.
        identifier: downloadUrlOf(file),
        fileSha256: sha256,
        transport,
        environmentVariables,
      })),
    ],
  };
}

export const writeServerJson = (bundles: readonly BundleFile[] = []): string =>
  `${JSON.stringify(createServerJson(bundles), null, 2)}\n`;
