/** The report of a credential, as the page and as the data, in a folder that is gone afterwards. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApiDouble } from "../api-double/server.ts";
import { type CommandOutcome, runInProcess } from "./command.ts";
import { environmentFor, testNow } from "./connect.ts";

export interface WrittenReport extends Disposable {
  readonly file: string;
  readonly html: string;
  /** What `--json` prints of the same moment. */
  data(): Promise<Record<string, unknown>>;
}

export interface ReportOptions {
  readonly words?: readonly string[];
  readonly now?: Date;
}

export async function writeReport(
  double: ApiDouble,
  who: string,
  { words = [], now = testNow }: ReportOptions = {},
): Promise<WrittenReport> {
  const folder = mkdtempSync(join(tmpdir(), "alephant-report-"));
  const file = join(folder, "report.html");
  const run = (more: readonly string[]): Promise<CommandOutcome> =>
    runInProcess(["report", ...words, ...more], { env: environmentFor(who, double.url), now: () => now });
  const page = await run(["--output", file]);
  if (page.code !== 0) throw new Error(`No page: ${page.stderr}`);
  return {
    file,
    html: readFileSync(file, "utf8"),
    data: async () => JSON.parse((await run(["--json"])).stdout),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
