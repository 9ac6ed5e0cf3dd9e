import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { fields } from "../../../src/api/http/fields.ts";
import { Numeric, optional, Text } from "../../../src/api/http/wire.ts";

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
