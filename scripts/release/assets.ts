/** What a release is called and where it is published: everything follows from package.json. */
import manifest from "../../package.json";
import { type TargetName, targets } from "../build.ts";

export const { version } = manifest;
export const repositoryUrl = manifest.repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
export const tag = `v${version}`;

export const downloadUrlOf = (file: string): string => `${repositoryUrl}/releases/download/${tag}/${file}`;

export const archiveNameOf = (target: TargetName): string =>
  `alephant-mcp-${target}${targets[target].os === "windows" ? ".zip" : ".tar.gz"}`;

/** As `npm pack` names it. */
export const npmTarballName = `${manifest.name.replace("@", "").replace("/", "-")}-${version}.tgz`;

export const sha256 = (bytes: Uint8Array): string =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
