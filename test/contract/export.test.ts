// Exports and budget checks of what is shipped, as a shell, cron or a pipeline runs them.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdir, readFile, writeFile } from "node:fs/promises";
import * as v from "valibot";
import { credentials } from "../api-double/server.ts";
import { recordsOf } from "../cli/export/reading-csv.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { useFolder } from "../support/folder.ts";
import { programs, runProgram, spawnInTerminal, theBinary } from "../support/spawn.ts";

setDefaultTimeout(60_000);

const double = await useApiDouble();
const folder = useFolder();

const Document = v.object({ rows: v.array(v.object({ cost_usd: v.nullable(v.number()) })) });

const pathOfOutput = () => folder.at("costs.csv");

describe.each(programs)("$name", (program) => {
  const run = (words: readonly string[], who = "manager") =>
    runProgram(program, words, { environment: environmentFor(who, double.url), cwd: folder.path });

  test("a file of each form, by a name in the folder where it is called", async () => {
    for (const format of ["csv", "focus", "json"]) {
      const { code, stdout, stderr } = await run([
        "export",
        "--format",
        format,
        "--output",
        `costs.${format}`,
      ]);
      expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
      expect(stderr).toContain("alephant-mcp: wrote 30 rows, ");
    }
    expect((await readdir(folder.path)).sort()).toEqual(["costs.csv", "costs.focus", "costs.json"]);
    const costs = recordsOf(await readFile(pathOfOutput(), "utf8")).map(({ cost_usd = "" }) => cost_usd);
    const charges = recordsOf(await readFile(folder.at("costs.focus"), "utf8"));
    expect(charges.map(({ EffectiveCost = "" }) => EffectiveCost)).toEqual(costs);
    const { rows } = v.parse(Document, JSON.parse(await readFile(folder.at("costs.json"), "utf8")));
    expect(rows.map(({ cost_usd }) => String(cost_usd))).toEqual(costs);
  });

  test("standard output has the rows and nothing else", async () => {
    const { code, stdout } = await run(["export", "--by", "model", "--period", "7d"], "vk");
    expect(code).toBe(0);
    expect(recordsOf(stdout).length).toBeGreaterThan(0);
    expect(stdout).not.toContain("alephant-mcp:");
  });

  test("exit codes", async () => {
    await writeFile(pathOfOutput(), "mine");
    expect((await run(["export", "--output", "costs.csv"])).code).toBe(1);
    expect((await run(["export", "--by", "agent"], "vk")).code).toBe(1);
    expect(double.requests).toEqual([]);
    expect((await run(["export"], credentials.patRevoked)).code).toBe(2);
    double.fault({ effect: { kind: "html" } });
    expect((await run(["export"])).code).toBe(3);
    double.reset();
    expect((await run(["--audit", "--fail-over", "100000"])).code).toBe(0);
    const over = await run(["--audit", "--json", "--fail-over=0.1%"]);
    expect(over.code).toBe(4);
    expect(over.stderr).toContain("is over 0.1 % of the budget");
    expect(JSON.parse(over.stdout)).toMatchObject({ fail_over: { verdict: "over" } });
    expect(await readFile(pathOfOutput(), "utf8")).toBe("mine");
  });
});

test("whoever ends it while the API is asked finds no file, and the old one as it was", async () => {
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    const asked = Promise.withResolvers<void>();
    double.fault({
      effect: {
        kind: "custom",
        respond: () => {
          asked.resolve();
          return new Promise(() => undefined);
        },
      },
    });
    await writeFile(pathOfOutput(), "old");
    const child = Bun.spawn([...theBinary.command, "export", "--force", "--output", pathOfOutput()], {
      env: { PATH: process.env["PATH"] ?? "", ...environmentFor("manager", double.url) },
      stdout: "pipe",
      stderr: "pipe",
    });
    await asked.promise;
    child.kill(signal);
    expect(await child.exited).not.toBe(0);
    expect(await readdir(folder.path)).toEqual(["costs.csv"]);
    expect(await readFile(pathOfOutput(), "utf8")).toBe("old");
    double.reset();
  }
});

// A limit on the size of files stands for a full disk: the write fails half way.
test.skipIf(process.platform === "win32")("a write that fails half way leaves no file", async () => {
  const runLimited = (limit: number) =>
    runProgram(
      {
        name: "with a limit",
        command: ["sh", "-c", `trap "" XFSZ; ulimit -f ${limit}; exec "$0" "$@"`, theBinary.command[0]],
      },
      ["export", "--by", "agent", "--output", pathOfOutput()],
      { environment: environmentFor("manager", double.url) },
    );
  const { code, stdout, stderr } = await runLimited(1);
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toContain(`${pathOfOutput()} cannot be written: `);
  expect(await readdir(folder.path)).toEqual([]);
  expect((await runLimited(1000)).code).toBe(0);
});

test.skipIf(process.platform !== "linux")("rows that cannot be printed are no success", async () => {
  const full = Bun.spawn(["/bin/sh", "-c", 'exec "$0" export > /dev/full', theBinary.command[0]], {
    env: { PATH: process.env["PATH"] ?? "", ...environmentFor("manager", double.url) },
    stderr: "pipe",
  });
  expect(await full.exited).toBe(1);
  const said = await new Response(full.stderr).text();
  expect(said).toContain("the answer could not be written");
  expect(said).not.toMatch(/\d+ rows/);
});

test.skipIf(process.platform === "win32")(
  "a person sees how far it is, and then what was written",
  async () => {
    await using person = spawnInTerminal(
      theBinary,
      ["export", "--by", "agent", "--output", pathOfOutput()],
      environmentFor("manager", double.url),
    );
    expect(await person.exited).toMatchObject({ code: 0 });
    expect(person.screen()).toContain("Asking Alephant: 0 of 1 answered");
    expect(Bun.stripANSI(person.screen())).toMatch(/wrote \d+ rows, /);
  },
);
