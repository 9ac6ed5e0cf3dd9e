// `setup` as a person meets it: questions on a terminal, and a credential that nobody sees.
import { describe, expect, test } from "bun:test";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { placeFile, useFolder } from "../support/folder.ts";
import { readStart, userFileOf } from "../support/hosts.ts";
import { binaryCommand } from "../support/spawn.ts";

const double = await useApiDouble();
const home = useFolder();

const enter = "\r";
const controlC = "\u0003";
const backspace = "\u007f";

interface Conversation extends AsyncDisposable {
  /** Waits until this has been printed, behind what was waited for before. */
  until(text: string): Promise<void>;
  type(keys: string): void;
  readonly ended: Promise<number>;
  shown(): string;
}

/** `after`: what the terminal's shell does next. */
function openConversation(
  words: readonly string[] = [],
  environment: Record<string, string> = {},
  after = "exit $?",
): Conversation {
  let shown = "";
  let seen = 0;
  let isOver = false;
  let announce = Promise.withResolvers<void>();
  const decoder = new TextDecoder();
  const announceNews = (): void => {
    announce.resolve();
    announce = Promise.withResolvers();
  };
  const child = Bun.spawn(["sh", "-c", `"$@"; ${after}`, "sh", ...binaryCommand, "setup", ...words], {
    env: { HOME: home.path, PATH: "/usr/bin:/bin", TERM: "xterm", ...environment },
    cwd: home.path,
    terminal: {
      cols: 120,
      rows: 40,
      data(_, bytes) {
        shown += decoder.decode(bytes, { stream: true });
        announceNews();
      },
    },
  });
  const ended = child.exited.finally(() => {
    isOver = true;
    announceNews();
  });
  return {
    shown: () => shown,
    ended,
    type: (keys) => void child.terminal?.write(keys),
    async until(text) {
      for (;;) {
        const at = shown.indexOf(text, seen);
        if (at !== -1) {
          seen = at + text.length;
          return;
        }
        if (isOver) throw new Error(`It ended without “${text}”:\n${shown}`);
        await announce.promise;
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill();
      await ended;
      child.terminal?.close();
    },
  };
}

describe.skipIf(process.platform === "win32")("on a terminal", () => {
  test("from nothing but a key to an entry that starts the server", async () => {
    await mkdir(home.at(".cursor"));
    await using person = openConversation();
    await person.until("1  Cursor\r\n");
    await person.until("2  Claude Code (not found here)");
    await person.until("Number [1]: ");
    person.type(`2${enter}`);
    await person.until("Where shall the credential be?");
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Address of the Alephant API [https://alephant.io]: ");
    person.type(`http://alephant.io${enter}`);
    await person.until("must use https://");
    await person.until("Address of the Alephant API [https://alephant.io]: ");
    person.type(`${double.url}${enter}`);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Virtual key (it stays hidden): ");
    person.type(`sk-of-another-service${enter}`);
    await person.until("this is neither");
    await person.until("Virtual key (it stays hidden): ");
    person.type(credentials.revokedVirtualKey + enter);
    await person.until("the API refuses the credential");
    await person.until("Address of the Alephant API [https://alephant.io]: ");
    person.type(`${double.url}${enter}`);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Virtual key (it stays hidden): ");
    // As pasted by a terminal that marks it, with a slip of the finger behind.
    person.type(`\u001b[200~${credentials.virtualKey}\u001b[201~x${backspace}${enter}`);
    await person.until('"ALEPHANT_VIRTUAL_KEY": "(hidden)"');
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Written.");
    await person.until("It works: the command starts");
    await person.until("accepts the credential");
    await person.until("Start Claude Code anew");
    expect(await person.ended).toBe(0);
    for (const secret of [credentials.virtualKey, credentials.patAdmin]) {
      expect(person.shown()).not.toContain(secret);
    }
    const text = await readFile(userFileOf("claude-code", home.path), "utf8");
    expect(readStart("claude-code", text, {})).toEqual({
      command: [...binaryCommand],
      environment: { ALEPHANT_API_BASE_URL: double.url, ALEPHANT_VIRTUAL_KEY: credentials.virtualKey },
    });
  });

  test("what the environment has is offered, and VS Code asks for the credential itself", async () => {
    await using person = openConversation(["--host", "vscode"], environmentFor("manager", double.url));
    await person.until("VS Code asks for it and stores it");
    await person.until("Number [2]: ");
    person.type(enter);
    await person.until(`Use ALEPHANT_PAT of this environment, at ${double.url}? [Y/n]: `);
    person.type(enter);
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("VS Code asks for the Alephant personal access token when it starts the server");
    expect(await person.ended).toBe(0);
    const text = await readFile(userFileOf("vscode", home.path), "utf8");
    expect(text + person.shown()).not.toContain(credentials.patAdmin);
    expect(readStart("vscode", text, environmentFor("manager", ""))).toMatchObject({
      environment: { ALEPHANT_PAT: credentials.patAdmin, ALEPHANT_WORKSPACE_ID: credentials.workspaceId },
    });
  });

  test("a token pasted at the key's question is taken as the token", async () => {
    await using person = openConversation(["--host", "cursor"]);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Address of the Alephant API");
    person.type(`${double.url}${enter}`);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Virtual key (it stays hidden): ");
    person.type(credentials.patAdmin + enter);
    await person.until("taken as one");
    await person.until("Id of the workspace: ");
    person.type(credentials.workspaceId + enter);
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Written.");
    expect(await person.ended).toBe(0);
    expect(person.shown()).not.toContain(credentials.patAdmin);
  });

  test("an address where nobody answers: written only when asked for", async () => {
    await using person = openConversation(
      ["--host", "cursor", "--reference"],
      environmentFor("vk", "http://127.0.0.1:1"),
    );
    await person.until("[Y/n]: ");
    person.type(enter);
    await person.until("the credential could not be tried");
    await person.until("Write it untested? [y/N]: ");
    person.type(enter);
    await person.until("Address of the Alephant API");
    person.type(controlC);
    expect(await person.ended).not.toBe(0);
    expect(await readdir(home.path)).toEqual([]);
  });

  test("the place that wins is changed, too, when asked for", async () => {
    const path = userFileOf("claude-code", home.path);
    const old = { command: "old", env: { ALEPHANT_VIRTUAL_KEY: "vk-old-key" } };
    await writeFile(path, JSON.stringify({ projects: { [home.path]: { mcpServers: { alephant: old } } } }));
    await using person = openConversation(["--host", "claude-code"], environmentFor("vk", double.url));
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("[Y/n]: ");
    person.type(enter);
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("a program, with ALEPHANT_VIRTUAL_KEY (values hidden)");
    await person.until("too? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    expect(await person.ended).toBe(0);
    expect(await readFile(path, "utf8")).not.toMatch(/vk-old-key|"old"/);
    expect(person.shown()).not.toContain("vk-old-key");
  });

  test("a key pasted with the end of a Windows line does not answer the next question", async () => {
    await using person = openConversation(["--host", "cursor"]);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("Address of the Alephant API");
    person.type(`${double.url}${enter}`);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("hidden): ");
    person.type(`${credentials.virtualKey}\r\n`);
    await person.until("Write this? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Written.");
    expect(await person.ended).toBe(0);
  });

  test.each([
    ["no", `${enter}`],
    ["Ctrl+C", controlC],
  ])("%s at the last question: nothing is written", async (_, keys) => {
    await using person = openConversation(
      ["--host", "gemini", "--reference"],
      environmentFor("vk", double.url),
    );
    await person.until("[Y/n]: ");
    person.type(enter);
    await person.until("Write this? [y/N]: ");
    person.type(keys);
    expect(await person.ended).not.toBe(0);
    expect(await readdir(home.path)).toEqual([]);
  });

  test("--remove asks which of those that there are, shows what goes, and takes it out", async () => {
    const entry = { command: "/opt/alephant-mcp", env: { ALEPHANT_VIRTUAL_KEY: credentials.virtualKey } };
    const text = JSON.stringify({ mcpServers: { alephant: entry } });
    for (const host of ["cursor", "gemini"] as const) {
      await placeFile(userFileOf(host, home.path), text);
    }
    await using person = openConversation(["--remove"]);
    await person.until("Which entry shall be taken out?");
    await person.until("1  Cursor: alephant, user, in ");
    await person.until("2  Gemini CLI: alephant, user, in ");
    await person.until("3  all of them");
    await person.until("Number [1]: ");
    person.type(`2${enter}`);
    await person.until("Take this out? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Taken out. What was there before: ");
    await person.until("Still there: Cursor, alephant in ");
    expect(await person.ended).toBe(0);
    expect(person.shown()).not.toContain(credentials.virtualKey);
    expect(await readFile(userFileOf("gemini", home.path), "utf8")).toBe('{"mcpServers":{}}');
    expect(await readFile(userFileOf("cursor", home.path), "utf8")).toBe(text);
  });

  test.each([
    ["no", `${enter}`],
    ["Ctrl+C", controlC],
  ])("--remove, and %s at the question: nothing is removed", async (_, keys) => {
    const text = '{ "mcpServers": { "alephant": { "command": "elephant" } } }';
    await placeFile(userFileOf("cursor", home.path), text);
    await using person = openConversation(["--remove", "--host", "cursor"]);
    await person.until("The entry alephant does not start this server, but elephant.");
    await person.until("Take this out? [y/N]: ");
    person.type(keys);
    expect(await person.ended).not.toBe(0);
    expect(await readFile(userFileOf("cursor", home.path), "utf8")).toBe(text);
    expect(await readdir(home.path)).toEqual([".cursor"]);
  });

  test("--remove of all, and no at the second question: what is to be done about the first is said", async () => {
    const text = '{ "mcpServers": { "alephant": { "command": "alephant-mcp" } } }';
    for (const host of ["cursor", "gemini"] as const) {
      await placeFile(userFileOf(host, home.path), text);
    }
    await using person = openConversation(["--remove"]);
    await person.until("Number [1]: ");
    person.type(`3${enter}`);
    await person.until("Take this out? [y/N]: ");
    person.type(`y${enter}`);
    await person.until("Gemini CLI: ");
    await person.until("Take this out? [y/N]: ");
    person.type(enter);
    await person.until("Cursor: quit it and start it again");
    await person.until("Still there: Gemini CLI, alephant in ");
    await person.until("Stopped. Nothing more was removed.");
    expect(await person.ended).not.toBe(0);
    expect(await readFile(userFileOf("gemini", home.path), "utf8")).toBe(text);
  });

  test("--remove where there is nothing", async () => {
    await using person = openConversation(["--remove"]);
    await person.until("there is nothing to remove");
    expect(await person.ended).toBe(0);
  });

  test("Ctrl+C in the middle of a credential gives the terminal back", async () => {
    await using person = openConversation(["--host", "zed"], {}, "code=$?; stty -a; exit $code");
    await person.until("Address of the Alephant API");
    person.type(enter);
    await person.until("Number [1]: ");
    person.type(enter);
    await person.until("hidden): ");
    person.type(`vk-half${controlC}`);
    await person.until("Nothing more was written.");
    await person.until(" echo ");
    expect(await person.ended).toBe(1);
    expect(person.shown()).not.toContain("vk-half");
    expect(await readdir(home.path)).toEqual([]);
  });
});
