// The page in a real browser: from the disk, without a network, in light and dark, on a phone, on a screen and on paper.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { type ApiDouble, credentials, type Switches, startApiDouble } from "../api-double/server.ts";
import { changeAnswer, hostileTexts, plantText } from "../contract/hostile-data/payloads.ts";
import {
  chromiumPath,
  findBrokenDays,
  launchBrowser,
  openPage,
  pictureFileOf,
  type Screen,
} from "../support/browser.ts";
import { testNow } from "../support/connect.ts";
import { type WrittenReport, writeReport } from "../support/report.ts";

setDefaultTimeout(60_000);

const axe = await Bun.file(require.resolve("axe-core/axe.min.js")).text();

interface Violation {
  readonly id: string;
  readonly nodes: readonly string[];
}

/** What axe-core finds, by rule, with the elements. */
const violationsOn = (page: Page): Promise<Violation[]> =>
  page.evaluate<Violation[]>(
    `${axe}; axe.run().then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html }) => html.slice(0, 200)) })))`,
  );

const widthsOn = (page: Page): Promise<readonly [number, number]> =>
  page.evaluate<[number, number]>(
    "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
  );

describe.skipIf(chromiumPath === undefined)("in a browser", () => {
  let browser: Browser;
  let double: ApiDouble;
  const reports = new Map<string, WrittenReport>();

  beforeAll(async () => {
    [browser, double] = await Promise.all([launchBrowser(), startApiDouble({ now: () => testNow })]);
    for (const who of ["vk", "manager"]) reports.set(who, await writeReport(double, who));
  });
  afterAll(async () => {
    for (const written of reports.values()) written[Symbol.dispose]();
    await browser.close();
    await double.stop();
  });

  const reportOf = (who: string): WrittenReport => {
    const written = reports.get(who);
    if (written === undefined) throw new Error(`No report of ${who}.`);
    return written;
  };

  async function openReport(written: Pick<WrittenReport, "file">, screen: Screen) {
    const watched = await openPage(browser, screen);
    await watched.page.goto(pathToFileURL(written.file).href);
    return watched;
  }

  describe.each(["vk", "manager"])("%s", (who) => {
    test.each([
      { width: 360, colorScheme: "light" },
      { width: 360, colorScheme: "dark" },
      { width: 768, colorScheme: "light" },
      { width: 1440, colorScheme: "light" },
      { width: 1440, colorScheme: "dark" },
    ] as const)("$width pixels, $colorScheme: nothing asked, said, cut or unreadable", async (screen) => {
      const { page, requests, messages } = await openReport(reportOf(who), screen);
      await page.screenshot({
        path: pictureFileOf(`report-${who}-${screen.width}-${screen.colorScheme}`),
        fullPage: true,
      });
      const [content, window] = await widthsOn(page);
      expect(content).toBeLessThanOrEqual(window);
      expect(requests).toEqual([page.url()]);
      expect(messages).toEqual([]);
      // axe-core finds nothing that depends on width and colours together: each colour scheme is checked at one width.
      if ((screen.width === 360) === (screen.colorScheme === "dark"))
        expect(await violationsOn(page)).toEqual([]);
      expect(await findChartProblems(page)).toEqual([]);
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      expect(await findBrokenDays(page)).toEqual([]);
      await page.close();
    });

    test("every figure on the page is one of the tools'", async () => {
      const written = reportOf(who);
      const { page } = await openReport(written, { width: 1440 });
      await page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true");
      // Not the round numbers of the axes.
      await page.evaluate("for (const each of document.querySelectorAll('svg text')) each.remove()");
      const text = await page.evaluate<string>("document.body.innerText");
      const labels = await page.evaluate<string[]>(
        "[...document.querySelectorAll('[data-label]')].map((each) => each.getAttribute('data-label'))",
      );
      const known = figuresOf(await written.data());
      const shown = [text, ...labels].flatMap(figuresIn);
      expect(shown.length).toBeGreaterThan(100);
      expect([...new Set(shown)].filter((figure) => !known.has(figure))).toEqual([]);
      await page.close();
    });

    test("one first heading, the others in order, and every table has its caption and its heads", async () => {
      const { page } = await openReport(reportOf(who), { width: 1440 });
      const levels = await page.evaluate<number[]>(
        "[...document.querySelectorAll('h1, h2, h3')].map(({ tagName }) => Number(tagName[1]))",
      );
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.every((level, index) => index === 0 || level <= (levels[index - 1] ?? 0) + 1)).toBe(true);
      const bare = await page.evaluate<string[]>(
        "[...document.querySelectorAll('table')].filter((each) => !each.caption || !each.querySelector('th[scope=row], tbody:empty')).map(({ outerHTML }) => outerHTML.slice(0, 200))",
      );
      expect(bare).toEqual([]);
      await page.close();
    });

    test.each(["A4", "Letter"] as const)("on paper: %s", async (format) => {
      const { page } = await openReport(reportOf(who), { width: 1000 });
      const pdf = await page.pdf({ format, preferCSSPageSize: false });
      expect(pdf.length).toBeGreaterThan(10_000);
      if (format === "A4") {
        await page.emulateMedia({ media: "print" });
        await page.setViewportSize({ width: 695, height: 1000 });
        await page.screenshot({ path: pictureFileOf(`report-${who}-print`), fullPage: true });
        const [content, window] = await widthsOn(page);
        expect(content).toBeLessThanOrEqual(window);
      }
      await page.close();
    });
  });

  test("pointer, finger and keys show the value of a day", async () => {
    const { page, messages } = await openReport(reportOf("manager"), { width: 1440 });
    const value = page.locator(".chart-value");
    expect(await value.isVisible()).toBe(false);
    const days = page.locator("#by-day-wide");
    await days.locator(".target").nth(27).hover();
    expect(await value.textContent()).toBe(
      "Nov 19: $103.88. Began: 1. agent Invoice Extractor, 3. department Finance",
    );
    await page.mouse.move(0, 0);
    expect(await value.isVisible()).toBe(false);

    await days.focus();
    const pressKey = async (key: string): Promise<string | null> => {
      await page.keyboard.press(key);
      return value.textContent();
    };
    expect(await pressKey("End")).toBe("Nov 22: $15.69, not over");
    expect(await pressKey("ArrowRight")).toBe("Nov 22: $15.69, not over");
    expect(await pressKey("ArrowLeft")).toBe("Nov 21: $64.41");
    expect(await page.locator("[role=status]").textContent()).toBe("Nov 21: $64.41");
    expect(await pressKey("Home")).toBe("Oct 23: $69.17");
    await page.keyboard.press("Escape");
    expect(await value.isVisible()).toBe(false);
    expect(messages).toEqual([]);
    await page.close();
  });

  test("a theme that is set wins over the system's", async () => {
    const { page } = await openReport(reportOf("vk"), { width: 800, colorScheme: "dark" });
    const readGround = () => page.evaluate<string>("getComputedStyle(document.body).backgroundColor");
    const dark = await readGround();
    await page.evaluate("document.documentElement.dataset.theme = 'light'");
    expect(await readGround()).toBe("rgb(255, 255, 255)");
    await page.evaluate("document.documentElement.dataset.theme = 'dark'");
    expect(await readGround()).toBe(dark);
    await page.close();
  });

  test.each(["vk", "manager"])("%s: what strangers wrote stays text", async (who) => {
    const strange = [
      "<img src=x onerror=alert(1)>",
      '"><script>alert(2)</script>',
      "</script><script>alert(3)</script>",
      "</style></title><svg onload=alert(4)>",
      "javascript:alert(5)",
      "' onfocus='alert(6)' x='",
      // Names reach both pages in the same way, so most texts are tried on the one that is written faster.
      ...hostileTexts.filter((_, index) => who === "vk" || index < 3).map(({ text }) => text),
    ];
    const hostile = await startApiDouble({ now: () => testNow });
    for (const text of strange) {
      hostile.reset();
      hostile.fault({ effect: changeAnswer(plantText(text)) });
      using written = await writeReport(hostile, who);
      const { page, requests, messages } = await openReport(written, { width: 360 });
      let dialogs = 0;
      page.on("dialog", (dialog) => {
        dialogs++;
        void dialog.dismiss();
      });
      const elements = await page.evaluate<string[]>(
        "[...document.querySelectorAll('script, style, img, iframe, object, embed, form, input, link, base, [href]:not([href^=\"#\"]), [style]:not(.chart-value)')].map(({ tagName }) => tagName)",
      );
      expect({ text, elements, dialogs, messages, requests: requests.length }).toEqual({
        text,
        elements: ["STYLE", "SCRIPT"],
        dialogs: 0,
        messages: [],
        requests: 1,
      });
      const [content, window] = await widthsOn(page);
      expect(content, text).toBeLessThanOrEqual(window);
      await page.close();
    }
    await hostile.stop();
  });

  const poorPages: readonly Poor[] = [
    { name: "degraded", who: "vk", switches: { degraded: true }, says: "Not known" },
    { name: "no budget", who: credentials.noBudgetVirtualKey, says: "This key has no limit" },
    {
      name: "bound to nobody",
      who: credentials.unboundVirtualKey,
      switches: { unboundReads: "nothing" },
      says: "This key is bound to no agent or member",
    },
    {
      name: "a plan without departments",
      who: "manager",
      switches: { tier: "pro" },
      says: "Not known: list_departments failed",
    },
    {
      name: "one day of history",
      who: "manager",
      change: keepDaysFrom("2026-11-21"),
      says: "unknown: 29 days",
    },
    { name: "one day of a key", who: "vk", change: keepDaysFrom("2026-11-21"), says: "unknown: 28 days" },
    { name: "nothing", who: "manager", change: emptied, says: "Find out what is unknown" },
    {
      name: "a budget that does not hold",
      who: "manager",
      change: withBudget(1_700),
      says: "No: heading for",
    },
  ];
  test.each([...poorPages])(
    "$name: a page that says so",
    async ({ name, who, switches = {}, change, says }) => {
      const poor = await startApiDouble({ now: () => testNow, switches });
      if (change !== undefined) poor.fault({ effect: changeAnswer(change) });
      using written = await writeReport(poor, who);
      expect(written.html.includes(says)).toBe(true);
      for (const width of [360, 1440]) {
        const { page, messages } = await openReport(written, { width });
        await page.screenshot({
          path: pictureFileOf(`report-${name.replaceAll(" ", "-")}-${width}`),
          fullPage: true,
        });
        const [content, window] = await widthsOn(page);
        expect(content).toBeLessThanOrEqual(window);
        expect(messages).toEqual([]);
        expect(await violationsOn(page)).toEqual([]);
        expect(await findChartProblems(page)).toEqual([]);
        await page.close();
      }
      await poor.stop();
    },
  );
});

