/** How the charts of a page look: light, dark, on paper, and where the system chooses the colours. */
import { type Ink, inks } from "../chart/inks.ts";

/** Against its card, text has a contrast of at least 4.5 : 1, and every mark one of 3 : 1. Grid lines are no marks. */
export const themes: Readonly<Record<"light" | "dark", Readonly<Record<Ink, string>>>> = {
  light: { ...inks, axis: "#7d8897", mean: "#b86a00" },
  dark: {
    card: "#161b22",
    text: "#e8ecf2",
    muted: "#a9b4c2",
    grid: "#2c343f",
    axis: "#7f8b9b",
    unknown: "#232a34",
    mark: "#6ea3ff",
    mean: "#ffb454",
    rise: "#ff9466",
    fall: "#4fd1bb",
  },
};

const inkNames: readonly Ink[] = [
  "card",
  "text",
  "muted",
  "grid",
  "axis",
  "unknown",
  "mark",
  "mean",
  "rise",
  "fall",
];

const writeProperties = (theme: "light" | "dark"): string =>
  `color-scheme:${theme};${inkNames.map((ink) => `--${ink}:${themes[theme][ink]}`).join(";")}`;

/** `--card`, `--text`, `--muted` and so on, by the reader's preference, or by `data-theme` on the root: light or dark. */
export const themeStyle = `
:root{${writeProperties("light")}}
@media (prefers-color-scheme:dark){:root:not([data-theme="light"]){${writeProperties("dark")}}}
:root[data-theme="dark"]{${writeProperties("dark")}}
@media print{:root,:root:not([data-theme="light"]),:root[data-theme="dark"]{${writeProperties("light")}}}
@media (forced-colors:active){:root,:root:not([data-theme="light"]),:root[data-theme="dark"]{--card:Canvas;--text:CanvasText;--muted:CanvasText;--grid:GrayText;--axis:CanvasText;--unknown:Canvas;--mark:LinkText;--mean:CanvasText;--rise:CanvasText;--fall:CanvasText}}
`;

/** For `drawChartForPage`, and for the value that `chartScript` shows. */
export const chartStyle = `
.chart{display:block;max-width:100%;height:auto;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;font-variant-numeric:tabular-nums;touch-action:pan-y;forced-color-adjust:none}
.chart:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
${inkNames.map((ink) => `.chart .ink-${ink}{--ink:var(--${ink})}`).join("\n")}
.chart rect:not([fill]),.chart text{fill:var(--ink)}
.chart path,.chart rect[fill]{stroke:var(--ink)}
.chart rect.ink-unknown{stroke:var(--axis);stroke-width:1;stroke-dasharray:3 3}
.chart rect.target{fill:transparent}
.chart rect.target.shown{fill:var(--text);fill-opacity:.09}
.chart-value{position:fixed;z-index:9;left:0;top:0;max-width:18rem;padding:.3rem .55rem;border-radius:.35rem;background:var(--text);color:var(--card);font:600 .85rem/1.3 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;pointer-events:none;overflow-wrap:anywhere}
.chart-value[hidden]{display:none}
.chart-said{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{.chart-value,.chart-said{display:none}}
`;
