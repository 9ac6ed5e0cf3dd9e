// A placeholder for nothing is nothing: with it or without the member, every tool answers the same.
import { describe, expect, test } from "bun:test";
import { isPlaceholder } from "../../../src/api/http/placeholders.ts";
import { type Connection, connect } from "../../support/connect.ts";

const words = ["", "  ", "unknown", "null", "N/A", "-", "None", "<nil>"];
const times = [
  "0001-01-01T00:00:00Z",
  "0001-01-01 00:00:00 +0000 UTC",
  "1970-01-01T00:00:00Z",
  "0000-00-00 00:00:00",
  "9999-12-31T23:59:59Z",
  "",
];
const zeroId = "00000000-0000-0000-0000-000000000000";

test.each([...words, ...times, zeroId])("%j stands for nothing", (value) => {
  expect(isPlaceholder(value)).toBe(true);
});

test.each([
  "unknowns",
  "n",
  "2026-01-01",
  "1970-06-01",
  "00000000-0000-0000-0000-000000000001",
  0,
  false,
  null,
])("%j is a value", (value) => expect(isPlaceholder(value)).toBe(false));

/** Every object in the answer of a route gets `member`, or loses it where the value is undefined. */
function rewrite({ double }: Connection, path: string, member: string, value: unknown): void {
  const rewriteRows = (body: unknown): unknown => {
    if (Array.isArray(body)) return body.map(rewriteRows);
    if (typeof body !== "object" || body === null) return body;
    const entries = Object.entries(body).map(([name, inner]) => [name, rewriteRows(inner)]);
    const isRow = "id" in body || "name" in body || "date" in body || "model" in body;
    if (!isRow) return Object.fromEntries(entries);
    const others = entries.filter(([name]) => name !== member);
    return Object.fromEntries(value === undefined ? others : [...others, [member, value]]);
  };
  double.fault({
    path: `/api/v1/${path}`,
    effect: {
      kind: "custom",
      respond: (_, usual) => {
        const reply = usual();
        return { ...reply, body: JSON.stringify(rewriteRows(JSON.parse(String(reply.body)))) };
      },
    },
  });
}

const cases: readonly {
  readonly mode: "vk" | "manager";
  readonly path: string;
  readonly member: string;
  readonly values: readonly unknown[];
  readonly calls: readonly (readonly [string, Record<string, unknown>?])[];
}[] = [
  {
    mode: "manager",
    path: "virtual-keys",
    member: "lastUsedAt",
    values: times,
    calls: [["find_idle_resources", { period: "7d" }], ["find_idle_resources"], ["list_virtual_keys"]],
  },
  {
    mode: "manager",
    path: "virtual-keys",
    member: "expiresAt",
    values: times,
    calls: [["find_idle_resources"], ["list_virtual_keys"]],
  },
  {
    mode: "manager",
    path: "virtual-keys",
    member: "createdAt",
    values: times,
    calls: [["find_idle_resources"]],
  },
  {
    mode: "manager",
    path: "virtual-keys",
    member: "entityId",
    values: [zeroId, ...words],
    calls: [["find_idle_resources"], ["list_virtual_keys"]],
  },
  { mode: "manager", path: "virtual-keys", member: "label", values: words, calls: [["list_virtual_keys"]] },
  {
    mode: "manager",
    path: "virtual-keys",
    member: "rateLimitRpm",
    values: [-1, "-1"],
    calls: [["list_virtual_keys"]],
  },
  {
    mode: "manager",
    path: "agents",
    member: "departmentId",
    values: [zeroId, ...words],
    calls: [["list_agents"]],
  },
  { mode: "manager", path: "agents", member: "name", values: words, calls: [["list_agents"]] },
  { mode: "manager", path: "agents", member: "createdAt", values: times, calls: [["find_idle_resources"]] },
  { mode: "manager", path: "members", member: "email", values: words, calls: [["list_members"]] },
  {
    mode: "manager",
    path: "analytics/models",
    member: "model",
    values: words,
    calls: [["get_cost_by_model"]],
  },
  {
    mode: "vk",
    path: "cockpit/cost-by-model",
    member: "provider",
    values: words,
    calls: [["get_cost_by_model"]],
  },
  {
    mode: "vk",
    path: "cockpit/cost-by-model",
    member: "model",
    values: words,
    calls: [["get_cost_by_model"]],
  },
];

describe.each([...cases])("$path: $member", ({ mode, path, member, values, calls }) => {
  test.each([...values])("%j is as good as absent", async (value) => {
    const answers = async (put: unknown): Promise<unknown[]> => {
      await using connection = await connect(mode);
      rewrite(connection, path, member, put);
      const found: unknown[] = [];
      for (const [name, args] of calls) {
        const { isError, structured, text } = await connection.call(name, args);
        found.push(isError ? text : structured);
      }
      return found;
    };
    expect(await answers(value)).toEqual(await answers(undefined));
  });
});

test("a limit of -1 is no limit", async () => {
  await using connection = await connect("manager");
  rewrite(connection, "virtual-keys", "budget", -1);
  const withMinusOne = await connection.call("list_virtual_keys");
  await using other = await connect("manager");
  rewrite(other, "virtual-keys", "budget", null);
  expect(withMinusOne.structured).toEqual((await other.call("list_virtual_keys")).structured);
});

test("a last use in the future is unknown, and said so", async () => {
  await using connection = await connect("manager");
  rewrite(connection, "virtual-keys", "lastUsedAt", "2027-03-01T00:00:00Z");
  const { structured } = await connection.call("find_idle_resources", { include: "keys" });
  expect(structured["warnings"]).toEqual([
    "430 of 430 keys state a last use in the future: it counts as unknown.",
  ]);
  expect(JSON.stringify(structured)).not.toContain("2027");
});

test("an active key whose expiry has passed is named", async () => {
  await using connection = await connect("manager");
  rewrite(connection, "virtual-keys", "expiresAt", "2026-11-01T00:00:00Z");
  const { structured } = await connection.call("find_idle_resources", { include: "keys" });
  expect(String(structured["headline"])).toStartWith(
    "Nothing was judged: none of the 430 keys is in service",
  );
  expect(structured["warnings"]).toContainEqual(
    expect.stringMatching(/^\d+ of 430 keys are stated to be active although their expiry has passed\.$/),
  );
});
