/**
 * What the README shows of the product: a real answer, and a chart, both from the API double's made-up data.
 *   bun scripts/showcase.ts    writes docs/dashboard.png
 */
import { resolve } from "node:path";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import { connect } from "../test/support/connect.ts";

const Comparison = v.looseObject({ headline: v.string() });

/** The call and the sentence that the tool begins its answer with, as Markdown. */
export async function answerText(): Promise<string> {
  await using connection = await connect("manager");
  const args = { entity_type: "workspace", period: "7d" };
  const { structured } = await connection.call("compare_entity_periods", args);
  const { headline } = v.parse(Comparison, structured);
  return `> \`compare_entity_periods\` with \`${JSON.stringify(args)}\`: ${headline}`;
}

async function writePicture(): Promise<void> {
  await using connection = await connect("manager");
  const params = { name: "get_executive_dashboard", arguments: { chart: "png" } };
  const { content } = await connection.client.request({ method: "tools/call", params }, CallToolResultSchema);
  const image = content.find(({ type }) => type === "image");
  if (image?.type !== "image") throw new Error("The dashboard came without its chart.");
  const file = resolve(import.meta.dir, "..", "docs", "dashboard.png");
  await Bun.write(file, Buffer.from(image.data, "base64"));
}

if (import.meta.main) await writePicture();
