import { describe, expect, test } from "bun:test";
import { pageOf } from "../../src/toolkit/list-page.ts";
import { fitTables, tableOf } from "../../src/toolkit/table.ts";

describe("tableOf", () => {
  const items = [
    { name: "a", cost: 1, tokens: null },
    { name: "b", cost: null, tokens: null },
  ];
  const columns = {
    name: ({ name }: (typeof items)[number]) => name,
    cost: ({ cost }: (typeof items)[number]) => cost,
    tokens: ({ tokens }: (typeof items)[number]) => tokens,
  };

  test("a column of which nothing is known is left out; a hole is null", () => {
    expect(tableOf(items, columns)).toEqual({
      columns: ["name", "cost"],
      rows: [
        ["a", 1],
        ["b", null],
      ],
    });
  });

  test("an empty table has no columns either", () => {
    expect(tableOf([], columns)).toEqual({ columns: [], rows: [] });
  });

  describe("what every row says", () => {
    const keys = (count: number, status = "active") =>
      Array.from({ length: count }, (_, index) => ({
        name: "n",
        status: index === 0 ? status : "active",
        window: null,
        isBound: true,
        used: 1,
      }));
    const all = {
      name: ({ name }: ReturnType<typeof keys>[number]) => name,
      status: ({ status }: ReturnType<typeof keys>[number]) => status,
      is_bound: ({ isBound }: ReturnType<typeof keys>[number]) => isBound,
      window: ({ window }: ReturnType<typeof keys>[number]) => window,
      used: ({ used }: ReturnType<typeof keys>[number]) => used,
    };

    test("stands once: words, but no figures, and never the first column", () => {
      expect(tableOf(keys(5), all)).toEqual({
        every_row: { status: "active", is_bound: true },
        columns: ["name", "used"],
        rows: Array.from({ length: 5 }, () => ["n", 1]),
      });
    });

    test("stays in its column when one row differs, or when there are few", () => {
      expect(tableOf(keys(5, "revoked"), all)).toMatchObject({
        every_row: { is_bound: true },
        columns: ["name", "status", "used"],
      });
      expect(tableOf(keys(4), all)).toEqual({
        columns: ["name", "status", "is_bound", "used"],
        rows: Array.from({ length: 4 }, () => ["n", "active", true, 1]),
      });
    });
  });
});

test.each([
  [1, 2, ["a", "b"], { returned: 2, total: 5, next_page: 2 }],
  [3, 2, ["e"], { returned: 1, total: 5, next_page: null }],
  [1, 5, ["a", "b", "c", "d", "e"], { returned: 5, total: 5, next_page: null }],
  [4, 2, [], { returned: 0, total: 5, next_page: null }],
])("page %d of %d rows each", (page, pageSize, items, place) => {
  expect(pageOf(["a", "b", "c", "d", "e"], page, pageSize)).toEqual({ items, page: place });
});

describe("fitTables", () => {
  const row = ["x".repeat(96), 1];
  const table = (count: number) => ({
    columns: ["name", "count"],
    rows: Array.from({ length: count }, () => row),
  });

  test("what fits stays as it is", () => {
    const result = { rows: table(3), warnings: [] };
    expect(fitTables(result, 1_000)).toEqual({ result });
  });

  test("the largest table loses its last rows, and the warning says how many are left", () => {
    const result = { small: table(2), large: table(50), warnings: [] };
    const fitted = fitTables(result, 2_000);
    expect(JSON.stringify(fitted.result).length).toBeLessThanOrEqual(2_000);
    expect(fitted.result).toMatchObject({ small: table(2), large: { columns: ["name", "count"] } });
    expect(fitted.warning).toMatch(/^large shows \d+ of 50 rows of this page/);
  });

  test("one row is left at least, and a result without tables is whole", () => {
    const { result } = fitTables({ rows: table(10) }, 10);
    expect(result).toEqual({ rows: table(1) });
    const text = { note: "x".repeat(5_000) };
    expect(fitTables(text, 100)).toEqual({ result: text });
  });
});