interface Poor {
  readonly name: string;
  readonly who: string;
  readonly switches?: Partial<Switches>;
  /** What becomes of every answer. */
  readonly change?: (answer: unknown) => unknown;
  /** A text that has to be somewhere on the page. */
  readonly says: string;
}

/** Rows of days from this one on; others stay. */
function keepDaysFrom(day: string): (answer: unknown) => unknown {
  const isBefore = (row: unknown): boolean => {
    const date: unknown = typeof row === "object" && row !== null && "date" in row ? row.date : undefined;
    return typeof date === "string" && date.slice(0, 10) < day;
  };
  return mapAnswer(
    (list) => list.filter((row) => !isBefore(row)),
    (value) => value,
  );
}

const emptied = mapAnswer(
  () => [],
  () => 0,
);

/** Dollars of the workspace's policy. */
const withBudget =
  (budget: number) =>
  (answer: unknown): unknown =>
    JSON.parse(JSON.stringify(answer).replaceAll('"amount":5000', `"amount":${budget}`));

/** Lists and numbers of an answer changed, however deep they stand. */
function mapAnswer(
  ofList: (list: readonly unknown[]) => readonly unknown[],
  ofNumber: (value: number) => number,
): (answer: unknown) => unknown {
  const change = (value: unknown): unknown => {
    if (Array.isArray(value)) return ofList(value).map(change);
    if (typeof value === "number") return ofNumber(value);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each)]));
  };
  return change;
}

