import { expect, test } from "bun:test";
import { startProblem } from "../../../src/cli/setup/try-start.ts";

const bun = process.execPath;
const env = { PATH: process.env["PATH"], SystemRoot: process.env["SystemRoot"] };
const script = (code: string) => ({ program: bun, args: ["-e", code] });

test("a program that answers, in pieces too", async () => {
  const inPieces = `process.stdout.write('{"result":{"server'); setTimeout(() => process.stdout.write('Info":{}}}'), 50); setInterval(() => {}, 1000)`;
  expect(await startProblem(script(inPieces), env)).toBeUndefined();
});

test("a program that is not there", async () => {
  const problem = await startProblem({ program: "no-such-program-of-ours", args: [] }, env);
  expect(problem).toContain("no-such-program-of-ours");
});

test("a program that ends without an answer, and what it said", async () => {
  expect(await startProblem(script('console.error("cannot start"); process.exit(3)'), env)).toBe(
    "it ends with code 3: cannot start",
  );
});

test.each(["stdout", "stderr"])("a program that floods %s is not read for ever", async (stream) => {
  const flood = `const line = "rubbish ".repeat(4096); for (;;) require("fs").writeSync(${stream === "stdout" ? 1 : 2}, line);`;
  expect(await startProblem(script(flood), env, { timeoutMs: 1_500 })).toBe(
    stream === "stdout" ? "it prints something else than an answer" : "no answer within 1.5 seconds",
  );
});
