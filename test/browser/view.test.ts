// The page inside the chat in a real browser, in a host that is made of the extension's own bridge.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { type CallToolResult, CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import type { Browser, Frame } from "playwright-core";
import { changeAnswer, hostileTexts, plantText } from "../contract/hostile-data/payloads.ts";
import { chromiumPath, findBrokenDays, launchBrowser, pictureFileOf } from "../support/browser.ts";
import { type Chat, type ChatOptions, type ChatServer, openChat, serveChat } from "../support/chat-host.ts";
import { type Connection, connect } from "../support/connect.ts";
import { rowsIn } from "../support/workspace.ts";

setDefaultTimeout(60_000);

const axe = await Bun.file(require.resolve("axe-core/axe.min.js")).text();

const violationsOn = (view: Frame): Promise<unknown[]> =>
  view.evaluate(
    `${axe}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) })))`,
  );

/** Every number in a result. */
function figuresIn(value: unknown): number[] {
  if (typeof value === "number") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(figuresIn) : [];
}

const drawable = ["get_daily_costs", "get_usage_timeseries", "get_sparklines", "get_executive_dashboard"];
const argumentsOf = (tool: string) => (tool === "get_usage_timeseries" ? { metric: "cost" } : {});

describe.skipIf(chromiumPath === undefined)("in a chat", () => {
  let browser: Browser;
  let connection: Connection;
  let server: ChatServer;

  beforeAll(async () => {
    [browser, connection] = await Promise.all([launchBrowser(), connect("manager", { hasPages: true })]);
    const { contents } = await connection.client.readResource({ uri: "ui://alephant/chart.html" });
    const [content] = contents;
    if (content === undefined || !("text" in content)) throw new Error("There is no page.");
    server = await serveChat(content.text);
  });
  afterAll(async () => {
    await browser.close();
    await server[Symbol.asyncDispose]();
    await connection[Symbol.asyncDispose]();
  });

  const callTool = async (name: string, args: Record<string, unknown>): Promise<CallToolResult> =>
    CallToolResultSchema.parse(await connection.client.callTool({ name, arguments: args }));
  const openPage = (options: Partial<ChatOptions> = {}): Promise<Chat> =>
    openChat(browser, server, { width: 720, callTool, ...options });
  const expectQuiet = ({ requests, messages }: Chat): void => {
    expect(messages).toEqual([]);
    expect(requests.map((each) => new URL(each).pathname)).toEqual(["/", "/host.js", "/view.html"]);
  };

  test.each(drawable)("%s is drawn, and every figure of it can be read", async (tool) => {
    const chat = await openPage();
    const result = await callTool(tool, argumentsOf(tool));
    await chat.sendResult(result);
    const svg = chat.view.locator("svg.chart");
    await svg.waitFor();
    expect(await svg.getAttribute("aria-label")).toBe(await chat.view.locator("h1").textContent());
    await chat.view.evaluate("document.querySelector('details').open = true");
    const words = await chat.view.locator("#tables").innerText();
    for (const figure of figuresIn(result.structuredContent ?? {})) expect(words).toContain(String(figure));
    expect(await violationsOn(chat.view)).toEqual([]);
    await chat.page.screenshot({ path: pictureFileOf(`view-${tool}`), fullPage: true });
    expectQuiet(chat);
  });

  test.each([
    { width: 320, theme: "light" },
    { width: 320, theme: "dark" },
    { width: 1100, theme: "light" },
    { width: 1100, theme: "dark" },
  ])("$width pixels, $theme: nothing stands out, axe-core finds nothing", async ({ width, theme }) => {
    for (const tool of ["get_daily_costs", "get_executive_dashboard"]) {
      const chat = await openPage({ width, host: `theme=${theme}` });
      await chat.sendResult(await callTool(tool, {}));
      await chat.view.locator("svg.chart").waitFor();
      const [whole, shown] = await chat.view.evaluate<[number, number]>(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
      );
      expect(whole).toBe(shown);
      expect(await findBrokenDays(chat.view)).toEqual([]);
      expect(await violationsOn(chat.view)).toEqual([]);
      await chat.page.screenshot({ path: pictureFileOf(`view-${tool}-${width}-${theme}`), fullPage: true });
      expectQuiet(chat);
    }
  });

  test("a host that hands the page over as a text", async () => {
    const chat = await openPage({ host: "srcdoc" });
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    expectQuiet(chat);
  });

  test("the host learns the height, and the chart follows the width", async () => {
    const chat = await openPage();
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    const drawn = await chat.view.locator("svg.chart").getAttribute("width");
    await chat.page.setViewportSize({ width: 420, height: 900 });
    await chat.view.locator(`svg.chart:not([width="${drawn}"])`).waitFor();
    await chat.page.waitForFunction("sizes.at(-1)?.width === 420");
    const height = await chat.view.evaluate<number>(
      "Math.ceil(document.documentElement.getBoundingClientRect().height)",
    );
    await chat.page.waitForFunction(`sizes.at(-1)?.height === ${height}`);
    expectQuiet(chat);
  });

  test("the theme changes, and the host's own colours are taken where they can be read", async () => {
    const chat = await openPage();
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    const readColour = () => chat.view.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const changeTheme = async (theme: string, background: string, text: string): Promise<string> => {
      const variables = { "--color-background-primary": background, "--color-text-primary": text };
      await chat.page.evaluate(`chatHost.change(${JSON.stringify({ theme, styles: { variables } })})`);
      await chat.view.locator(`:root[data-theme="${theme}"]`).waitFor();
      return readColour();
    };
    const own = await readColour();
    expect(await changeTheme("dark", "#101418", "#fafafa")).toBe("rgb(16, 20, 24)");
    expect(await violationsOn(chat.view)).toEqual([]);
    // Nobody could read that.
    expect(await changeTheme("light", "#777777", "#808080")).toBe(own);
    expectQuiet(chat);
  });

  test("another period asks the same tool again", async () => {
    const calls: unknown[] = [];
    const chat = await openPage({
      callTool(name, args) {
        calls.push({ name, args });
        return callTool(name, args);
      },
    });
    await chat.sendResult(await callTool("get_daily_costs", { period: "30d", chart: "svg" }));
    await chat.view.locator("svg.chart").waitFor();
    const before = await chat.view.locator("h1").textContent();
    expect(await chat.view.locator("select").inputValue()).toBe("30d");
    await chat.view.locator("select").selectOption("7d");
    await chat.view.getByRole("heading", { name: before ?? "", exact: true }).waitFor({ state: "detached" });
    expect(calls).toEqual([{ name: "get_daily_costs", args: { period: "7d" } }]);
    expect(await chat.view.locator("select").inputValue()).toBe("7d");
    expect(await chat.view.locator("h1").textContent()).toContain("2026-11-22");
    expectQuiet(chat);
  });

  test("values by pointer and by keyboard", async () => {
    const chat = await openPage();
    const result = await callTool("get_daily_costs", { period: "7d" });
    await chat.sendResult(result);
    const labels = await chat.view
      .locator(".target")
      .evaluateAll((targets) => targets.map((target) => target.getAttribute("data-label")));
    const costs = rowsIn(result.structuredContent ?? {}, "days").map((row) => Number(row["cost_usd"]));
    expect(labels).toHaveLength(costs.length);
    for (const [index, cost] of costs.entries()) expect(labels[index]).toContain(`$${cost.toFixed(2)}`);
    await chat.view.locator(".target").nth(2).hover();
    expect(await chat.view.locator(".chart-value").textContent()).toBe(labels[2] ?? "");
    await chat.view.locator("svg.chart").focus();
    await chat.page.keyboard.press("Home");
    expect(await chat.view.locator(".chart-said").textContent()).toBe(labels[0] ?? "");
    await chat.page.keyboard.press("ArrowRight");
    expect(await chat.view.locator(".chart-said").textContent()).toBe(labels[1] ?? "");
    expectQuiet(chat);
  });

  test("a host that makes no calls for a page: the choice is locked, with the reason", async () => {
    const chat = await openPage({ host: "withoutTools" });
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    expect(await chat.view.locator("select").isDisabled()).toBe(true);
    expect(await chat.view.locator("#note").textContent()).toStartWith("This host does not let the page ask");
    expect(await violationsOn(chat.view)).toEqual([]);
    expectQuiet(chat);
  });

  test("a host that refuses a call: what was shown stays", async () => {
    const chat = await openPage({ host: "refuses" });
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    const before = await chat.view.locator("h1").textContent();
    await chat.view.locator("select").selectOption("7d");
    await chat.view.locator('#note:text("the user said no")').waitFor();
    expect(await chat.view.locator("select").isDisabled()).toBe(false);
    expect(await chat.view.locator("select").inputValue()).toBe("billing_cycle");
    expect(await chat.view.locator("h1").textContent()).toBe(before);
    expectQuiet(chat);
  });

  /** The result of a call with more points than a picture has room for, which no tool sends. */
  async function callOverfull(name: string, args: Record<string, unknown>): Promise<CallToolResult> {
    const { _meta, ...result } = await callTool(name, args);
    const text = JSON.stringify(_meta).replace(
      /"points":\[/,
      `"points":[${'{"time":"2026-11-01","value":1},'.repeat(150_000)}`,
    );
    return { ...result, _meta: JSON.parse(text) };
  }

  test("what cannot be drawn after a choice: the page says so, and what was shown stays", async () => {
    const chat = await openPage({ callTool: callOverfull });
    await chat.sendResult(await callTool("get_daily_costs", {}));
    await chat.view.locator("svg.chart").waitFor();
    const before = await chat.view.locator("main").innerText();
    await chat.view.locator("select").selectOption("7d");
    await chat.view.locator('#note.problem:text("failed to show what came (RangeError")').waitFor();
    expect(await chat.view.locator("body").getAttribute("aria-busy")).toBe("false");
    expect(await chat.view.locator("select").isDisabled()).toBe(false);
    expect(await chat.view.locator("select").inputValue()).toBe("billing_cycle");
    await chat.view.evaluate("document.getElementById('note').textContent = ''");
    expect(await chat.view.locator("main").innerText()).toBe(before);
    expectQuiet(chat);
  });

  test("what cannot be drawn at all: the page says so", async () => {
    const chat = await openPage();
    await chat.sendResult(await callOverfull("get_daily_costs", {}));
    await chat.view.locator('#note.problem:text("failed to show what came (RangeError")').waitFor();
    expectQuiet(chat);
  });

  test("a host that never answers: the page says so by itself", async () => {
    const chat = await openPage({ host: "silent" });
    await chat.view.locator('#note:text("Nothing has come from the host yet")').waitFor();
    expectQuiet(chat);
  });

  test("a call that was cancelled, and the end of the page", async () => {
    const chat = await openPage();
    await chat.page.evaluate("chatHost.cancel('by the user')");
    await chat.view.locator('#note:text-is("The call was cancelled: by the user.")').waitFor();
    expect(await chat.page.evaluate("chatHost.tearDown()")).toEqual({});
    expectQuiet(chat);
  });

  test("a failure is told in its own words", async () => {
    const chat = await openPage();
    await chat.sendResult(await callTool("get_daily_costs", { period: "yesterday" }));
    await chat.view.locator('#note.problem:text("get_daily_costs failed")').waitFor();
    expectQuiet(chat);
  });

  test.each(drawable)("%s from a host that keeps _meta for itself: tables and warnings", async (tool) => {
    const chat = await openPage();
    const { _meta, ...result } = await callTool(tool, argumentsOf(tool));
    expect(_meta).toBeDefined();
    await chat.sendResult(result);
    await chat.view.locator("table").first().waitFor();
    expect(await chat.view.locator("svg").count()).toBe(0);
    const words = await chat.view.locator("#tables").innerText();
    for (const figure of figuresIn(result.structuredContent ?? {})) expect(words).toContain(String(figure));
    expect(await violationsOn(chat.view)).toEqual([]);
    expectQuiet(chat);
  });

  test.each([...hostileTexts, { name: "markup", text: "</title><img src=x onerror=alert(1)>" }])(
    "names of strangers are text: $name",
    async ({ text }) => {
      const mend = connection.double.fault({ times: 40, effect: changeAnswer(plantText(text)) });
      const result = await callTool("get_executive_dashboard", {});
      mend();
      const chat = await openPage();
      await chat.sendResult(result);
      await chat.view.locator("table").first().waitFor({ state: "attached" });
      expect(await chat.view.locator("img, a, script:not(body > script)").count()).toBe(0);
      expectQuiet(chat);
    },
  );
});
