import { describe, expect, test } from "bun:test";
import {
  type Chart,
  type ChartPoint,
  fillMissingPoints,
  keepKnownPanels,
  toDailyPoints,
} from "../../src/chart/chart.ts";
import { drawChartAsPng, drawChartAsSvg, drawChartForPage } from "../../src/chart/draw-chart.ts";
import { measureText } from "../../src/chart/glyphs.ts";
import { inks } from "../../src/chart/inks.ts";
import { readPng, readXml, wordsIn, type XmlElement } from "../support/charts.ts";

const caption = { subject: "workspace", asOf: "2026-11-22 09:30 UTC" };
const today = "2026-11-22";

function seriesOf(
  values: readonly (number | null)[],
  more: { mark?: "bars" | "line"; unit?: string } = {},
): Chart {
  const points = toDailyPoints(
    values.map((value) => value ?? 0),
    today,
  );
  const unknown = points.map((point, index): ChartPoint => ({ ...point, value: values[index] ?? null }));
  const panel = {
    kind: "series",
    mark: "bars",
    unit: "USD",
    interval: "day",
    incompleteTime: today,
    mean: 2,
    part: null,
  } as const;
  return { title: "Cost", rows: [[{ ...panel, ...more, points: unknown }]] };
}

const findRectangles = (svg: string, ink: string): XmlElement[] =>
  readXml(svg).filter(({ name, attributes }) => name === "rect" && Object.values(attributes).includes(ink));
const numberIn = (element: XmlElement | undefined, name: string): number => Number(element?.attributes[name]);

describe("a series of bars", () => {
  const svg = drawChartAsSvg(seriesOf([4, null, 0, 8, 2]), caption);
  const bars = findRectangles(svg, inks.mark).filter((bar) => numberIn(bar, "width") > 30);

  test("is as high as its figures, and nothing is seen where nothing was used", () => {
    const heights = bars.map((bar) => numberIn(bar, "height"));
    expect(heights).toHaveLength(4);
    const [four = 0, zero = 0, eight = 0, two = 0] = heights;
    expect(zero).toBe(2);
    expect([eight / four, eight / two]).toEqual([expect.closeTo(2, 1), expect.closeTo(4, 1)]);
  });

  test("shows an unknown day as a band over the whole height, and says so", () => {
    const [band, ...more] = findRectangles(svg, inks.unknown).filter(
      ({ attributes }) => numberIn({ name: "", text: "", attributes }, "height") > 16,
    );
    expect(more).toEqual([]);
    const [first, second] = bars;
    expect(numberIn(band, "x")).toBeGreaterThan(numberIn(first, "x") + numberIn(first, "width"));
    expect(numberIn(band, "x") + numberIn(band, "width")).toBeLessThan(numberIn(second, "x"));
    expect(wordsIn(svg)).toContain("unknown: 1 day");
  });

  test("hatches today alone, and says that it is not over", () => {
    const hatched = bars.map(({ attributes }) => attributes["fill"] === "url(#hatch)");
    expect(hatched).toEqual([false, false, false, true]);
    expect(wordsIn(svg)).toContain("Nov 22 is not over: $2.00 so far");
    expect(wordsIn(svg)).toContain("not over");
  });

  test("names unit, scale, days, mean and what every bar stands for", () => {
    expect(wordsIn(svg)).toEqual(
      expect.arrayContaining([
        "USD",
        "day (UTC)",
        "$0",
        "$8",
        "Nov 18",
        "$4.00",
        "$0.00",
        "$8.00",
        "mean $2.00, complete days",
      ]),
    );
  });
});

test("a line breaks where a figure is unknown, and is dashed to what is not over", () => {
  const svg = drawChartAsSvg(seriesOf([5, 6, null, 7, 8, 7], { mark: "line", unit: "ms" }), caption);
  const lines = readXml(svg)
    .filter(({ name, attributes }) => name === "path" && attributes["stroke-width"] === "2.5")
    .map(({ attributes }) => ({
      places: attributes["d"]?.split("L").length,
      isDashed: attributes["stroke-dasharray"] !== undefined,
    }));
  // The first is the sign in the legend.
  expect(lines.slice(1)).toEqual([
    { places: 2, isDashed: false },
    { places: 2, isDashed: false },
    { places: 2, isDashed: true },
  ]);
});

