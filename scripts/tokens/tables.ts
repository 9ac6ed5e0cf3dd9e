// The measurements as tables.

import { ceilings, type ModeTokens, type ToolTokens } from "./measure.ts";

type Modes = readonly [vk: ModeTokens, manager: ModeTokens];

const writeCount = (tokens: number): string => tokens.toLocaleString("en-US");
const writeRow = (name: string, cells: readonly string[]): string => `| ${name} | ${cells.join(" | ")} |`;

/** What is the same on every day. */
export function writeListRows(modes: Modes): string[] {
  const selectLimited = (of: "definitions" | "list") =>
    modes.map(({ mode, [of]: tokens }) => `${writeCount(tokens)} of ${writeCount(ceilings[of][mode])}`);
  return [
    writeRow(
      "Instructions",
      modes.map(({ instructions }) => writeCount(instructions)),
    ),
    writeRow("Names, descriptions and arguments of all tools", selectLimited("definitions")),
    writeRow("The whole list, with output schemas and annotations", selectLimited("list")),
  ];
}

export function writeBenchmarkTable(modes: Modes, day: string): string {
  const sums = modes.map(
    ({ mode, results }) => `${writeCount(results)} of ${writeCount(ceilings.results[mode])}`,
  );
  const largest = modes.map(({ tools }) => {
    const [{ name, result } = { name: "", result: 0 }] = byResult(tools);
    return `${writeCount(result)} of ${writeCount(ceilings.result)}, \`${name}\``;
  });
  return [
    writeRow(
      "Tokens (ceiling)",
      modes.map(({ mode, tools }) => `${{ vk: "VK", manager: "Manager" }[mode]}, ${tools.length} tools`),
    ),
    "| --- | --- | --- |",
    ...writeListRows(modes),
    writeRow(`Default results of all tools together, on ${day}`, sums),
    writeRow("The largest of them", largest),
  ].join("\n");
}

const byResult = (tools: readonly ToolTokens[]): ToolTokens[] =>
  [...tools].sort((a, b) => b.result - a.result);

/** Tool by tool, the largest result first. */
export function writeDetails({ mode, instructions, definitions, list, results, tools }: ModeTokens): string {
  const writeLine = (name: string, ...cells: readonly (number | string)[]): string =>
    name.padEnd(28) + cells.map((cell) => String(cell).padStart(12)).join("");
  return [
    writeLine(`${mode} mode`, "definition", "whole", "result"),
    ...byResult(tools).map(({ name, definition, whole, result }) =>
      writeLine(name, definition, whole, result),
    ),
    writeLine("together, as one list", definitions, list, results),
    writeLine("instructions", instructions),
  ].join("\n");
}
