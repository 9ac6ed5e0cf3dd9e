/**
 * The rules of the registry's schema 2025-12-11 that concern a server like this one, and those that its validators add
 * for npm and MCPB packages. The schema itself is asked on the way to a release (published-schema.ts), where the
 * address that holds it can be reached.
 */
import { join } from "node:path";
import * as v from "valibot";
import { filesFolder } from "./assemble.ts";
import { sha256 } from "./assets.ts";
import { readBytes } from "./executables.ts";
import { serverJsonSchema } from "./server-json.ts";

const https = v.pipe(v.string(), v.url(), v.startsWith("https://"));
/** "latest" and ranges are refused. */
const exactVersion = v.pipe(v.string(), v.maxLength(255), v.regex(/^\d+\.\d+\.\d+(?:[-+][0-9A-Za-z.+-]+)?$/));

const Package = v.variant("registryType", [
  v.strictObject({
    registryType: v.literal("npm"),
    identifier: v.pipe(v.string(), v.regex(/^(?:@[a-z0-9-]+\/)?[a-z0-9-]+$/)),
    version: exactVersion,
    runtimeHint: v.picklist(["npx", "bunx"]),
    transport: v.strictObject({ type: v.literal("stdio") }),
    environmentVariables: v.array(v.lazy(() => Variable)),
  }),
  v.strictObject({
    registryType: v.literal("mcpb"),
    // A file of a release, with "mcp" in its address; version is refused beside it.
    identifier: v.pipe(
      https,
      v.regex(/^https:\/\/github\.com\/[\w-]+\/[\w.-]+\/releases\/download\/[^/]+\/[^/]+\.mcpb$/),
      v.includes("mcp"),
    ),
    fileSha256: v.pipe(v.string(), v.regex(/^[a-f0-9]{64}$/)),
    transport: v.strictObject({ type: v.literal("stdio") }),
    environmentVariables: v.array(v.lazy(() => Variable)),
  }),
]);

const Variable = v.strictObject({
  name: v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]*$/)),
  description: v.string(),
  format: v.picklist(["string", "number", "boolean", "filepath"]),
  isRequired: v.boolean(),
  isSecret: v.boolean(),
  default: v.optional(v.string()),
});

const ServerJson = v.strictObject({
  $schema: v.literal(serverJsonSchema),
  name: v.pipe(v.string(), v.minLength(3), v.maxLength(200), v.regex(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/)),
  title: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  description: v.pipe(v.string(), v.minLength(1), v.maxLength(100)),
  version: exactVersion,
  websiteUrl: https,
  repository: v.strictObject({ url: https, source: v.literal("github") }),
  packages: v.pipe(v.array(Package), v.minLength(1)),
});

export function findServerJsonProblems(text: string): string[] {
  const { issues = [], output, success } = v.safeParse(ServerJson, JSON.parse(text));
  const faults = issues.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);
  if (!success) return faults;
  return output.packages
    .filter((each) =>
      each.registryType === "npm"
        ? each.version !== output.version
        : !each.identifier.includes(`/v${output.version}/`),
    )
    .map(({ identifier }) => `${identifier} is of another version`);
}

/** In a release, the bundles that it names must be the ones beside it. */
export async function findReleaseProblems(text: string): Promise<string[]> {
  const faults = findServerJsonProblems(text);
  if (faults.length > 0) return faults;
  const bundles = v
    .parse(ServerJson, JSON.parse(text))
    .packages.filter((each) => each.registryType === "mcpb");
  if (bundles.length !== 3) faults.push(`It names ${bundles.length} bundles.`);
  for (const { identifier, fileSha256 } of bundles) {
    const file = join(filesFolder, identifier.slice(identifier.lastIndexOf("/") + 1));
    if (sha256(await readBytes(file)) !== fileSha256) faults.push(`${identifier}: another checksum`);
  }
  return faults;
}