/** Texts of a chart that lie on each other, or beyond its edges. */
const findChartProblems = (page: Page): Promise<string[]> =>
  page.evaluate<
    string[]
  >(`[...document.querySelectorAll("svg.chart")].filter((svg) => svg.getClientRects().length > 0).flatMap((svg) => {
    const edge = svg.getBoundingClientRect();
    const boxes = [...svg.querySelectorAll("text")].map((each) => ({ words: each.textContent, box: each.getBoundingClientRect() }));
    const cut = boxes.filter(({ box }) => box.left < edge.left - 1 || box.right > edge.right + 1 || box.bottom > edge.bottom + 2);
    const touching = boxes.flatMap((one, index) => boxes.slice(index + 1).filter(({ box }) =>
      box.left < one.box.right - 1 && one.box.left < box.right - 1 && box.top < one.box.bottom - 6 && one.box.top < box.bottom - 6,
    ).map((other) => one.words + " on " + other.words));
    return [...cut.map(({ words }) => "cut: " + words), ...touching];
  })`);

/** Amounts and percentages in a text, as they are written. */
const figuresIn = (text: string): string[] =>
  [...text.replaceAll("\u00a0", " ").matchAll(/\$[\d,]+(?:\.\d+)?|[\d,]+(?:\.\d+)? %/g)].map(
    ([figure]) => figure,
  );

/** Every number of the data, as a page may write it, and what the tools' own sentences say. */
function figuresOf(data: unknown): Set<string> {
  const figures = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value === "number") for (const each of listWritings(Math.abs(value))) figures.add(each);
    else if (typeof value === "string") for (const each of figuresIn(value)) figures.add(each);
    else if (typeof value === "object" && value !== null) Object.values(value).forEach(visit);
  };
  visit(data);
  // The range that every forecast has.
  figures.add("80 %");
  return figures;
}

const groupDigits = (value: number, decimals: number): string =>
  value.toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });

const listWritings = (value: number): string[] => [
  `$${groupDigits(value, 2)}`,
  `$${groupDigits(value, 4)}`,
  ...(Number.isInteger(value) ? [`$${groupDigits(value, 0)}`, `${value} %`] : []),
  `${groupDigits(value, 1)} %`,
];
