import { expect, test } from "bun:test";
import { writeCsv } from "../../../src/cli/export/csv.ts";
import { randomFrom } from "../../support/random.ts";
import { isFormula, parseCsv } from "./reading-csv.ts";

const writeAndRead = (text: string): string => parseCsv(writeCsv(["name"], [[text]]))[1]?.[0] ?? "";

/** An apostrophe was set before what would otherwise be a formula, however many were there already. */
const withoutGuard = (cell: string): string => (isFormula(cell.replace(/^'+/, "")) ? cell.slice(1) : cell);

test("lines end with CR LF, unknown is empty, figures and truth are as they are", () => {
  const text = writeCsv(
    ["a", "b", "c"],
    [
      ["x", -1.5, null],
      [null, 0, true],
    ],
  );
  expect(text).toBe("a,b,c\r\nx,-1.5,\r\n,0,true\r\n");
});

test.each([
  ["Ada, Countess", '"Ada, Countess"'],
  ['the "big" one', '"the ""big"" one"'],
  ["two\nlines", '"two\nlines"'],
  ["two\r\nlines", '"two\r\nlines"'],
  ['"', '""""'],
  [" spaced ", '" spaced "'],
  ["Zoë 東京 🚀", "Zoë 東京 🚀"],
  ["", ""],
])("%j", (name, cell) => {
  expect(writeCsv(["n"], [[name]])).toBe(`n\r\n${cell}\r\n`);
  expect(writeAndRead(name)).toBe(name);
});

test.each([
  "=1+1",
  "+49 30 1234",
  "-cmd|' /C calc'!A0",
  "@SUM(A1)",
  "\t=1",
  "\tplain",
  "\rplain",
  '  =HYPERLINK("http://x","y")',
  "\u0000=1",
  "\u200b@x",
  "＝1+1",
  "\n=1",
  "\ufeff=1",
])("a formula is text: %j", (name) => {
  const cell = writeAndRead(name);
  expect(cell).toBe(`'${name}`);
  expect(isFormula(cell)).toBe(false);
});

test.each(["a=b", "1-2", "o'clock", "'quoted'", "e-mail@example.org", "Σ", "(=1)"])(
  "no formula: %j",
  (name) => expect(writeAndRead(name)).toBe(name),
);

test("what is half a character is replaced, for UTF-8 has no form for it", () => {
  expect(writeAndRead("a\ud800b")).toBe("a\ufffdb");
});

test("whatever the names are, they read back as they were, and none is a formula", () => {
  const random = randomFrom(20_261_122);
  const pieces = [
    "=",
    "+",
    "-",
    "@",
    "'",
    '"',
    ",",
    "\r",
    "\n",
    "\t",
    " ",
    "a",
    "é",
    "漢",
    "🚀",
    "\u0000",
    "1",
  ];
  const name = (): string =>
    Array.from({ length: random.integer(0, 7) }, () => pieces[random.integer(0, pieces.length - 1)]).join("");
  const rows = Array.from({ length: 2_000 }, () => [name(), name(), name()]);
  const [, ...read] = parseCsv(writeCsv(["a", "b", "c"], rows));
  expect(read.flat().filter(isFormula)).toEqual([]);
  expect(read.map((cells) => cells.map(withoutGuard))).toEqual(rows);
});
