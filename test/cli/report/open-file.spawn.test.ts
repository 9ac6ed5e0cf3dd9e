// `report --open`, with an opener of the test's own.
import { expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { useReporting } from "./reporting.ts";

const { folder, report } = await useReporting();

/** A folder for the PATH with an opener that does this. */
function pathWith(script: string): string {
  const bin = folder.at("bin");
  mkdirSync(bin);
  writeFileSync(join(bin, "xdg-open"), `#!/bin/sh\n${script}\n`);
  chmodSync(join(bin, "xdg-open"), 0o755);
  return `${bin}${delimiter}/usr/bin${delimiter}/bin`;
}

test("hands the file to the system's opener", async () => {
  const opened = folder.at("opened");
  const { code, stdout, stderr } = await report("vk", ["--open"], {
    PATH: pathWith(`printf %s "$1" > ${opened}`),
  });
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(`${readFileSync(opened, "utf8")}\n`).toBe(stdout);
});

test.each([
  ["that fails", "exit 3", "xdg-open ended with code 3"],
  ["that is missing", null, "xdg-open could not be started"],
])("an opener %s is told, and the page is there", async (_what, script, words) => {
  const { code, stderr } = await report("vk", ["--open"], {
    PATH: script === null ? folder.path : pathWith(script),
  });
  expect(code).toBe(0);
  expect(stderr).toContain(`the page was not opened: ${words}`);
  expect(stderr).toContain("Open the file in a browser.");
  expect(existsSync("alephant-report-2026-11-22.html")).toBe(true);
});
