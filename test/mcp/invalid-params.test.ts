import { expect, test } from "bun:test";
import { CallToolRequestSchema, CompleteRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { explainMalformedParams } from "../../src/mcp/invalid-params.ts";

/** As the SDK would send it. */
function dumpOf(
  schema: typeof CallToolRequestSchema | typeof CompleteRequestSchema,
  request: unknown,
): string {
  const { error } = schema.safeParse(request);
  if (error === undefined) throw new Error("It is well formed.");
  return error.message;
}

const toolCall = (params?: unknown) =>
  explainMalformedParams(dumpOf(CallToolRequestSchema, { method: "tools/call", params }));

test("what is wrong, and where", () => {
  expect(toolCall()).toBe("Invalid params: params: expected object, received undefined");
  expect(toolCall({ name: 7, arguments: [] })).toBe(
    "Invalid params: params.name: expected string, received number; params.arguments: expected record, received array",
  );
  expect(
    explainMalformedParams(dumpOf(CompleteRequestSchema, { method: "completion/complete", params: {} })),
  ).toBe(
    "Invalid params: params.ref: not what the protocol has here; params.argument: expected object, received undefined",
  );
});

test("the caller's own words are not repeated", () => {
  const params = { name: "x", _meta: { progressToken: { "vk-secret": 1 } } };
  expect(toolCall(params)).toBe("Invalid params: params._meta: not what the protocol has here");
  const argument = { name: "a", value: "b" };
  const context = { arguments: { "vk-secret": 7 } };
  const ref = { type: "ref/prompt", name: "p" };
  expect(
    explainMalformedParams(
      dumpOf(CompleteRequestSchema, { method: "completion/complete", params: { ref, argument, context } }),
    ),
  ).toBe("Invalid params: params.context: expected string, received number");
});

test("other messages are left alone", () => {
  for (const message of ["", "Internal error", "[]", "[1]", "[not json", '[{"path":7}]', '{"path":[]}']) {
    expect(explainMalformedParams(message)).toBeUndefined();
  }
});