const everyKind: Chart = {
  title: "Cost of the billing cycle in USD",
  rows: [
    [
      {
        kind: "budget",
        spent: 1_471.95,
        forecast: 2_057.52,
        low: 1_950,
        high: 2_090.68,
        budget: 1_700,
        others: [],
      },
    ],
    [
      {
        kind: "changes",
        heading: "Agents",
        days: "2026-11-15..2026-11-21",
        changes: [
          { name: "Legacy Translator", change: -28.97 },
          { name: "Invoice Extractor, whose name is so long that it could not possibly fit", change: 14.485 },
        ],
      },
      { kind: "changes", heading: "Models", days: "", changes: [{ name: "gpt-4o", change: 5 }] },
    ],
    [
      {
        kind: "small",
        name: "spend",
        unit: "USD",
        mark: "bars",
        points: toDailyPoints([4, 5, 6], today),
        incompleteTime: today,
        mean: 4.5,
      },
    ],
  ],
};

test("a budget shows what is spent, what is to come with its range, and the limit", () => {
  const svg = drawChartAsSvg(everyKind, caption);
  expect(wordsIn(svg)).toEqual(
    expect.arrayContaining([
      "$1,471.95 so far",
      "forecast $2,057.52",
      "80 % range $1,950.00 to $2,090.68",
      "budget $1,700.00",
      "$2,500",
    ]),
  );
  const [spent, toCome] = findRectangles(svg, inks.mark).filter((bar) => numberIn(bar, "height") === 30);
  expect(numberIn(toCome, "x")).toBeCloseTo(numberIn(spent, "x") + numberIn(spent, "width"), 0);
  expect(numberIn(toCome, "width") / numberIn(spent, "width")).toBeCloseTo(
    (2_057.52 - 1_471.95) / 1_471.95,
    2,
  );
});

test("changes go to either side by their size, and a long name is cut", () => {
  const svg = drawChartAsSvg(everyKind, caption);
  const [fall] = findRectangles(svg, inks.fall);
  const [rise] = findRectangles(svg, inks.rise);
  expect(numberIn(fall, "width") / numberIn(rise, "width")).toBeCloseTo(2, 1);
  expect(numberIn(rise, "x")).toBeCloseTo(numberIn(fall, "x") + numberIn(fall, "width"), 0);
  expect(wordsIn(svg)).toEqual(expect.arrayContaining(["-$28.97", "Legacy Translator"]));
  expect(wordsIn(svg).find((words) => words.startsWith("Invoice"))).toMatch(/^Invoice Extractor.*…$/);
});

describe("PNG", () => {
  test("of every kind of panel is well formed, small, and has the size of the SVG", async () => {
    const png = await drawChartAsPng(everyKind, caption);
    const { width, height, at } = readPng(png);
    const [svg] = readXml(drawChartAsSvg(everyKind, caption));
    expect([width, height]).toEqual([numberIn(svg, "width"), numberIn(svg, "height")]);
    expect(width).toBe(960);
    expect(png.length).toBeLessThan(20_000);
    expect([at(0, 0), at(width - 1, height - 1)]).toEqual([inks.card, inks.card]);
  });

  test("has the bars where the SVG has them: the complete ones filled, today's hatched", async () => {
    const chart = seriesOf([4, null, 0, 8, 2]);
    const { at } = readPng(await drawChartAsPng(chart, caption));
    const bars = findRectangles(drawChartAsSvg(chart, caption), inks.mark).filter(
      (bar) => numberIn(bar, "height") > 16,
    );
    const shareOf = (bar: XmlElement | undefined): number => {
      const [x, y, width, height] = ["x", "y", "width", "height"].map((name) => numberIn(bar, name));
      let filled = 0;
      for (let row = 0; row < (height ?? 0); row++) {
        for (let column = 0; column < (width ?? 0); column++) {
          if (at((x ?? 0) + column, (y ?? 0) + row) === inks.mark) filled++;
        }
      }
      return filled / ((width ?? 0) * (height ?? 0));
    };
    const [first, , last] = bars.map(shareOf);
    expect(first).toBeGreaterThan(0.95);
    expect(last).toBeWithin(0.2, 0.7);
  });

  test("every printable ASCII character has a form of its own", async () => {
    const drawn = await Promise.all(
      Array.from({ length: 94 }, (_, index) =>
        drawChartAsPng({ title: String.fromCharCode(33 + index), rows: [] }, { subject: "", asOf: "" }),
      ),
    );
    expect(new Set(drawn.map((png) => Buffer.from(png).toString("base64"))).size).toBe(94);
  });
});

