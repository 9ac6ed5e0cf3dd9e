/** What a client is told of each mode before any call, through a real listing. */
import type { Prompt as ListedPrompt, Tool as ListedTool } from "@modelcontextprotocol/sdk/types.js";
import type { Mode } from "../../src/domain/mode.ts";
import { toolsByMode } from "../../src/tools/index.ts";
import { connect } from "./connect.ts";

export const modes: readonly Mode[] = ["vk", "manager"];

export interface Catalogue {
  readonly mode: Mode;
  readonly instructions: string;
  readonly tools: readonly ListedTool[];
  readonly prompts: readonly ListedPrompt[];
}

export async function readCatalogue(mode: Mode): Promise<Catalogue> {
  await using connection = await connect(mode);
  const { client } = connection;
  const { tools } = await client.listTools();
  const { prompts } = await client.listPrompts();
  return { mode, instructions: client.getInstructions() ?? "", tools, prompts };
}

const everyName = modes.flatMap((mode) => toolsByMode[mode].map(({ name }) => name));
const verbs = [...new Set(everyName.map((name) => name.split("_")[0]))];
/** Whatever begins like a tool's name: the misspelled and the removed ones too. */
const nameForm = new RegExp(`\\b(?:${verbs.join("|")})(?:_[a-z0-9]+)+\\b`, "g");

/** The tools that a text speaks of and that its mode does not have. */
export function findMissingTools(mode: Mode, text: string): string[] {
  const tools = toolsByMode[mode];
  // Arguments have names of the same form.
  const present = new Set(tools.flatMap(({ name, input }) => [name, ...Object.keys(input.entries)]));
  return [...text.matchAll(nameForm)].map(([name]) => name).filter((name) => !present.has(name));
}
