import { afterAll, afterEach, describe, expect, test } from "bun:test";
import { gzipSync } from "node:zlib";
import { createCaller, memberAt } from "./caller.ts";
import { startApiDouble } from "./server.ts";

const now = new Date("2026-11-18T14:30:00Z");
const double = await startApiDouble({ now: () => now });
const { call, vk } = createCaller(double.url);

afterEach(() => double.reset());
afterAll(() => double.stop());

describe("faults", () => {
  const scope = () => vk("/cockpit/scope");

  test("act as often as told, on what they match", async () => {
    double.fault({ path: "/api/v1/cockpit", times: 1, effect: { kind: "too_many_requests", retryAfter: 7 } });
    expect((await call("/agents")).status).toBe(200);
    const first = await scope();
    expect([first.status, first.headers.get("retry-after")]).toEqual([429, "7"]);
    expect((await scope()).status).toBe(200);
  });

  test.each(["reset", "reset_mid_body"] as const)("%s breaks the connection", async (kind) => {
    double.fault({ times: 1, effect: { kind } });
    await expect(scope()).rejects.toThrow();
    expect((await scope()).status).toBe(200);
  });

  test("a client that gives up is seen", async () => {
    const remove = double.fault({ effect: { kind: "silence" } });
    await expect(call("/agents", { signal: AbortSignal.timeout(50) })).rejects.toThrow();
    await Bun.sleep(50);
    remove();
    await scope();
    expect(double.requests.map(({ path, aborted }) => ({ path, aborted }))).toEqual([
      { path: "/api/v1/agents", aborted: true },
      { path: "/api/v1/cockpit/scope", aborted: false },
    ]);
  });

  test("bodies go wrong in many ways", async () => {
    const usual = await scope();
    const answers = async (effect: Parameters<typeof double.fault>[0]["effect"]) => {
      double.fault({ times: 1, effect });
      return (await scope()).body;
    };
    expect(String(await answers({ kind: "html" }))).toStartWith("<!doctype");
    expect(typeof (await answers({ kind: "truncated_json" }))).toBe("string");
    expect(memberAt(await answers({ kind: "missing_fields", names: ["id"] }), "workspace")).toEqual({
      name: "Northwind Labs",
    });
    expect(memberAt(await answers({ kind: "wrong_types" }), "virtual_key.rate_limit_rpm")).toBe(
      "not a number",
    );
    expect(await answers({ kind: "null_data" })).toEqual({ data: null });
    expect(memberAt(await answers({ kind: "nonzero_code" }), "code")).toBe(50001);
    expect(String(memberAt(await answers({ kind: "huge", bytes: 1_000_000 }), "padding")).length).toBe(
      1_000_000,
    );
    expect(memberAt(await answers({ kind: "nested", depth: 100 }), "data.data.data")).toBeDefined();
    expect(await answers({ kind: "gzip" })).toEqual(usual.body);
    expect(await answers({ kind: "drip", bytes: 200, everyMs: 1 })).toEqual(usual.body);
    expect(await answers({ kind: "slow", ms: 5 })).toEqual(usual.body);
    double.fault({ times: 1, effect: { kind: "redirect", to: "http://127.0.0.1:9/" } });
    expect((await scope()).status).toBe(302);
    const respond = () => ({
      status: 200,
      headers: { "content-encoding": "gzip" },
      body: gzipSync('"made"'),
    });
    expect(await answers({ kind: "custom", respond })).toBe("made");
  });
});
