// The report of what is shipped, as a person or a scheduler runs it.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir, readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { useApiDouble } from "../support/api-double.ts";
import { chromiumPath, launchBrowser, openPage } from "../support/browser.ts";
import { environmentFor } from "../support/connect.ts";
import { useFolder } from "../support/folder.ts";
import { programs, runProgram } from "../support/spawn.ts";

setDefaultTimeout(60_000);

const double = await useApiDouble();
const folder = useFolder();

describe.each(programs)("$name", (program) => {
  const run = (words: readonly string[]) =>
    runProgram(program, ["report", ...words], {
      environment: environmentFor("manager", double.url),
      cwd: folder.path,
    });

  test("one whole file in the folder where it is called, and its path on standard output", async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const file = stdout.trimEnd();
    expect(await readdir(folder.path)).toContain(file.slice(folder.path.length + 1));
    const page = await readFile(file, "utf8");
    expect(page.startsWith("<!doctype html>") && page.endsWith("</html>\n")).toBe(true);
    expect(page.length).toBeLessThan(500_000);
    expect(page.includes("Not known:")).toBe(false);
  });

  test("a file that is there stays, with exit code 1", async () => {
    await run(["--output", "cost.html", "--force"]);
    const before = await readFile(folder.at("cost.html"), "utf8");
    const { code, stdout, stderr } = await run(["--output", "cost.html"]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("--force replaces it. Nothing was written.");
    expect(await readFile(folder.at("cost.html"), "utf8")).toBe(before);
  });

  test.skipIf(chromiumPath === undefined)(
    "a browser runs its style and its script, and has nothing to say",
    async () => {
      await run(["--output", "cost.html", "--force"]);
      const browser = await launchBrowser();
      try {
        const { page, requests, messages } = await openPage(browser, { width: 1000 });
        await page.goto(pathToFileURL(folder.at("cost.html")).href);
        await page.locator("#by-day-wide .target").first().hover();
        expect(await page.locator(".chart-value").textContent()).toMatch(/^[A-Z][a-z]{2} \d+: \$/);
        expect({ requests: requests.length, messages }).toEqual({ requests: 1, messages: [] });
      } finally {
        await browser.close();
      }
    },
  );
});
