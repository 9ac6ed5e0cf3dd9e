import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { Day, Numeric, optional, rowsOf, Text, Timestamp, Window } from "../../../src/api/http/wire.ts";

describe("values", () => {
  test.each<[v.GenericSchema, string, unknown, unknown]>([
    [Numeric, "Numeric", 12.5, 12.5],
    [Numeric, "Numeric", 0, 0],
    [Numeric, "Numeric", "12.50", 12.5],
    [Numeric, "Numeric", " -3 ", -3],
    [Numeric, "Numeric", "1e3", 1000],
    [Text, "Text", "a\u0000b", "ab"],
    [Text, "Text", 7, "7"],
    [Day, "Day", "2026-11-22", "2026-11-22"],
    [Day, "Day", "2026-11-22T23:59:59Z", "2026-11-22"],
    [Timestamp, "Timestamp", "2026-11-22T09:30:00Z", new Date("2026-11-22T09:30:00Z")],
    [optional(Numeric), "optional", null, null],
    [optional(Numeric), "optional", undefined, null],
  ])("%# %s reads %p", (schema, _, received, value) => {
    expect(v.parse(schema, received)).toEqual(value);
  });

  test.each<[v.GenericSchema, string, unknown]>([
    [Numeric, "Numeric", ""],
    [Numeric, "Numeric", " "],
    [Numeric, "Numeric", "12 USD"],
    [Numeric, "Numeric", "0x10"],
    [Numeric, "Numeric", "1e999"],
    [Numeric, "Numeric", Number.NaN],
    [Numeric, "Numeric", Number.POSITIVE_INFINITY],
    [Numeric, "Numeric", true],
    [Numeric, "Numeric", null],
    [Numeric, "Numeric", [1]],
    [Text, "Text", {}],
    [Text, "Text", null],
    [Day, "Day", "22.11.2026"],
    [Day, "Day", "2026-13-01"],
    [Timestamp, "Timestamp", "yesterday"],
    [Timestamp, "Timestamp", 1],
    [optional(Numeric), "optional", "n/a"],
  ])("%# %s refuses %p", (schema, _, received) => {
    expect(v.is(schema, received)).toBe(false);
  });
});

describe("Window", () => {
  const november = { start: new Date("2026-11-01T00:00:00Z"), end: new Date("2026-11-23T00:00:00Z") };

  test.each<[unknown, unknown]>([
    [{ from: "2026-11-01", to: "2026-11-22" }, november],
    [{ dateFrom: "2026-11-01", dateTo: "2026-11-22" }, november],
    [{ start_date: "2026-11-01T00:00:00Z", end_date: "2026-11-22T09:00:00Z" }, november],
    [{ from: "2026-11-01", to: "2026-11-23T00:00:00Z" }, november],
    [{ from: "2026-11-22", to: "2026-11-01" }, null],
    [{ from: "2026-11-01" }, null],
    [{ from: "soon", to: "later" }, null],
    ["billing_cycle", null],
    [null, null],
    [undefined, null],
  ])("%j", (received, window) => {
    expect(v.parse(Window, received)).toEqual<unknown>(window);
  });
});

describe("rowsOf", () => {
  const Rows = rowsOf(v.object({ id: v.number() }), ["data", "items"]);

  test.each<[unknown]>([[[{ id: 1 }]], [{ data: [{ id: 1 }] }], [{ items: [{ id: 1 }], total: 1 }]])(
    "%j",
    (received) => {
      expect(v.parse(Rows, received)).toEqual([{ id: 1 }]);
    },
  );

  test.each<[unknown, string]>([
    [{ rows: [] }, "no list of rows; the members are: rows"],
    [{ data: { id: 1 } }, "no list of rows; the members are: data"],
    ["text", "no list of rows; the payload is no object"],
    [[{ id: "1" }], "Expected number"],
  ])("%j is refused", (received, words) => {
    const { issues = [] } = v.safeParse(Rows, received);
    expect(issues.map(({ message }) => message).join()).toContain(words);
  });
});
