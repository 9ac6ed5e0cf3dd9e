/**
 * Writes what follows from the tool and prompt files: their indexes, docs/tools.md and the tables of the README; and what
 * follows from package.json: server.json, and the links that install the server, in the README and docs/hosts.md.
 * `--check` writes nothing and fails when something is out of date.
 */
import { readdir } from "node:fs/promises";
import { resolve } from "node:path";
import type { Mode } from "../src/domain/mode.ts";
import { toInputJsonSchema } from "../src/mcp/json-schema.ts";
import type { Prompt } from "../src/toolkit/define-prompt.ts";
import type { Tool } from "../src/toolkit/define-tool.ts";
import { writeButtons, writeLinksTable } from "./install-links.ts";
import { replaceSection } from "./marked-section.ts";
import { writeServerJson } from "./release/server-json.ts";
import { writeAnswer } from "./showcase.ts";

const root = resolve(import.meta.dir, "..");
const modes: readonly Mode[] = ["vk", "manager"];
const generatedNote =
  "// Written by scripts/generate.ts: run `bun run generate` after adding or renaming a file here.";

type AnyTool = Omit<Tool<Mode>, "prepare">;

interface Source<T> {
  /** File name without ending, `get-usage-summary`. */
  readonly file: string;
  /** Exported name, `getUsageSummary`. */
  readonly symbol: string;
  readonly value: T;
}

const symbolOf = (file: string): string =>
  file.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

async function readSources<T>(folder: string, isValue: (value: unknown) => value is T): Promise<Source<T>[]> {
  const files = (await readdir(resolve(root, folder)))
    .filter((name) => name.endsWith(".ts") && name !== "index.ts")
    .map((name) => name.slice(0, -3))
    .sort();
  return Promise.all(
    files.map(async (file) => {
      const symbol = symbolOf(file);
      const module: Record<string, unknown> = await import(resolve(root, folder, `${file}.ts`));
      const value = module[symbol];
      if (!isValue(value)) throw new Error(`${folder}/${file}.ts must export ${symbol}`);
      return { file, symbol, value };
    }),
  );
}

const hasName = (value: unknown): value is { name: string } =>
  typeof value === "object" && value !== null && "name" in value && typeof value.name === "string";
const isTool = (value: unknown): value is AnyTool => hasName(value) && "effect" in value;
const isPrompt = (value: unknown): value is Prompt => hasName(value) && "fill" in value;

/** Shared tools first, then reads, then writes; hosts that show only the first tools show the most useful ones. */
function byImportance(a: Source<AnyTool>, b: Source<AnyTool>): number {
  const rankOf = ({ value }: Source<AnyTool>) =>
    (value.effect === "read" ? 0 : 2) + (value.modes.length === modes.length ? 0 : 1);
  return rankOf(a) - rankOf(b) || a.file.localeCompare(b.file);
}

const writeImports = (sources: readonly Source<unknown>[]): string =>
  [...sources]
    .sort((a, b) => a.file.localeCompare(b.file))
    .map(({ file, symbol }) => `import { ${symbol} } from "./${file}.ts";`)
    .join("\n");

function writeToolsIndex(tools: readonly Source<AnyTool>[]): string {
  const lists = modes.map((mode) => {
    const names = tools.filter(({ value }) => value.modes.includes(mode)).map(({ symbol }) => symbol);
    return `  ${mode}: [\n${names.map((name) => `    ${name},`).join("\n")}\n  ],`;
  });
  return `${generatedNote}
import type { Tool } from "../toolkit/define-tool.ts";
${writeImports(tools)}

export const toolsByMode: { readonly vk: readonly Tool<"vk">[]; readonly manager: readonly Tool<"manager">[] } = {
${lists.join("\n")}
};
`;
}

const writePromptsIndex = (prompts: readonly Source<Prompt>[]): string => `${generatedNote}
import type { Prompt } from "../toolkit/define-prompt.ts";
${writeImports(prompts)}

export const prompts: readonly Prompt[] = [${prompts.map(({ symbol }) => symbol).join(", ")}];
`;

const modeWords: Readonly<Record<Mode, string>> = { vk: "VK", manager: "Manager" };
const writeModes = (shown: readonly Mode[]): string => shown.map((mode) => modeWords[mode]).join(" + ");
const escapeCell = (text: string): string => text.replaceAll("|", "\\|");

