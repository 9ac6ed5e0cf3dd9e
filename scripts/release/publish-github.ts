/**
 * The GitHub release with every file of dist/release/files. It is a draft until all of them are there. Run again after
 * a failure it goes on; after a success it only compares.
 */
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { checksumsName, filesFolder } from "./assemble.ts";
import { tag, version } from "./assets.ts";
import { findNotes } from "./changelog.ts";
import { type RunOptions, readOutcome, run } from "./run.ts";

const Release = v.object({ isDraft: v.boolean() });

export async function publishGithub(
  folder: string = filesFolder,
  changelog: string = join(import.meta.dir, "..", "..", "CHANGELOG.md"),
  options: RunOptions = {},
): Promise<string> {
  const notes = findNotes(await Bun.file(changelog).text(), version);
  if (notes === undefined) throw new Error(`CHANGELOG.md says nothing of ${version}.`);
  const scratch = await mkdtemp(join(tmpdir(), "alephant-mcp-release-"));
  try {
    const { code, stdout, stderr } = await readOutcome(
      ["gh", "release", "view", tag, "--json=isDraft"],
      options,
    );
    if (code !== 0 && !stderr.includes("release not found")) throw new Error(`gh release view: ${stderr}`);
    if (code === 0 && !v.parse(Release, JSON.parse(stdout)).isDraft) {
      // Published: people have these files. Others must not take their place.
      await run(
        ["gh", "release", "download", tag, `--pattern=${checksumsName}`, `--dir=${scratch}`],
        options,
      );
      const [there, here] = await Promise.all(
        [scratch, folder].map((place) => Bun.file(join(place, checksumsName)).text()),
      );
      if (there !== here) throw new Error(`${tag} is published already, with other files.`);
      return `${tag} is published already, with these files`;
    }
    if (code !== 0) {
      const file = join(scratch, "notes.md");
      await Bun.write(file, notes);
      const kind = version.includes("-") ? ["--prerelease"] : [];
      const words = ["--draft", "--verify-tag", `--title=${tag}`, `--notes-file=${file}`, ...kind];
      await run(["gh", "release", "create", tag, ...words], options);
    }
    const files = (await readdir(folder)).sort().map((name) => join(folder, name));
    await run(["gh", "release", "upload", tag, "--clobber", ...files], options);
    await run(["gh", "release", "edit", tag, "--draft=false"], options);
    return `${tag} published with ${files.length} files`;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

if (import.meta.main) console.log(await publishGithub());
