/** What holds of every prompt of manager mode. */
import { describe, expect, test } from "bun:test";
import { findMissingTools } from "./catalogue.ts";
import { type Connection, connect } from "./connect.ts";

interface ManagerPrompt {
  readonly name: string;
  /** The argument with fixed values. */
  readonly argument: string;
  readonly values: readonly string[];
  readonly preset: string;
  /** Words that a value leads to. */
  readonly contains: Readonly<Record<string, readonly string[]>>;
}

export async function readPrompt(
  { client }: Pick<Connection, "client">,
  name: string,
  args: Record<string, string> = {},
): Promise<string> {
  const { messages } = await client.getPrompt({ name, arguments: args });
  const [message, ...more] = messages;
  if (message?.role !== "user" || message.content.type !== "text" || more.length > 0) {
    throw new Error("A prompt must be one text of the user.");
  }
  return message.content.text;
}

export function testManagerPrompt({ name, argument, values, preset, contains }: ManagerPrompt): void {
  describe.each([...values])(`${argument} %s`, (value) => {
    test("names tools that are there, asks for evidence, and writes nothing by itself", async () => {
      await using connection = await connect("manager");
      const text = await readPrompt(connection, name, { [argument]: value });
      expect(findMissingTools("manager", text)).toEqual([]);
      for (const words of contains[value] ?? []) expect(text).toContain(words);
      expect(text).toMatch(/dollars|figure/);
      expect(text).toContain("invent none");
      expect(text).toContain("only after the user has decided on that very change");
      expect(text).not.toMatch(/undefined|null,|\[object/);
      expect(connection.double.requests).toEqual([]);
    });

    test("steps are numbered without a gap", async () => {
      await using connection = await connect("manager");
      const lines = (await readPrompt(connection, name, { [argument]: value })).split("\n");
      const numbers = lines.flatMap((line) => /^(\d+)\. /.exec(line)?.[1] ?? []);
      expect(numbers).toEqual(numbers.map((_, index) => String(index + 1)));
      expect(numbers.length).toBeGreaterThan(2);
    });
  });

  test(`${preset} is the default`, async () => {
    await using connection = await connect("manager");
    expect(await readPrompt(connection, name)).toBe(
      await readPrompt(connection, name, { [argument]: preset }),
    );
  });

  test("another value, another argument: refused with the valid ones", async () => {
    await using connection = await connect("manager");
    const wrongValue = readPrompt(connection, name, { [argument]: "everything" });
    await expect(wrongValue).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(
        `${argument} must be one of ${values.map((value) => `"${value}"`).join(", ")}, not "everything".`,
      ),
    });
    const wrongName = readPrompt(connection, name, { colour: "red" });
    await expect(wrongName).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining("Valid: "),
    });
  });

  test("values complete by what is typed", async () => {
    await using connection = await connect("manager");
    const ref = { type: "ref/prompt", name } as const;
    const completeValue = async (value: string) =>
      (await connection.client.complete({ ref, argument: { name: argument, value } })).completion.values;
    expect(await completeValue("")).toEqual([...values]);
    for (const value of values) expect(await completeValue(value.slice(0, 3).toUpperCase())).toContain(value);
    expect(await completeValue("xyz")).toEqual([]);
    expect(connection.double.requests).toEqual([]);
  });

  test("a virtual key does not have it", async () => {
    await using connection = await connect("vk");
    await expect(readPrompt(connection, name)).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining(`Unknown prompt "${name}".`),
    });
  });
}
