/** A tag must mean one version everywhere: package.json decides, and everything that repeats it must agree. */
import { join } from "node:path";
import manifest from "../../package.json";
import { version } from "./assets.ts";
import { findNotes } from "./changelog.ts";
import { runtimesFolder } from "./runtimes.ts";
import { writeServerJson } from "./server-json.ts";

const root = join(import.meta.dir, "..", "..");
const readText = (...path: string[]): Promise<string> => Bun.file(join(root, ...path)).text();

/** What disagrees within the checkout; at any commit. */
export async function findDisagreements(): Promise<string[]> {
  const faults: string[] = [];
  if (!/^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?$/.test(version)) faults.push(`${version} is no semantic version.`);
  if ((await readText("server.json")) !== writeServerJson()) {
    faults.push("server.json does not follow from package.json: run `bun run generate`.");
  }
  const pinned = manifest.packageManager.replace(/^bun@/, "");
  const runtimes: unknown = await Bun.file(join(runtimesFolder, "package.json")).json();
  for (const found of JSON.stringify(runtimes).matchAll(/"(@oven\/[^"]+)":"([^"]+)"/g)) {
    const [, name, pin] = found;
    if (pin !== pinned) faults.push(`${name} is pinned to ${pin}, packageManager to ${pinned}.`);
  }
  return faults;
}

/** What stands in the way of releasing this commit under this tag. */
export async function findObstacles(tagName: string): Promise<string[]> {
  const faults = await findDisagreements();
  if (tagName !== `v${version}`)
    faults.push(`The tag is ${tagName}, the version in package.json ${version}.`);
  if (findNotes(await readText("CHANGELOG.md"), version) === undefined) {
    faults.push(`CHANGELOG.md has no section "## [${version}] - <day>" with something in it.`);
  }
  return faults;
}