test("text of strangers stays text", async () => {
  const hostile = '"><script>alert(1)</script>&amp;\u0000\u0008\ufffe\ud800]]> 漢字 \u202e';
  const chart: Chart = {
    title: hostile,
    rows: [[{ kind: "changes", heading: hostile, days: hostile, changes: [{ name: hostile, change: 1 }] }]],
  };
  const svg = drawChartAsSvg(chart, { subject: hostile, asOf: hostile });
  expect(readXml(svg).map(({ name }) => name)).not.toContain("script");
  expect(wordsIn(svg)[0]).toStartWith('"><script>alert(1)</script>&amp;]]>');
  readPng(await drawChartAsPng(chart, { subject: hostile, asOf: hostile }));
});

test.each([1, 7, 30, 90, 180])("%i days fit: nothing leaves the card", (count) => {
  for (const mark of ["bars", "line"] as const) {
    for (const scale of [0, 0.0001, 1, 1_200_000]) {
      const values = Array.from({ length: count }, (_, index) => scale * (3 + Math.sin(index)));
      const elements = readXml(drawChartAsSvg(seriesOf(values, { mark }), caption));
      const height = numberIn(elements[0], "height");
      for (const element of elements.filter(
        ({ attributes }) => "y" in attributes && "height" in attributes,
      )) {
        expect(numberIn(element, "x") + numberIn(element, "width")).toBeLessThanOrEqual(960);
        expect(numberIn(element, "y")).toBeWithin(0, height);
        expect(numberIn(element, "height")).toBeGreaterThan(0);
      }
    }
  }
});

test("figures beyond any scale come to an end: a picture or an error, never a loop", async () => {
  for (const values of [
    [1e300, 1e300 * (1 + Number.EPSILON)],
    [-1e308, 1e308],
    [5e-324],
    [1e15, 1e15 + 0.125],
  ]) {
    for (const mark of ["bars", "line"] as const) {
      const drawn = await drawChartAsPng(seriesOf(values, { mark }), caption).then(readPng, (error) => error);
      expect([drawn.width, drawn.name]).toContainAnyValues([960, "RangeError"]);
    }
  }
});

test("no change and no cost are drawn as nothing", async () => {
  const none = {
    kind: "budget",
    spent: -1,
    forecast: null,
    low: null,
    high: null,
    budget: null,
    others: [],
  } as const;
  const still = {
    kind: "changes",
    heading: "Agents",
    days: "",
    changes: [{ name: "a", change: 0 }],
  } as const;
  expect(drawChartAsSvg({ title: "", rows: [[none], [still]] }, caption)).not.toContain("NaN");
});

test("more than eight rows are not drawn, and counted", () => {
  const [row = []] = everyKind.rows;
  const words = wordsIn(
    drawChartAsSvg({ title: "Many", rows: Array.from({ length: 11 }, () => row) }, caption),
  );
  expect(words.filter((word) => word === "budget $1,700.00")).toHaveLength(8);
  expect(words).toContain("3 more are not drawn");
});

test("panels without any figure are left out; without any panel there is no chart", () => {
  expect(keepKnownPanels(seriesOf([null, null]))).toBeNull();
  const unknown = {
    kind: "budget",
    spent: null,
    forecast: null,
    low: null,
    high: null,
    budget: 5,
    others: [],
  } as const;
  const [, ...rest] = everyKind.rows;
  expect(keepKnownPanels({ title: "", rows: [[unknown], ...rest] })?.rows).toEqual(rest);
});

test("every day and hour between has a point; times of an unknown form stay as they are", () => {
  const at = (time: string) => ({ time, value: 1 });
  expect(
    fillMissingPoints([at("2026-11-30"), at("2026-12-02")], "day", "2026-11-30", "2026-12-02"),
  ).toMatchObject([{ value: 1 }, { time: expect.stringMatching(/^2026-12-01/), value: null }, { value: 1 }]);
  const hours = [at("2026-11-21T23:00:00Z"), at("2026-11-22 01:00:00")];
  expect(fillMissingPoints(hours, "hour", hours[0]?.time, hours[1]?.time)).toMatchObject([
    { value: 1 },
    { time: "2026-11-22T00:00:00.000Z", value: null },
    { value: 1 },
  ]);
  const odd = [at("week 1"), at("week 2")];
  expect(fillMissingPoints(odd, "day", "week 1", "week 2")).toEqual(odd);
  const outside = [at("2026-11-29"), at("2026-12-02")];
  expect(fillMissingPoints(outside, "day", "2026-11-30", "2026-12-02")).toEqual(outside);
});

