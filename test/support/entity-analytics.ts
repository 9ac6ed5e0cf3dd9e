/** What holds of the three tools that show one agent, member or department. */
import { expect, test } from "bun:test";
import { credentials, type World } from "../api-double/server.ts";
import { connect } from "./connect.ts";
import { figuresOf, rounded } from "./figures.ts";
import { chargesOf, rowsIn } from "./workspace.ts";

interface EntityTool {
  readonly tool: string;
  /** The argument that takes the id. */
  readonly argument: string;
  id(world: World): string;
  isKeyOf(world: World): (key: World["virtualKeys"][number]) => boolean;
}

const windows = [
  { period: "24h", from: "2026-11-22", days: 1, before: null },
  { period: "7d", from: "2026-11-16", days: 7, before: ["2026-11-09", "2026-11-14"] },
  { period: "30d", from: "2026-10-24", days: 30, before: ["2026-09-24", "2026-10-22"] },
] as const;

export function testEntityTool({ tool, argument, id, isKeyOf }: EntityTool): void {
  test.each([...windows])("$period is its charges, day by day", async ({ period, from, days, before }) => {
    await using connection = await connect("manager");
    const { world } = connection.double;
    const of = (first: string, last: string) => figuresOf(chargesOf(world, first, last, isKeyOf(world)));
    const { structured } = await connection.call(tool, { [argument]: id(world), period });
    const all = of(from, "2026-11-22");
    expect(structured).toMatchObject({
      id: id(world),
      window: { period, from, to: "2026-11-22", days, includes_incomplete_today: true },
      cost_usd: all.costUsd,
      requests: all.requests,
      tokens: all.tokens,
      cost_per_request_usd: rounded(all.costUsd / all.requests, 4),
      incomplete_day: "2026-11-22",
    });
    const rows = rowsIn(structured, "days");
    expect(rows).toHaveLength(days);
    for (const { date, ...figures } of rows) {
      const { costUsd, requests, tokens } = of(String(date), String(date));
      expect(figures).toEqual({ cost_usd: costUsd, requests, tokens });
    }
    if (before === null) return;
    const [first, last] = before;
    const [now, then] = [of(from, "2026-11-21"), of(first, last)];
    expect(structured["change"]).toMatchObject({
      compared_with: before.join(".."),
      cost_usd: rounded(now.costUsd - then.costUsd, 2),
      cost_percent: rounded((now.costUsd / then.costUsd - 1) * 100, 1),
    });
  });

  test.each([
    { workspaceEnvelope: "none" } as const,
    { workspaceEnvelope: "code_data_message" } as const,
    { numericStrings: true },
  ])("%j: the same", async (switches) => {
    await using usual = await connect("manager");
    await using connection = await connect("manager", { switches });
    const args = { [argument]: id(usual.double.world), period: "7d" };
    const expected = (await usual.call(tool, args)).structured;
    const { structured } = await connection.call(tool, args);
    expect(structured).toEqual(expected);
  });

  test("an id that is none, is unknown, or in capitals", async () => {
    await using connection = await connect("manager");
    const none = await connection.call(tool, { [argument]: "support-bot" });
    expect(none.text).toBe(
      `${tool} failed. ${argument} must be a UUID, not "support-bot". No request was sent.`,
    );
    expect(connection.double.requests).toEqual([]);
    const unknown = await connection.call(tool, { [argument]: credentials.foreignWorkspaceId });
    expect(unknown.text).toContain("Either the id is wrong (take ids from a list tool)");
    const capitals = await connection.call(tool, { [argument]: id(connection.double.world).toUpperCase() });
    expect(capitals.isError).toBe(false);
  });
}
