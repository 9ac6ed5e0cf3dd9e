// The documentation leads somewhere: every link inside the repository has its target, and the first pages stay short.
import { expect, test } from "bun:test";
import { existsSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import manifest from "../package.json";

const root = join(import.meta.dir, "..");
const pages = ["*.md", "docs/**/*.md", ".github/*.md"]
  .flatMap((pattern) => [...new Bun.Glob(pattern).scanSync({ cwd: root, dot: true })])
  .map((path) => path.replaceAll("\\", "/"))
  .filter((path) => !path.startsWith("node_modules/"))
  .sort();
const repository = manifest.homepage.replace(/#.*/, "");
const rawFiles = repository.replace("//github.com/", "//raw.githubusercontent.com/");
/** An absolute address of a file or folder here, on whatever branch or tag; its path, and the anchor. */
const ownAddress = new RegExp(
  `(?:${repository}/(?:blob|tree|raw|edit)|${rawFiles})/[^/\\s]+/([^\\s)>"'\`]+)`,
  "g",
);

interface Link {
  readonly from: string;
  /** With a slash before it, from the top of the repository. */
  readonly target: string;
}

const read = (path: string): Promise<string> => Bun.file(join(root, path)).text();
const withoutCode = (text: string): string =>
  text.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");

/** Relative links in prose, and absolute ones wherever they stand, in commands too. */
async function linksIn(page: string): Promise<Link[]> {
  const source = await read(page);
  const text = withoutCode(source);
  const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
  const named = [...text.matchAll(/^ {0,3}\[[^\]]+\]:\s+<?([^\s>]+)/gm)];
  const html = [...text.matchAll(/\b(?:href|src|srcset)="([^"]+)"/g)];
  const relative = [...inline, ...named, ...html]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z][a-z0-9+.-]*:/i.test(target));
  const own = [...source.matchAll(ownAddress)].map(([, path = ""]) => `/${path}`);
  return [...relative, ...own].map((target) => ({ from: page, target }));
}

/** As GitHub makes them of headings; a heading met twice gets a number. */
async function anchorsOf(page: string): Promise<Set<string>> {
  const anchors = new Set<string>();
  const headings = [...(await read(page)).replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#{1,6}\s+(.+)$/gm)];
  for (const [, heading = ""] of headings) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").replaceAll(/[`*]/g, "");
    const slug = plain
      .trim()
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(/\s/g, "-");
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count++) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** Why a link leads nowhere; undefined when it does not. */
async function faultOf({ from, target }: Link): Promise<string | undefined> {
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? from : path.startsWith("/") ? path.slice(1) : posix.join(dirname(from), path);
  if (!existsSync(join(root, decodeURIComponent(file)))) return `${from}: ${target} is not there`;
  if (anchor === undefined || anchor === "" || !file.endsWith(".md")) return undefined;
  return (await anchorsOf(file)).has(decodeURIComponent(anchor))
    ? undefined
    : `${from}: ${target} has no such heading`;
}

test("every link inside the repository has its target", async () => {
  const links = (await Promise.all(pages.map(linksIn))).flat();
  expect(links.length).toBeGreaterThan(10);
  const faults = await Promise.all(links.map(faultOf));
  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

test.each([
  ["README.md", 14 * 1024],
  ["CONTRIBUTING.md", 9 * 1024],
])("%s has at most %d bytes", (page, limit) => {
  expect(statSync(join(root, page)).size).toBeLessThanOrEqual(limit);
});

test("no page says where somebody's machine keeps its files", async () => {
  for (const page of pages) expect(await read(page)).not.toMatch(/\/(?:work|root|tmp)\/\w/);
});
