import { expect, test } from "bun:test";
import { connect } from "../support/connect.ts";

test.each([
  [
    "list_agents",
    { status: "null" },
    'No agents match status "null"; there are active 211, inactive 7, archived 2.',
  ],
  [
    "list_agents",
    { search: "Code Reveiwer" },
    'No agents match search "Code Reveiwer"; there are 220 without it. Did you mean Code Reviewer?',
  ],
  [
    "list_agents",
    { search: "Code Reviewer", status: "archived" },
    "Each of status, search alone matches some agents, together they match none.",
  ],
  [
    "list_virtual_keys",
    { status: "inactive" },
    'No keys match status "inactive"; there are active 316, revoked 45, disabled 35, expired 34.',
  ],
  [
    "list_available_models",
    { provider: "open ai" },
    'No models match provider "open ai"; there are openai 117, anthropic 79, google 78, mistral 76, meta 76, qwen 76, deepseek 38, cohere 38.',
  ],
  [
    "list_available_models",
    { search: "mini gpt", provider: "anthropic" },
    "Each of provider, search alone matches some models, together they match none.",
  ],
])("%s with %p, which matches nothing, says what there is", async (tool, args, sentence) => {
  await using connection = await connect("manager");
  const { structured } = await connection.call(tool, args);
  expect(structured["page"]).toMatchObject({ returned: 0, total: 0 });
  expect(structured["warnings"]).toContain(sentence);
});

test("a filter that matches asks for nothing more", async () => {
  await using connection = await connect("manager");
  await connection.call("list_virtual_keys", { status: "revoked" });
  const asked = connection.double.requests.filter(({ path }) => path === "/api/v1/virtual-keys");
  expect(asked.every(({ query }) => query["status"] === "revoked")).toBe(true);
});
