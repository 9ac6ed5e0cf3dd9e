// The measurements as tables.

import { ceilings, type ModeTokens, type ToolTokens } from "./measure.ts";

type Modes = readonly [vk: ModeTokens, manager: ModeTokens];

const count = (tokens: number): string => tokens.toLocaleString("en-US");
const row = (name: string, cells: readonly string[]): string => `| ${name} | ${cells.join(" | ")} |`;

/** What is the same on every day. */
export function listRows(modes: Modes): string[] {
  const limited = (of: "definitions" | "list") =>
    modes.map(({ mode, [of]: tokens }) => `${count(tokens)} of ${count(ceilings[of][mode])}`);
  return [
    row(
      "Instructions",
      modes.map(({ instructions }) => count(instructions)),
    ),
    row("Names, descriptions and arguments of all tools", limited("definitions")),
    row("The whole list, with output schemas and annotations", limited("list")),
  ];
}

export function readmeTable(modes: Modes, day: string): string {
  const sums = modes.map(({ mode, results }) => `${count(results)} of ${count(ceilings.results[mode])}`);
  const largest = modes.map(({ tools }) => {
    const [{ name, result } = { name: "", result: 0 }] = byResult(tools);
    return `${count(result)} of ${count(ceilings.result)}, \`${name}\``;
  });
  return [
    row(
      "Tokens (ceiling)",
      modes.map(({ mode, tools }) => `${{ vk: "VK", manager: "Manager" }[mode]}, ${tools.length} tools`),
    ),
    "| --- | --- | --- |",
    ...listRows(modes),
    row(`Default results of all tools together, on ${day}`, sums),
    row("The largest of them", largest),
  ].join("\n");
}

const byResult = (tools: readonly ToolTokens[]): ToolTokens[] =>
  [...tools].sort((a, b) => b.result - a.result);

/** Tool by tool, the largest result first. */
export function details({ mode, instructions, definitions, list, results, tools }: ModeTokens): string {
  const line = (name: string, ...cells: readonly (number | string)[]): string =>
    name.padEnd(28) + cells.map((cell) => String(cell).padStart(12)).join("");
  return [
    line(`${mode} mode`, "definition", "whole", "result"),
    ...byResult(tools).map(({ name, definition, whole, result }) => line(name, definition, whole, result)),
    line("together, as one list", definitions, list, results),
    line("instructions", instructions),
  ].join("\n");
}
