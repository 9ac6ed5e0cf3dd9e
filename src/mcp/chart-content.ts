/** The chart of a result, as one more content item for the caller who asks for it. */
import type { Chart } from "../chart/chart.ts";
import { type Caption, drawChartAsPng, drawChartAsSvg } from "../chart/draw-chart.ts";
import { isDrawable } from "../chart/glyphs.ts";
import type { PlainObject } from "../domain/json.ts";
import type { ChartFormat } from "../toolkit/inputs.ts";

/**
 * An SVG goes as a text resource: hosts hand an image to the model, none of which takes SVG, and some then lose the whole
 * session (claude-code#28279).
 */
export type ChartContent =
  | { type: "image"; data: string; mimeType: string }
  | { type: "resource"; resource: { uri: string; mimeType: string; text: string } };

/** No chart of ours comes near this size. */
const maxBytes = 64_000;

const boxesWarning = "Characters that the PNG's font lacks are drawn as boxes: chart svg has them all.";

export interface DrawnChart {
  readonly content: ChartContent;
  readonly warnings: readonly string[];
}

/** @throws when the picture is too large */
export async function drawChartContent(
  chart: Chart,
  format: ChartFormat,
  name: string,
  result: PlainObject,
): Promise<DrawnChart> {
  const caption: Caption = {
    subject: String(result["speaks_for"]),
    asOf: String(result["as_of"])
      .replace("T", " ")
      .replace(/:\d\dZ$/, " UTC"),
  };
  if (format === "png") {
    const bytes = await drawChartAsPng(chart, caption);
    assertSize(bytes.length);
    return {
      content: { type: "image", data: Buffer.from(bytes).toString("base64"), mimeType: "image/png" },
      warnings: isDrawable(JSON.stringify([chart, caption])) ? [] : [boxesWarning],
    };
  }
  const text = drawChartAsSvg(chart, caption);
  assertSize(Buffer.byteLength(text));
  return {
    content: {
      type: "resource",
      resource: { uri: `alephant://charts/${name}.svg`, mimeType: "image/svg+xml", text },
    },
    warnings: [],
  };
}

function assertSize(bytes: number): void {
  if (bytes > maxBytes) throw new Error(`The chart has ${bytes} bytes.`);
}
