import { expect, test } from "bun:test";
import { drawChartForPage } from "../../src/chart/draw-chart.ts";
import { type Ink, inks } from "../../src/chart/inks.ts";
import { chartStyle, themeStyle, themes } from "../../src/page/chart-style.ts";
import { readXml } from "../support/charts.ts";

/** After WCAG 2.2, "relative luminance". */
function luminanceOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) => {
    const value = Number.parseInt(colour.slice(start, start + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrastOf(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

const texts: readonly Ink[] = ["text", "muted"];
const marks: readonly Ink[] = ["axis", "mark", "mean", "rise", "fall"];

test.each(["light", "dark"] as const)("%s: texts and marks stand out from the card", (theme) => {
  const { card, unknown } = themes[theme];
  for (const ink of texts) expect(contrastOf(themes[theme][ink], card), ink).toBeGreaterThanOrEqual(4.5);
  for (const ink of marks) expect(contrastOf(themes[theme][ink], card), ink).toBeGreaterThanOrEqual(3);
  // A label may stand on a day that is not known.
  expect(contrastOf(themes[theme].text, unknown)).toBeGreaterThanOrEqual(4.5);
});

test("a chart of a page names no colour of its own: every ink is in the style", () => {
  const points = [
    { time: "2026-11-26", value: 4 },
    { time: "2026-11-27", value: 2 },
  ];
  const series = { unit: "USD", points, incompleteTime: "2026-11-27", interval: "day", part: null } as const;
  const rows = [[{ ...series, kind: "series", mark: "bars", mean: 4 } as const]];
  const svg = drawChartForPage({ title: "Cost", rows }, { width: 340, id: "a" });
  expect(svg).not.toMatch(/#[0-9a-f]{6}|style=/);
  const used = readXml(svg).flatMap(({ attributes }) => attributes["class"]?.match(/ink-[a-z]+/g) ?? []);
  expect(used).toContain("ink-mark");
  for (const name of used) expect(chartStyle).toContain(`.${name}{`);
  for (const ink of Object.keys(inks)) expect(themeStyle).toContain(`--${ink}:`);
});
