/** What the page gets of a result beside its figures: the chart as plain data, and what its reader may change. */
import type { Chart } from "../chart/chart.ts";
import { type Control, type ViewData, viewKey } from "../page/view-data.ts";
import type { InputSchema } from "../toolkit/define-tool.ts";
import { ChartInput, choicesOf } from "../toolkit/inputs.ts";
import type { Arguments } from "./arguments.ts";
import type { ObjectJsonSchema } from "./json-schema.ts";

/** The tool whose result the page draws. */
interface DrawnTool {
  readonly name: string;
  readonly title: string;
  readonly input: InputSchema;
}

/** @param values the arguments as the tool took them */
export function describeView(
  { name, title, input }: DrawnTool,
  schema: ObjectJsonSchema,
  values: Arguments,
  chart: Chart | null,
): Record<string, unknown> {
  // The view draws without being asked, and after another choice the rows are shown from the first on.
  const { chart: _, page: __, ...kept } = values;
  const controls = Object.entries(input.entries)
    .filter(([, entry]) => entry !== ChartInput)
    .flatMap(([argument, entry]) => {
      const { enum: words = choicesOf(entry), default: preset } = memberOf(schema, argument);
      return controlOf(argument, words, values[argument] ?? preset);
    });
  const data: ViewData = { tool: name, title, arguments: kept, chart, controls };
  return { [viewKey]: data };
}

function memberOf(schema: ObjectJsonSchema, name: string) {
  const member = schema.properties[name];
  return typeof member === "object" ? member : {};
}

/** A value that is none of these words, such as a month, is kept as an option. */
function controlOf(name: string, words: readonly unknown[], value: unknown): Control[] {
  const options = words.filter((word) => typeof word === "string");
  if (options.length < 2 || typeof value !== "string") return [];
  return [{ name, options: options.includes(value) ? options : [value, ...options], value }];
}
