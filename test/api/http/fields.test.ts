import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { fields, readLeniently } from "../../../src/api/http/fields.ts";
import { Numeric, optional, Text } from "../../../src/api/http/wire.ts";

test("read leniently, an answer is refused when more of it cannot be read than it has readable figures", () => {
  const Answer = fields({
    costCents: optional(Numeric),
    requests: optional(Numeric),
    degraded: optional(v.boolean()),
    message: optional(Text),
  });
  const read = (received: unknown) => readLeniently(() => v.safeParse(Answer, received));
  const equal = read({ costCents: 1, degraded: "perhaps", message: "late" });
  expect(equal.result.output).toEqual({ costCents: 1, requests: null, degraded: null, message: "late" });
  expect(equal.unreadable).toEqual(["degraded"]);
  expect(read({ costCents: 1, requests: "many", message: "late" }).result.success).toBe(true);
  expect(read({ costCents: 1, degraded: "perhaps", message: {} }).result.success).toBe(false);
  expect(read({ costCents: "much", degraded: true, message: "late" }).result.success).toBe(false);
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
