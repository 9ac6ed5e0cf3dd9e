// What the page makes of a tool's table. Names that the table lacks must not compile: `bun run types` checks those lines.

import { expect, test } from "bun:test";
import { tabulateRows, usdColumn, wordsColumn, yesNoColumn } from "../../../src/cli/report/tool-table.ts";
import { html } from "../../../src/page/html.ts";
import { tableOf } from "../../../src/toolkit/table.ts";

interface Spend {
  readonly name: string;
  readonly cost: number | null;
  readonly isNew: boolean | null;
}

const tableOfSpend = (rows: readonly Spend[]) =>
  tableOf(rows, {
    name: ({ name }) => name,
    cost_usd: ({ cost }) => cost,
    new: ({ isNew }) => isNew,
  });

const cellsOf = (content: Parameters<typeof html>[1]): string[] =>
  [...String(html`${content}`).matchAll(/<t[hd] (?:scope="row" )?class="\w+">([^<]*)</g)].map(
    ([, cell = ""]) => cell,
  );

test("a null means what its column says, also by what another column of the row has", () => {
  const table = tableOfSpend([
    { name: "a", cost: 1, isNew: null },
    { name: "b", cost: null, isNew: null },
    { name: "c", cost: 3, isNew: true },
  ]);
  const page = tabulateRows("Spend", table, [
    wordsColumn("name", "Name"),
    yesNoColumn("new", "New", (cellIn) => (cellIn("cost_usd").figure === null ? "unknown" : "no")),
    usdColumn("cost_usd", "Cost", "not stated"),
  ]);
  expect(cellsOf(page)).toEqual(["a", "no", "$1.00", "b", "unknown", "not stated", "c", "yes", "$3.00"]);
});

test("a column of which the tool knows nothing is left out, and so is a table without rows", () => {
  const columns = [wordsColumn("name", "Name"), usdColumn("cost_usd", "Cost")];
  expect(
    cellsOf(tabulateRows("Spend", tableOfSpend([{ name: "a", cost: null, isNew: null }]), columns)),
  ).toEqual(["a"]);
  expect(tabulateRows("Spend", tableOfSpend([]), columns)).toBeNull();
});

test("a column that the table lacks is refused by the compiler", () => {
  const table = tableOfSpend([{ name: "a", cost: 1, isNew: null }]);
  // @ts-expect-error: no such column
  const shown = tabulateRows("Spend", table, [wordsColumn("name", "Name"), usdColumn("costs_usd", "Cost")]);
  // @ts-expect-error: no such column is looked at
  const looking = [wordsColumn("name", "Name", (cellIn) => String(cellIn("costs")))];
  const looked = tabulateRows("Spend", table, looking);
  expect([shown, looked].map(cellsOf)).toEqual([["a"], ["a"]]);
});
