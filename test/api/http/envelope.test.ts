import { describe, expect, test } from "bun:test";
import { findStatedFailure, readErrorWords, unwrapEnvelope } from "../../../src/api/http/envelope.ts";

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
  expect(findStatedFailure(body)?.code).toBe(code);
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
  expect<unknown>(findStatedFailure(body)).toEqual(words);
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
