/** The licences of the packages that a build carries, which ask to be handed on with it. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";

const root = join(import.meta.dir, "..", "..");

const bunNote =
  "The executables contain Bun besides (https://bun.sh, MIT licence); https://bun.sh/docs/project/licensing lists what it is made of.";

/** @throws when a package that was bundled has no licence file */
export async function collectLicenses({ inputs }: Bun.BuildMetafile): Promise<string> {
  const names = Object.keys(inputs).flatMap(
    (input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? [],
  );
  const sections = [...new Set(names)].sort().map(async (name) => {
    const folder = join(root, "node_modules", name);
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (file === undefined) throw new Error(`${name} is bundled, and has no licence file.`);
    const { version } = await Bun.file(join(folder, "package.json")).json();
    return `${name} ${version}\n\n${(await Bun.file(join(folder, file)).text()).trim()}`;
  });
  return `${[bunNote, ...(await Promise.all(sections))].join(`\n\n${"-".repeat(78)}\n\n`)}\n`;
}
