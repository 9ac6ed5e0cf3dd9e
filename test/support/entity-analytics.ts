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
  { period: "24h", from: "2026-11-22", to: "2026-11-22", days: 1, before: null },
  { period: "7d", from: "2026-11-15", to: "2026-11-21", days: 7, before: ["2026-11-08", "2026-11-14"] },
  { period: "30d", from: "2026-10-23", to: "2026-11-21", days: 30, before: ["2026-09-23", "2026-10-22"] },
  { period: "2026-10", from: "2026-10-01", to: "2026-10-31", days: 31, before: ["2026-08-31", "2026-09-30"] },
  {
    period: "2026-11-03..2026-11-05",
    from: "2026-11-03",
    to: "2026-11-05",
    days: 3,
    before: ["2026-10-31", "2026-11-02"],
  },
] as const;

export function testEntityTool({ tool, argument, id, isKeyOf }: EntityTool): void {
  test.each([...windows])(
    "$period is its charges, day by day",
    async ({ period, from, to, days, before }) => {
      await using connection = await connect("manager");
      const { world } = connection.double;
      const figuresBetween = (first: string, last: string) =>
        figuresOf(chargesOf(world, first, last, isKeyOf(world)));
      const { structured } = await connection.call(tool, { [argument]: id(world), period });
      const [all, today] = [figuresBetween(from, to), figuresBetween("2026-11-22", "2026-11-22")];
      const isBeside = to === "2026-11-21";
      const hasToday = isBeside || to === "2026-11-22";
      expect(structured).toMatchObject({
        id: id(world),
        window: { period, from, to, days, includes_incomplete_today: period === "24h" },
        cost_usd: all.costUsd,
        requests: all.requests,
        tokens: all.tokens,
        cost_per_request_usd: rounded(all.costUsd / all.requests, 4),
        incomplete_day: hasToday ? "2026-11-22" : null,
      });
      expect(structured["today_so_far"]).toEqual(
        isBeside ? { cost_usd: today.costUsd, requests: today.requests, tokens: today.tokens } : undefined,
      );
      const rows = rowsIn(structured, "days");
      expect(rows).toHaveLength(isBeside ? days + 1 : days);
      for (const { date, ...figures } of rows) {
        const { costUsd, requests, tokens } = figuresBetween(String(date), String(date));
        expect(figures).toEqual({ cost_usd: costUsd, requests, tokens });
      }
      if (before === null) return;
      const [first, last] = before;
      const [now, then] = [all, figuresBetween(first, last)];
      expect(structured["change"]).toMatchObject({
        days: `${from}..${to}`,
        compared_with: before.join(".."),
        cost_before_usd: then.costUsd,
        cost_change_usd: rounded(now.costUsd - then.costUsd, 2),
        cost_percent: rounded((now.costUsd / then.costUsd - 1) * 100, 1),
      });
    },
  );

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
      `${tool} failed. ${argument} must be a UUID, as the list tools show it, not "support-bot". No request was sent.`,
    );
    expect(connection.double.requests).toEqual([]);
    const unknown = await connection.call(tool, { [argument]: credentials.foreignWorkspaceId });
    expect(unknown.text).toContain("Either the id is wrong (take ids from a list tool)");
    const capitals = await connection.call(tool, { [argument]: id(connection.double.world).toUpperCase() });
    expect(capitals.isError).toBe(false);
  });
}