function writeArguments(schema: Parameters<typeof toInputJsonSchema>[0]): string {
  const { properties, required = [] } = toInputJsonSchema(schema);
  const shown = Object.entries(properties).map(([name, { default: value }]) => {
    const preset = value === undefined || value === "" ? "" : ` = ${String(value)}`;
    return `\`${name}${required.includes(name) ? "" : "?"}${preset}\``;
  });
  return shown.length === 0 ? "–" : shown.join(", ");
}

const writeToolsTable = (tools: readonly Source<AnyTool>[]): string =>
  [
    "| Tool | Mode | Effect | Arguments | What it does |",
    "| --- | --- | --- | --- | --- |",
    ...tools.map(
      ({ value }) =>
        `| \`${value.name}\` | ${writeModes(value.modes)} | ${value.effect} | ${writeArguments(value.input)} | ${escapeCell(value.description)} |`,
    ),
  ].join("\n");

/** The same in one short row each. */
const writeToolsOverview = (tools: readonly Source<AnyTool>[]): string =>
  [
    "| Tool | Mode | |",
    "| --- | --- | --- |",
    ...tools.map(
      ({ value }) =>
        `| \`${value.name}\` | ${writeModes(value.modes)} | ${escapeCell(value.title)}${value.effect === "read" ? "" : " (writes)"} |`,
    ),
  ].join("\n");

const writeToolsPage = (tools: readonly Source<AnyTool>[]): string => `# Tools

<!-- Written by scripts/generate.ts. -->

Effect \`read\` changes nothing; the others change the workspace. What the figures mean is in [figures.md](figures.md).

${writeToolsTable(tools)}
`;

const writePromptsTable = (prompts: readonly Source<Prompt>[]): string =>
  [
    "| Prompt | Mode | Arguments | What it does |",
    "| --- | --- | --- | --- |",
    ...prompts.map(
      ({ value }) =>
        `| \`${value.name}\` | ${writeModes(value.modes)} | ${writeArguments(value.arguments)} | ${escapeCell(value.description)} |`,
    ),
  ].join("\n");

/** As the formatter would leave it, so that the generated files pass the lint as they are. */
async function formatText(file: string, text: string): Promise<string> {
  const biome = Bun.spawn([resolve(root, "node_modules/.bin/biome"), "format", `--stdin-file-path=${file}`], {
    cwd: root,
    stdin: new Response(text),
    stdout: "pipe",
    stderr: "inherit",
  });
  const output = await biome.stdout.text();
  if ((await biome.exited) !== 0) throw new Error(`biome could not format ${file}`);
  return output;
}

async function fillReadme(
  readme: string,
  tools: readonly Source<AnyTool>[],
  prompts: readonly Source<Prompt>[],
): Promise<string> {
  const sections = {
    tools: writeToolsOverview(tools),
    prompts: writePromptsTable(prompts),
    buttons: writeButtons(),
    answer: await writeAnswer(),
  };
  return Object.entries(sections).reduce(
    (text, [name, content]) => replaceSection(text, name, content, "README.md"),
    readme,
  );
}

async function generateFiles(): Promise<Map<string, string>> {
  const tools = (await readSources("src/tools", isTool)).sort(byImportance);
  const prompts = await readSources("src/prompts", isPrompt);
  const readme = await Bun.file(resolve(root, "README.md")).text();
  const hostsPage = await Bun.file(resolve(root, "docs/hosts.md")).text();
  return new Map([
    ["src/tools/index.ts", await formatText("src/tools/index.ts", writeToolsIndex(tools))],
    ["src/prompts/index.ts", await formatText("src/prompts/index.ts", writePromptsIndex(prompts))],
    ["server.json", writeServerJson()],
    ["docs/tools.md", writeToolsPage(tools)],
    ["docs/hosts.md", replaceSection(hostsPage, "links", writeLinksTable(), "docs/hosts.md")],
    ["README.md", await fillReadme(readme, tools, prompts)],
  ]);
}

if (import.meta.main) {
  const isCheck = Bun.argv.includes("--check");
  const stale: string[] = [];
  for (const [file, text] of await generateFiles()) {
    const target = Bun.file(resolve(root, file));
    if ((await target.exists()) && (await target.text()) === text) continue;
    stale.push(file);
    if (!isCheck) await target.write(text);
  }
  if (stale.length > 0) console.log(`${isCheck ? "out of date" : "written"}: ${stale.join(", ")}`);
  if (isCheck && stale.length > 0) {
    console.log("Run `bun run generate` and commit the result.");
    process.exitCode = 1;
  }
}
