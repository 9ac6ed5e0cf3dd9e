// The listing as a whole, so that a change of any word that clients see is a change of this file's snapshot.
import { expect, test } from "bun:test";
import { modes, readCatalogue } from "../support/catalogue.ts";

test.each([...modes])("%s", async (mode) => {
  const { instructions, tools, prompts } = await readCatalogue(mode);
  expect({ instructions, prompts }).toMatchSnapshot();
  for (const tool of tools) expect(tool).toMatchSnapshot(tool.name);
});