describe("for a page", () => {
  const bars = seriesOf([4, null, 0, 8, 2]);

  test("every point has its words, over the height of the plot, and pictures have none of it", () => {
    const elements = readXml(drawChartForPage(bars, { width: 340, id: "cost" }));
    const targets = elements.filter(({ attributes }) => "data-label" in attributes);
    expect(targets.map(({ attributes }) => attributes["data-label"])).toEqual([
      "Nov 18: $4.00",
      "Nov 19: unknown",
      "Nov 20: $0.00",
      "Nov 21: $8.00",
      "Nov 22: $2.00, not over",
    ]);
    const [first, second] = targets;
    expect(numberIn(first, "x") + numberIn(first, "width")).toBeCloseTo(numberIn(second, "x"), 0);
    expect(numberIn(first, "height")).toBeGreaterThan(200);
    expect(drawChartAsSvg(bars, caption)).not.toContain("data-label");
  });

  test("has the chart's title as its name, and ids of its own", () => {
    const [svg] = readXml(drawChartForPage(bars, { width: 500, id: "cost" }));
    expect(svg?.attributes).toMatchObject({ role: "img", "aria-label": "Cost", id: "cost", width: "500" });
    const ids = drawChartForPage(bars, { width: 500, id: "cost" }).match(/ id="[^"]+"/g);
    expect(ids).toEqual([' id="cost"', ' id="cost-hatch"']);
  });

  test.each([340, 480, 700, 1100])("%i pixels wide: nothing is cut at its sides", (width) => {
    for (const chart of [bars, everyKind, seriesOf(Array.from({ length: 90 }, (_, index) => index))]) {
      const [svg, ...elements] = readXml(drawChartForPage(chart, { width, id: "x" }));
      const [, , inner = 0, height = 0] = (svg?.attributes["viewBox"] ?? "").split(" ").map(Number);
      for (const element of elements) {
        const { x, y, "text-anchor": anchor = "start" } = element.attributes;
        if (x === undefined || element.name === "svg") continue;
        const wide =
          element.name === "text"
            ? measureText(element.text, numberIn(element, "font-size"))
            : numberIn(element, "width");
        const left = Number(x) - wide * ({ start: 0, middle: 0.5, end: 1 }[anchor] ?? 0);
        expect(left, element.text).toBeGreaterThanOrEqual(-0.1);
        expect(left + wide, element.text).toBeLessThanOrEqual(inner + 0.1);
        expect(Number(y)).toBeWithin(0, height);
      }
    }
  });

  test("what has no room in one row of the legend stands in the next", () => {
    const rowsOf = (width: number): Set<string | undefined> =>
      new Set(
        readXml(drawChartForPage(bars, { width, id: "x" }))
          .filter(({ text }) => /^(mean|unknown|Nov 22 is not over)/.test(text))
          .map(({ attributes }) => attributes["y"]),
      );
    expect(rowsOf(1100).size).toBe(1);
    expect(rowsOf(340).size).toBeGreaterThan(1);
  });
});

test("a page of a longer series, and an axis that is cut, say so", () => {
  const points = toDailyPoints([99.2, 99.9, 99.4], today);
  const line = { kind: "series", mark: "line", unit: "percent", interval: "day", points } as const;
  const panel = { ...line, incompleteTime: null, mean: null, part: { shown: 3, of: 1_707 } } as const;
  const words = wordsIn(drawChartAsSvg({ title: "Success rate", rows: [[panel]] }, caption));
  expect(words).toContain("3 of 1,707 points");
  expect(words).toContain("percent; the axis begins at 99.2%");
  const ticks = words.filter((word) => /^\d+\.\d%$/.test(word));
  expect(ticks).toEqual(expect.arrayContaining(["99.2%", "99.4%", "99.6%", "99.8%", "100.0%"]));
});

test("a highest value that stands alone says of which day it is", () => {
  const values = Array.from({ length: 60 }, (_, index) => (index === 30 ? 103.88 : 4));
  expect(wordsIn(drawChartAsSvg(seriesOf(values), caption))).toContain("Oct 24: $103.88");
});

test("what began at a point is marked above the plot, and told with its words", () => {
  const points = toDailyPoints([4, 5, 6], today);
  const bars = { kind: "series", mark: "bars", unit: "USD", interval: "day", points } as const;
  const onsets = [
    { time: "2026-11-21", tag: "1", words: "agent Invoice Extractor" },
    { time: "2026-11-21", tag: "3", words: "department Finance" },
    { time: "2026-11-22", tag: "2", words: "model gpt-4-turbo" },
  ];
  const panel = { ...bars, incompleteTime: today, mean: null, part: null, onsets } as const;
  const svg = drawChartForPage({ title: "Cost", rows: [[panel]] }, { width: 400, id: "x" });
  expect(wordsIn(svg)).toEqual(expect.arrayContaining(["an anomaly begins", "1, 3", "2"]));
  expect(svg).toContain('data-label="Nov 21: $5.00. Began: agent Invoice Extractor, department Finance"');
});
