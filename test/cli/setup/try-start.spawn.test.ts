import { describe, expect, test } from "bun:test";
import { writeFile } from "node:fs/promises";
import { findStartProblem } from "../../../src/cli/setup/try-start.ts";
import { useFolder } from "../../support/folder.ts";
import { isRunning, readPids } from "../../support/processes.ts";
import { answerLine, shellAnswer } from "../../support/server-answer.ts";

const folder = useFolder();
const bun = process.execPath;
const env = { PATH: process.env["PATH"], SystemRoot: process.env["SystemRoot"] };
const createScript = (code: string) => ({ program: bun, args: ["-e", code] });
/** Prints these pieces, one after the other, and goes on running. */
const printing = (...pieces: readonly string[]) =>
  createScript(
    `for (const piece of ${JSON.stringify(pieces)}) { process.stdout.write(piece); await Bun.sleep(20); } setInterval(() => {}, 1000);`,
  );

test("a program that answers, in pieces too, and behind other lines", async () => {
  const [start, end] = [answerLine.slice(0, 30), answerLine.slice(30)];
  const pieces = [
    "starting\n{\n",
    '{"jsonrpc":"2.0","method":"notifications/message"}\n',
    start,
    `${end}\r\n`,
  ];
  expect(await findStartProblem(printing(...pieces), env)).toBeUndefined();
});

test("a program that is not there", async () => {
  const problem = await findStartProblem({ program: "no-such-program-of-ours", args: [] }, env);
  expect(problem).toBe("there is no such program, or none that its first line names");
});

test.each([
  ["a character that no command line can hold", ["\0"], {}],
  ["a variable that no environment can hold", [], { A: "\0" }],
])("%s is a reason, not a fault", async (_, args, variables) => {
  expect(await findStartProblem({ program: bun, args }, { ...env, ...variables })).toContain("null bytes");
});

test("a program that ends without an answer, and what it said", async () => {
  expect(await findStartProblem(createScript('console.error("cannot start"); process.exit(3)'), env)).toBe(
    "it ends with code 3: cannot start",
  );
});

test.skipIf(process.platform === "win32")("a program that is killed", async () => {
  expect(await findStartProblem(createScript('process.kill(process.pid, "SIGKILL")'), env)).toBe(
    "it ends by the signal SIGKILL",
  );
});

const withResult = (result: unknown): string => JSON.stringify({ jsonrpc: "2.0", id: 1, result });

test.each([
  ["the word alone", '{"serverInfo":{}}\n'],
  ["the word in a log", 'sending "serverInfo" with id 1, result\n'],
  ["another's id", `${answerLine.replace('"id":1', '"id":2')}\n`],
  ["no version of the protocol", `${answerLine.replace('"jsonrpc":"2.0",', "")}\n`],
  ["a line that does not end", answerLine],
  ["an answer over two lines", answerLine.replace(",", ",\n")],
])("what is no answer: %s", async (_, text) => {
  expect(await findStartProblem(printing(text), env, { timeoutMs: 800 })).toBe(
    "no answer within 0.8 seconds",
  );
});

test.each([
  ["a name that is missing", withResult({ serverInfo: {} }), "its answer does not name a server"],
  ["a name that is blank", withResult({ serverInfo: { name: " " } }), "its answer does not name a server"],
  ["no serverInfo", withResult({}), "its answer does not name a server"],
  [
    "an error",
    JSON.stringify({ jsonrpc: "2.0", id: 1, error: { code: -1, message: "not\u001b[31m today" } }),
    "it answers with an error: not today",
  ],
])("an answer that is none of a server: %s", async (_, text, problem) => {
  expect(await findStartProblem(printing(`${text}\n`), env)).toBe(problem);
});

test.each(["stdout", "stderr"])("a program that floods %s is not read for ever", async (stream) => {
  const flood = `const line = "rubbish ".repeat(4096); for (;;) require("fs").writeSync(${stream === "stdout" ? 1 : 2}, line);`;
  expect(await findStartProblem(createScript(flood), env, { timeoutMs: 1_500 })).toBe(
    stream === "stdout" ? "it prints something else than an answer" : "no answer within 1.5 seconds",
  );
});

describe.skipIf(process.platform === "win32")("what it has started", () => {
  const wrapper = (code: string) => ({ program: "/bin/sh", args: ["-c", code] });

  test.each([
    ["that answers", "", shellAnswer, undefined],
    ["that answers and takes no hint", "trap '' TERM;", shellAnswer, undefined],
    ["that is silent and takes no hint", "trap '' TERM;", "read a; read b", "no answer within 0.5 seconds"],
    ["that ends before it", "trap '' TERM;", "exit 0", "it ends with code 0"],
  ])("ends with a wrapper %s", async (_, trap, code, problem) => {
    const pids = folder.at("pids");
    const command = wrapper(
      `${trap} echo $$ >> ${pids}; sleep 1000 & echo $! >> ${pids}; (sleep 1001; true) & echo $! >> ${pids}; ${code}`,
    );
    const options = problem?.startsWith("no answer") === true ? { timeoutMs: 500 } : {};
    expect(await findStartProblem(command, env, options)).toBe(problem);
    const started = await readPids(pids);
    expect(started).toHaveLength(3);
    expect(started.filter(isRunning)).toEqual([]);
  });
});

test.skipIf(process.platform === "win32").each([
  ["#!/no/such/interpreter\n", "there is no such program, or none that its first line names"],
  ["\u007fELF", "it is no program for this system"],
])("a file that holds %j is no program", async (content, problem) => {
  const program = folder.at("alephant-mcp");
  await writeFile(program, content, { mode: 0o755 });
  expect(await findStartProblem({ program, args: [] }, env)).toBe(problem);
});
