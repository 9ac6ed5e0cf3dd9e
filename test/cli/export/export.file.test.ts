import { expect, test } from "bun:test";
import { chmod, chown, lstat, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { credentials } from "../../api-double/server.ts";
import { useApiDouble } from "../../support/api-double.ts";
import { testNow } from "../../support/connect.ts";
import { useFolder } from "../../support/folder.ts";
import { createExporter } from "./exporting.ts";

const double = await useApiDouble({ now: () => testNow });
const folder = useFolder();
const { run } = createExporter(double);

const pathOfOutput = () => folder.at("costs.csv");

test("a file is what standard output would have been, and no other is left", async () => {
  const printed = await run("manager", "--period", "7d");
  const { code, stdout, stderr } = await run("manager", "--period", "7d", "--output", pathOfOutput());
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).toBe(`wrote 7 rows, 2026-11-15 to 2026-11-21 (UTC), to ${pathOfOutput()}.\n`);
  expect(await readFile(pathOfOutput(), "utf8")).toBe(printed.stdout);
  expect(await readdir(folder.path)).toEqual(["costs.csv"]);
});

test("a file that is there is kept, unless --force is given; then it keeps its rights", async () => {
  await writeFile(pathOfOutput(), "mine");
  await chmod(pathOfOutput(), 0o600);
  const kept = await run("manager", "--output", pathOfOutput());
  expect(kept.code).toBe(1);
  expect(kept.stderr).toContain("is there already. --force replaces it.");
  expect(double.requests).toEqual([]);
  expect(await readFile(pathOfOutput(), "utf8")).toBe("mine");
  const replaced = await run("manager", "--output", pathOfOutput(), "--force");
  expect(replaced.code).toBe(0);
  expect(await readFile(pathOfOutput(), "utf8")).toStartWith("date,");
  expect((await lstat(pathOfOutput())).mode & 0o777).toBe(0o600);
  expect(await readdir(folder.path)).toEqual(["costs.csv"]);
});

test("a file that nobody may write is not replaced, also with --force", async () => {
  await writeFile(pathOfOutput(), "mine");
  await chmod(pathOfOutput(), 0o444);
  const { code, stderr } = await run("manager", "--output", pathOfOutput(), "--force");
  expect(code).toBe(1);
  expect(stderr).toContain("costs.csv is read-only. Nothing was exported.");
  expect(await readFile(pathOfOutput(), "utf8")).toBe("mine");
});

test.skipIf(process.getuid?.() !== 0)("whose file is replaced keeps it", async () => {
  await writeFile(pathOfOutput(), "theirs");
  await chown(pathOfOutput(), 65_534, 65_534);
  expect((await run("manager", "--output", pathOfOutput(), "--force")).code).toBe(0);
  expect(await lstat(pathOfOutput())).toMatchObject({ uid: 65_534, gid: 65_534 });
});

test("a credential in the name of the file is not printed", async () => {
  const { code, stderr } = await run("manager", "--output", folder.at(credentials.patAdmin));
  expect(code).toBe(0);
  expect(stderr).toContain("wrote 30 rows");
  expect(stderr).not.toContain(credentials.patAdmin);
});

test("a file that a link leads to is replaced, and the link stays", async () => {
  await writeFile(folder.at("real.csv"), "old");
  await symlink("real.csv", pathOfOutput());
  expect((await run("manager", "--output", pathOfOutput())).code).toBe(1);
  expect((await run("manager", "--output", pathOfOutput(), "--force")).code).toBe(0);
  expect((await lstat(pathOfOutput())).isSymbolicLink()).toBe(true);
  expect(await readFile(folder.at("real.csv"), "utf8")).toStartWith("date,");
});

test("a file that comes to be while the API is asked is kept", async () => {
  double.fault({
    effect: {
      kind: "custom",
      respond: async (_request, usual) => {
        await writeFile(pathOfOutput(), "somebody else's");
        return usual();
      },
    },
  });
  const { code, stderr } = await run("manager", "--output", pathOfOutput());
  expect(code).toBe(1);
  expect(stderr).toContain("a file of that name came to be meanwhile");
  expect(await readFile(pathOfOutput(), "utf8")).toBe("somebody else's");
  expect(await readdir(folder.path)).toEqual(["costs.csv"]);
});

test("a file needs a folder, and a name that is no folder's; both are said before any request", async () => {
  const nowhere = await run("manager", "--output", folder.at("none", "costs.csv"));
  expect(nowhere).toMatchObject({ code: 1, stdout: "" });
  expect(nowhere.stderr).toContain(`the folder ${folder.at("none")} does not exist.`);
  const aFolder = await run("manager", "--output", folder.path, "--force");
  expect(aFolder).toMatchObject({ code: 1, stdout: "" });
  expect(aFolder.stderr).toContain("is not a file");
  await writeFile(pathOfOutput(), "");
  for (const [output, says] of [
    [join(pathOfOutput(), "a.csv"), "is not a folder"],
    [join(pathOfOutput(), "none", "a.csv"), "Nothing was exported."],
    [`${folder.path}/`, "is the name of a folder"],
    [" ", "--output needs the name of a file"],
    ["a\0b", "cannot be written"],
  ] as const) {
    const { code, stderr } = await run("manager", "--output", output);
    expect({ output, code }).toEqual({ output, code: 1 });
    expect(stderr).toContain(says);
  }
  expect(double.requests).toEqual([]);
});

test("a link that leads to itself is said to", async () => {
  await symlink("costs.csv", pathOfOutput());
  const { code, stderr } = await run("manager", "--output", pathOfOutput(), "--force");
  expect(code).toBe(1);
  expect(stderr).toContain("cannot be written: links lead back to it.");
});

test("a file is not made when a request fails, whichever it is", async () => {
  for (const route of ["/api/v1/analytics/usage", "/api/v1/analytics/costs"]) {
    double.reset();
    double.fault({ path: (request) => request.path === route, effect: { kind: "status", status: 500 } });
    const { code, stderr } = await run("manager", "--by", "agent", "--output", pathOfOutput());
    expect(code).toBe(3);
    expect(stderr).toContain(route);
    expect(await readdir(folder.path)).toEqual([]);
  }
});
