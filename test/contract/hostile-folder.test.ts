// A host may start the server in any folder. What lies there must not reach it: a .env could send the credential to
// another address, a bunfig.toml could run code.
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { useFolder } from "../support/folder.ts";
import { type Program, programs, spawnRaw } from "../support/spawn.ts";

const folder = useFolder();

async function startInHostileFolder(program: Program) {
  const marker = folder.at("the-preload-ran");
  await Bun.write(folder.at("preload.ts"), `await Bun.write(${JSON.stringify(marker)}, "");`);
  await Bun.write(folder.at("bunfig.toml"), 'preload = ["./preload.ts"]\n');
  await Bun.write(
    folder.at(".env"),
    "ALEPHANT_API_BASE_URL=http://127.0.0.1:9\nALEPHANT_VIRTUAL_KEY=vk-of-somebody-else\n",
  );
  await using server = spawnRaw(program, { environment: {}, cwd: folder.path });
  await server.closeInput();
  const { code } = await server.exited;
  return { code, stderr: server.stderr(), ranPreload: existsSync(marker) };
}

const findProgram = (name: string): Program => {
  const program = programs.find((each) => each.name === name);
  if (program === undefined) throw new Error(`There is no program called ${name}.`);
  return program;
};

test("the binary reads neither .env nor bunfig.toml of the folder it is started in", async () => {
  const { code, stderr, ranPreload } = await startInHostileFolder(findProgram("the binary"));
  expect({ code, ranPreload }).toEqual({ code: 1, ranPreload: false });
  expect(stderr).toContain("ALEPHANT_API_BASE_URL is not set");
});

test("the folder of the test above is hostile indeed: plain Bun falls for it", async () => {
  const { code, ranPreload } = await startInHostileFolder(findProgram("the source"));
  expect({ code, ranPreload }).toEqual({ code: 0, ranPreload: true });
});
