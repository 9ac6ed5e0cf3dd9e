/**
 * Publishes the npm package by trusted publishing: npm trades the workflow's identity for a right to publish, so there
 * is no token. Run again after a success, it does nothing.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import manifest from "../../package.json";
import { filesFolder } from "./assemble.ts";
import { npmTarballName, version } from "./assets.ts";
import { readBytes } from "./executables.ts";
import { type RunOptions, readOutcome, run } from "./run.ts";

/** The first npm that publishes with a workflow's identity. */
const oldestNpm = "11.5.1";

export async function publishNpm(
  tarball: string = join(filesFolder, npmTarballName),
  options: RunOptions = {},
): Promise<string> {
  const name = `${manifest.name}@${version}`;
  const integrity = `sha512-${createHash("sha512")
    .update(await readBytes(tarball))
    .digest("base64")}`;
  const env = options.env ?? process.env;
  // npm answers 404 for a version that is not there; any other failure must not look like one.
  const { code, stdout, stderr } = await readOutcome(["npm", "view", name, "dist.integrity"], options);
  if (code === 0 && stdout.trim() !== "") {
    if (stdout.trim() === integrity) return `${name} is published already, with these bytes`;
    throw new Error(`${name} is published already, with other bytes: ${stdout.trim()}, not ${integrity}`);
  }
  if (code !== 0 && !stderr.includes("E404")) throw new Error(`npm view failed: ${stderr}`);

  const isTrusted = env["ACTIONS_ID_TOKEN_REQUEST_URL"] !== undefined;
  const npm = (await run(["npm", "--version"], options)).trim();
  if (isTrusted && Bun.semver.order(npm, oldestNpm) < 0) {
    throw new Error(`npm ${npm} cannot publish by OIDC: ${oldestNpm} can.`);
  }
  await run(
    [
      ...["npm", "publish", tarball, "--access=public"],
      // A pre-release must not become what `npx` starts.
      ...(version.includes("-") ? ["--tag=next"] : []),
      ...(isTrusted ? ["--provenance"] : []),
    ],
    options,
  );
  return `${name} published`;
}

if (import.meta.main) console.log(await publishNpm());
