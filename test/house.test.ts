// Rules of the house that neither the compiler nor Biome can state.

import { expect, test } from "bun:test";
import { basename, join } from "node:path";

const root = join(import.meta.dir, "..");

/** What may stand in src beside the two files at its top. The order in which they import each other is the linter's. */
const rooms = ["analytics", "api", "chart", "cli", "domain", "mcp", "page", "prompts", "toolkit", "tools"];
const filesAtTheTop = ["config.ts", "main.ts"];

/** What may stand in a few files only. */
const confined = [
  {
    what: "the clock",
    pattern: /\bDate\.now\b|\bnew Date\b(?!\s*\(\s*[^\s)])|\bDate\(\s*\)/,
    files: ["src/main.ts", "src/api/http/rate-limiter.ts"],
  },
  {
    what: "environment and arguments",
    pattern: /\bprocess\s*\.\s*(env|argv)\b|\bBun\s*\.\s*(env|argv)\b|\bimport\.meta\.env\b/,
    files: ["src/main.ts"],
  },
];

const castFilesAtMost = 2;
const namesThatSayNothing = ["utils", "util", "helpers", "helper", "common", "shared", "types", "constants"];

interface SourceFile {
  readonly path: string;
  /** Without comments, and with every string, template text and regular expression emptied. */
  readonly code: string;
}

const sources = await Promise.all(
  listFilesBelow("src").map(async (path): Promise<SourceFile> => {
    return { path, code: stripCommentsAndText(await Bun.file(join(root, path)).text()) };
  }),
);

test("every file stands in a room", async () => {
  const places = new Set(sources.map(({ path }) => path.split("/")[1]));
  expect([...places].sort()).toEqual([...rooms, ...filesAtTheTop].sort());
});

test.each(confined)("$what: only in $files", ({ pattern, files }) => {
  const found = sources.filter(({ path, code }) => pattern.test(code) && !files.includes(path));
  expect(found.map(({ path }) => path)).toEqual([]);
});

test(`type casts stand in at most ${castFilesAtMost} files`, () => {
  const found = sources.filter(({ code }) => hasCast(code)).map(({ path }) => path);
  expect(found.length, found.join(", ")).toBeLessThanOrEqual(castFilesAtMost);
});

test.each(["tools", "prompts"])("each of src/%s has its test", (folder) => {
  const subjects = listFilesBelow(`src/${folder}`).filter((path) => basename(path) !== "index.ts");
  // A tool of both modes has a file for each: get-daily-costs.vk.test.ts, get-daily-costs.manager.test.ts.
  const tested = new Set(listFilesBelow("test").map((path) => path.replace(/(\.[a-z]+)?\.test\.ts$/, "")));
  const untested = subjects.filter((path) => !tested.has(path.replace(/^src(.*)\.ts$/, "test$1")));
  expect(untested).toEqual([]);
});

test("no name that says nothing", () => {
  const found = sources.filter(({ path }) =>
    path.split("/").some((part) => namesThatSayNothing.includes(part.replace(/\.ts$/, ""))),
  );
  expect(found.map(({ path }) => path)).toEqual([]);
});

test("bun.lock names no host", async () => {
  expect(await Bun.file(join(root, "bun.lock")).text()).not.toMatch(/"https?:\/\//);
});

test("these rules see code, not what is written about it", () => {
  const source = [
    'const a = "x as Y"; // as Z',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the placeholders are what the scanner reads
    "const b = `as ${c ? `as ${d as E}` : '}'} as F`; /* as G */",
    'const r = /[/`"]as H/g; const i = j / k / l;',
  ].join("\n");
  expect(
    stripCommentsAndText(source)
      .split("\n")
      .map((line) => line.trim()),
  ).toEqual(['const a = "";', 'const b = ""c ? ""d as E  : "" ;', 'const r = ""; const i = j / k / l;']);
  expect(hasCast('import { a as b } from ""; import * as c from ""; export { a as d }; [1] as const')).toBe(
    false,
  );
  expect(hasCast("x as Y")).toBe(true);
  const [clock] = confined;
  expect(
    ["new Date()", "new Date( )", "new Date;", "Date.now()"].every((code) => clock?.pattern.test(code)),
  ).toBe(true);
  expect(clock?.pattern.test("new Date(0) new Date(day) : Date")).toBe(false);
});

function listFilesBelow(folder: string): string[] {
  const paths = [...new Bun.Glob(`${folder}/**/*.ts`).scanSync({ cwd: root })];
  return paths.map((path) => path.replaceAll("\\", "/")).sort();
}

function hasCast(code: string): boolean {
  const withoutRenames = code
    .replace(/\b(import|export)\b[^;]*?\bfrom\s*""/g, "")
    .replace(/\bexport\s*\{[^}]*\}/g, "");
  return /\bas\s+(?!const\b)[\w({[]/.test(withoutRenames);
}

/** Then a slash divides; anywhere else it begins a regular expression. */
function followsOperand(code: string): boolean {
  const before = code.trimEnd();
  return /[\w)\]"]$/.test(before.slice(-1)) && !/(?:^|\W)return$/.test(before.slice(-7));
}

/** Comments go, and so does text. Code inside a template stays. */
function stripCommentsAndText(source: string): string {
  const comment = /\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
  const string = /"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'/y;
  const regularExpression = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
  /** Ends at the closing backtick or where code begins. */
  const templateText = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)/y;

  let code = "";
  let position = 0;
  /** Per open template: how many braces its code has opened. */
  const open: number[] = [];
  const takeMatch = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    const found = pattern.exec(source)?.[0];
    position += found?.length ?? 0;
    return found;
  };
  const skipTemplateText = () => {
    position++;
    if (takeMatch(templateText)?.endsWith("${")) open.push(0);
  };
  while (position < source.length) {
    const depth = open.at(-1);
    const char = source.charAt(position);
    if (takeMatch(comment) !== undefined) {
      code += " ";
    } else if (char === '"' || char === "'") {
      if (takeMatch(string) === undefined) position++;
      code += '""';
    } else if (char === "/" && !followsOperand(code) && takeMatch(regularExpression) !== undefined) {
      code += '""';
    } else if (char === "`") {
      code += '""';
      skipTemplateText();
    } else if (char === "}" && depth === 0) {
      open.pop();
      code += " ";
      skipTemplateText();
    } else {
      if (depth !== undefined && char === "{") open[open.length - 1] = depth + 1;
      if (depth !== undefined && char === "}") open[open.length - 1] = depth - 1;
      code += char;
      position++;
    }
  }
  return code;
}
