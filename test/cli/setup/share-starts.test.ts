import { expect, test } from "bun:test";
import { shareStarts } from "../../../src/cli/setup/share-starts.ts";
import type { TryStart } from "../../../src/cli/setup/try-start.ts";

/** Starts that end when the test says so. */
function createControlledStarts() {
  const open: { readonly name: string; readonly finish: (problem: string | undefined) => void }[] = [];
  const begun: string[] = [];
  const start: TryStart = ({ program }) => {
    begun.push(program);
    return new Promise((resolve) => open.push({ name: program, finish: resolve }));
  };
  const finishFirst = async (problem?: string): Promise<void> => {
    open.shift()?.finish(problem);
    await Bun.sleep(0);
  };
  return { start, begun, open, finishFirst };
}

test("at most four at once, each in its turn", async () => {
  const { start, begun, open, finishFirst } = createControlledStarts();
  const told: string[] = [];
  const shared = shareStarts(start, (over, asked) => told.push(`${over}/${asked}`));
  const names = ["a", "b", "c", "d", "e", "f", "g"];
  const answers = Promise.all(names.map((program) => shared({ program, args: [] }, {})));
  expect(begun).toEqual(["a", "b", "c", "d"]);
  await finishFirst("no");
  expect(begun).toEqual(["a", "b", "c", "d", "e"]);
  for (const name of ["b", "c", "d", "e", "f", "g"]) {
    expect(open[0]?.name).toBe(name);
    expect(open.length).toBeLessThanOrEqual(4);
    await finishFirst();
  }
  expect(await answers).toEqual(["no", ...names.slice(1).map(() => undefined)]);
  expect(told).toEqual(["1/7", "2/7", "3/7", "4/7", "5/7", "6/7", "7/7"]);
});

test("a start that fails gives its place to the next", async () => {
  const shared = shareStarts(
    async ({ program }) => {
      throw new Error(program);
    },
    () => undefined,
  );
  const names = ["a", "b", "c", "d", "e", "f"];
  const ends = await Promise.allSettled(names.map((program) => shared({ program, args: [] }, {})));
  expect(ends.map(({ status }) => status)).toEqual(names.map(() => "rejected"));
});

test("what is the same is started once; another argument, variable or folder is something else", async () => {
  const { start, begun, finishFirst } = createControlledStarts();
  const shared = shareStarts(start, () => undefined);
  const command = { program: "x", args: ["1"] };
  const answers = [
    shared(command, { A: "1", B: "2" }, { folder: "/" }),
    shared({ ...command }, { B: "2", A: "1" }, { folder: "/" }),
    shared({ ...command, args: ["2"] }, { A: "1", B: "2" }, { folder: "/" }),
    shared(command, { A: "2", B: "2" }, { folder: "/" }),
    shared(command, { A: "1", B: "2" }, { folder: "/home" }),
  ];
  expect(begun).toHaveLength(4);
  for (const problem of ["first", "second", "third", "fourth"]) await finishFirst(problem);
  expect(await Promise.all(answers)).toEqual(["first", "first", "second", "third", "fourth"]);
  expect(await shared(command, { A: "1", B: "2" }, { folder: "/" })).toBe("first");
  expect(begun).toHaveLength(4);
});
