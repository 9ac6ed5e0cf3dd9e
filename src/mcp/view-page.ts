/**
 * The view as the text of one HTML page. From source it is made here, by Bun, when a host asks for it; in the builds this
 * module is the text itself (scripts/build/lean-plugin.ts).
 */

import { chartScript } from "../page/chart-script.ts";
import { writeDocument } from "../page/document.ts";
import { viewBody, viewStyle } from "../page/view/frame.ts";

export async function loadViewPage(): Promise<string> {
  const entry = `${import.meta.dir}/../page/view/view.ts`;
  const { outputs } = await Bun.build({
    entrypoints: [entry],
    target: "browser",
    format: "iife",
    minify: true,
  });
  const [output] = outputs;
  if (output === undefined) throw new Error("The page's script could not be made.");
  const script = `${chartScript}\n${await output.text()}`;
  if (/<\/script|<!--/i.test(script)) throw new Error("The page's script would end before its end.");
  return writeDocument({ title: "Alephant", style: viewStyle, script, body: viewBody });
}
