/**
 * What the documentation shows of the product: a real answer, a chart and a page, all from the API double's made-up data.
 *   bun scripts/showcase.ts    writes docs/dashboard.png and, where there is Chromium, docs/report.png
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import { startApiDouble } from "../test/api-double/server.ts";
import { chromiumPath, launchBrowser, openPage } from "../test/support/browser.ts";
import { connect, testNow } from "../test/support/connect.ts";
import { writeReport } from "../test/support/report.ts";
import { toIndexedPng } from "./indexed-png.ts";

const Comparison = v.looseObject({ headline: v.string() });

/** The call and the sentence that the tool begins its answer with, as Markdown. */
export async function writeAnswer(): Promise<string> {
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

/** The upper part of the page, as wide as a document shows it. */
async function writeReportPicture(): Promise<void> {
  const double = await startApiDouble({ now: () => testNow });
  const browser = await launchBrowser();
  try {
    using written = await writeReport(double, "manager");
    const { page } = await openPage(browser, { width: 1000, height: 1400 });
    await page.goto(pathToFileURL(written.file).href);
    // What stands between the answers and the days is told in words.
    await page.evaluate(
      "for (const each of document.querySelectorAll('nav, #cycle ~ .table')) each.remove()",
    );
    const bottom = Number(
      await page.evaluate(
        "document.querySelector('#by-day-wide').closest('figure').getBoundingClientRect().bottom + 8",
      ),
    );
    const picture = await toIndexedPng(
      browser,
      await page.screenshot({ fullPage: true, clip: { x: 0, y: 0, width: 1000, height: bottom } }),
    );
    await Bun.write(resolve(import.meta.dir, "..", "docs", "report.png"), picture);
  } finally {
    await browser.close();
    await double.stop();
  }
}

if (import.meta.main) {
  await writePicture();
  if (chromiumPath !== undefined) await writeReportPicture();
}
