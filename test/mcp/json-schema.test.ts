import { expect, test } from "bun:test";
import * as v from "valibot";
import { asCents } from "../../src/domain/money.ts";
import { toInputJsonSchema, toOutputJsonSchema } from "../../src/mcp/json-schema.ts";

test("an input without members is spelled out", () => {
  expect(toInputJsonSchema(v.strictObject({}))).toEqual({
    type: "object",
    properties: {},
    additionalProperties: false,
  });
});

test("an input: closed, with limits, defaults and choices, and nothing that only some hosts know", () => {
  const schema = v.strictObject({
    id: v.pipe(v.string(), v.uuid(), v.description("An id")),
    limit: v.optional(
      v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(9), v.description("Rows")),
      5,
    ),
    period: v.optional(v.pipe(v.picklist(["7d", "30d"]), v.description("Window"))),
    budget_cents: v.optional(v.pipe(v.number(), v.integer(), asCents, v.description("Cents"))),
  });
  expect(toInputJsonSchema(schema)).toEqual({
    type: "object",
    properties: {
      id: { type: "string", description: "An id" },
      limit: { type: "integer", minimum: 1, maximum: 9, description: "Rows", default: 5 },
      period: { type: "string", enum: ["7d", "30d"], description: "Window" },
      // Behind a transformation, and under optional: the description stays.
      budget_cents: { type: "integer", description: "Cents" },
    },
    required: ["id"],
    additionalProperties: false,
  });
});

test("an output: names, types and descriptions of the top level, nothing to trip over", () => {
  const schema = v.object({
    cost_usd: v.nullable(v.number()),
    incomplete_day: v.pipe(v.nullable(v.string()), v.description("The row that is not over")),
    window: v.pipe(v.object({ from: v.nullable(v.string()) }), v.description("Days")),
    warnings: v.array(v.string()),
  });
  expect(toOutputJsonSchema(schema)).toEqual({
    type: "object",
    properties: {
      // cost_usd may be null and needs no explanation: it has nothing to say here.
      incomplete_day: { description: "The row that is not over" },
      window: { type: "object", description: "Days" },
      warnings: { type: "array" },
    },
  });
});
