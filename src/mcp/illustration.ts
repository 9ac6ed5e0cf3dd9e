/** The pictures of a result: the chart that a caller asks for, and what the page inside the chat draws. */
import type { Chart } from "../chart/chart.ts";
import type { PlainObject } from "../domain/json.ts";
import type { Mode } from "../domain/mode.ts";
import type { Tool } from "../toolkit/define-tool.ts";
import type { ChartFormat } from "../toolkit/inputs.ts";
import type { Arguments } from "./arguments.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";
import { addWarning, type ToolResult } from "./result.ts";

/** A result of which there is a picture. */
export interface Illustration {
  readonly tool: string;
  readonly result: ToolResult;
  readonly figures: PlainObject;
  readonly chartFormat: ChartFormat | undefined;
  /** null: none of its figures is known. */
  readonly draw: () => Chart | null;
  readonly log: (line: string) => void;
}

interface IllustratedCall {
  readonly tool: Pick<Tool<Mode>, "name" | "title" | "input">;
  readonly inputSchema: ObjectJsonSchema;
}

/** Adds the chart that the caller asked for. When it cannot be drawn, the result is the answer all the same, with a warning. */
export async function addChart({
  tool,
  result,
  figures,
  chartFormat,
  draw,
  log,
}: Illustration): Promise<ToolResult> {
  if (chartFormat === undefined) return result;
  const answerWith = (warnings: readonly string[]): ToolResult =>
    warnings.length === 0 ? result : serialiseFigures(warnings.reduce(addWarning, figures));
  try {
    const chart = draw();
    if (chart === null) return answerWith(["There is no chart: none of its figures is known."]);
    // Loaded when somebody wants a picture.
    const { drawChartContent } = await import("./chart-content.ts");
    const drawn = await drawChartContent(chart, chartFormat, tool, figures);
    const answer = answerWith(drawn.warnings);
    return { ...answer, content: [...answer.content, drawn.content] };
  } catch (error) {
    log(`bug in the chart of ${tool}: ${error instanceof Error ? error.stack : String(error)}`);
    return answerWith(["The chart could not be drawn. The figures are not affected."]);
  }
}

/** Adds what the page draws, in `_meta`, which no model reads. Without it the page shows the figures as tables. */
export async function addViewData(
  { draw, log }: Illustration,
  answer: ToolResult,
  { tool, inputSchema }: IllustratedCall,
  values: Arguments,
): Promise<ToolResult> {
  try {
    const { describeView } = await import("./describe-view.ts");
    return { ...answer, _meta: describeView(tool, inputSchema, values, draw()) };
  } catch (error) {
    log(`bug in the page of ${tool.name}: ${error instanceof Error ? error.stack : String(error)}`);
    return answer;
  }
}

/** A result of figures that are free of credentials already. */
const serialiseFigures = (figures: PlainObject): ToolResult => ({
  content: [{ type: "text", text: JSON.stringify(figures) }],
  structuredContent: { ...figures },
});
