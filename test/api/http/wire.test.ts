import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { findReportedFailure, readErrorWords, unwrapEnvelope } from "../../../src/api/http/envelope.ts";
import { fields } from "../../../src/api/http/fields.ts";
import { Day, listOf, Numeric, optional, Text, Timestamp, Window } from "../../../src/api/http/wire.ts";

describe("unwrap", () => {
  test.each<[string, unknown, unknown]>([
    ["an object under data", { data: { a: 1 } }, { a: 1 }],
    ["with code and message", { code: 0, message: "success", data: { a: 1 } }, { a: 1 }],
    [
      "flags of the envelope, which the payload lacks",
      { degraded: true, data_source: "cache", message: "m", data: { a: 1 } },
      { degraded: true, data_source: "cache", message: "m", a: 1 },
    ],
    [
      "flags that the payload has too",
      { degraded: false, data: { a: 1, degraded: true } },
      { a: 1, degraded: true },
    ],
    ["a cockpit list", { period: {}, data: [1] }, { period: {}, data: [1] }],
    ["a degraded list", { degraded: true, data: [] }, { degraded: true, data: [] }],
    ["a list with its total", { data: [1], total: 9 }, { data: [1], total: 9 }],
    ["a list with its page", { data: [1], pagination: {} }, { data: [1], pagination: {} }],
    ["a list alone", { data: [1, 2] }, [1, 2]],
    ["a list with code and message", { code: 0, message: "success", data: [1] }, [1]],
    ["fields at top level", { a: 1, code: 0 }, { a: 1, code: 0 }],
    ["nothing under data", { data: null }, null],
    ["a bare list", [1], [1]],
    ["no object at all", "text", "text"],
  ])("%s", (_, body, payload) => {
    expect(unwrapEnvelope(body)).toEqual(payload);
  });
});

test.each<[unknown, string | undefined]>([
  [{ code: 50001 }, "50001"],
  [{ code: 0 }, undefined],
  [{ code: "OK" }, undefined],
  [{}, undefined],
  [[1], undefined],
  [null, undefined],
])("%j reports the failure %s", (body, code) => {
  expect(findReportedFailure(body)?.code).toBe(code);
});

test.each<[unknown, unknown]>([
  [
    { code: "40010", message: "m" },
    { code: "40010", message: "m" },
  ],
  [{ error: { code: "FORBIDDEN", message: "no" } }, { code: "FORBIDDEN", message: "no" }],
  [{ error: "nope" }, { message: "nope" }],
  [{ success: false }, {}],
  [{ success: true, error: null, code: "OK" }, undefined],
  [{ error: "", code: "0" }, undefined],
])("%j is the failure %j", (body, words) => {
  expect<unknown>(findReportedFailure(body)).toEqual(words);
});

test.each<[unknown, unknown]>([
  [
    { code: 1, message: "m" },
    { code: "1", message: "m" },
  ],
  [
    { code: 1, error: { message: "inner" } },
    { code: "1", message: "inner" },
  ],
  [
    { error: { code: "X" }, message: "outer" },
    { code: "X", message: "outer" },
  ],
  [{ error: "short" }, { message: "short" }],
  [{ code: {}, message: 5 }, {}],
  [null, {}],
])("the words of %j", (body, words) => {
  expect<unknown>(readErrorWords(body)).toEqual(words);
});

describe("fields", () => {
  const Row = fields({ modelId: Text, costCents: optional(Numeric) }, { modelId: ["model", "id"] });

  test.each<[unknown, unknown]>([
    [
      { modelId: "m", costCents: 1 },
      { modelId: "m", costCents: 1 },
    ],
    [
      { model_id: "m", cost_cents: "1" },
      { modelId: "m", costCents: 1 },
    ],
    [
      { "model-id": "m", COST_CENTS: 1 },
      { modelId: "m", costCents: 1 },
    ],
    [
      { model: "m", unknown: {} },
      { modelId: "m", costCents: null },
    ],
    [
      { id: "7", model: "m", modelId: "first" },
      { modelId: "first", costCents: null },
    ],
    [
      { id: "7", model: "m", costCents: null },
      { modelId: "m", costCents: null },
    ],
  ])("%j", (received, row) => {
    expect(v.parse(Row, received)).toEqual<unknown>(row);
  });

  test.each<[unknown, string]>([
    [{ costCents: 1 }, "modelId"],
    [{ model: "m", costCents: "many" }, "expected a number"],
    [{ html: 1, app: 2 }, "none of the expected members (modelId, costCents …), only html, app"],
    [{}, "only an empty object"],
    [[1], "expected an object, not a list"],
    [null, "expected an object, not null"],
  ])("%j is refused", (received, words) => {
    const { issues = [] } = v.safeParse(Row, received);
    expect(issues.map((issue) => `${v.getDotPath(issue) ?? ""} ${issue.message}`).join()).toContain(words);
  });
});

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

describe("listOf", () => {
  const Rows = listOf(v.object({ id: v.number() }), ["data", "items"]);

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
