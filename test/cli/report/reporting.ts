/** What the tests of `report` share: the command in a folder of each test's own, against a double of the file's own. */
import { afterEach, beforeEach } from "bun:test";
import type { Environment } from "../../../src/config.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { type CommandOutcome, runInProcess } from "../../support/command.ts";
import { environmentFor, testNow } from "../../support/connect.ts";
import { useFolder } from "../../support/folder.ts";

const workingFolder = process.cwd();

export async function useReporting() {
  const double = await useApiDouble({ now: () => testNow });
  // It is left before it is removed, which Windows would refuse otherwise.
  afterEach(() => process.chdir(workingFolder));
  const folder = useFolder();
  beforeEach(() => process.chdir(folder.path));
  const report = (
    who: string,
    words: readonly string[] = [],
    env: Environment = {},
  ): Promise<CommandOutcome> =>
    runInProcess(["report", ...words], { env: { ...environmentFor(who, double.url), ...env } });
  return { double, folder, report };
}
