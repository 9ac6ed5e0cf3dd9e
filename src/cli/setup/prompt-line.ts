/** Questions on a terminal, also those whose answer nobody should see. */

const { isatty } = process.getBuiltinModule("node:tty");

/** The person has stopped: with Ctrl+C, at the end of input, or by refusing what was shown. */
export class Cancelled extends Error {
  override readonly name = "Cancelled";
}

export interface Prompt {
  /** An empty answer means the preset. @throws Cancelled */
  askLine(question: string, preset?: string): Promise<string>;
  /** Without echo. @throws Cancelled */
  askHidden(question: string): Promise<string>;
  say(text: string): void;
  close(): void;
}

const controlC = "\u0003";
const controlD = "\u0004";

export const canAsk = (): boolean => isatty(0) && isatty(1);

export function openPrompt(print: (text: string) => void): Prompt {
  const { stdin } = process;
  const input = openTypedInput();
  return {
    say: (text) => print(`${text}\n`),
    async askLine(question, preset) {
      print(`${question}${preset === undefined ? "" : ` [${preset}]`}: `);
      const { text } = await input.readUntil(["\n"]);
      const answer = text.trim();
      return answer === "" ? (preset ?? "") : answer;
    },
    async askHidden(question) {
      // First: what is typed or pasted from now on must not be seen.
      stdin.setRawMode(true);
      try {
        print(`${question} (it stays hidden): `);
        const { text, end } = await input.readUntil(["\r", "\n", controlC, controlD]);
        if (end === controlC || end === controlD) throw new Cancelled();
        // Pasted with the end of a Windows line, which is no answer to the next question.
        if (end === "\r") input.skip("\n");
        return applyDeletions(text);
      } finally {
        stdin.setRawMode(false);
        print("\n");
      }
    },
    close: input.close,
  };
}

interface TypedInput {
  /** What was typed up to the first of these characters, and which it was. @throws Cancelled at the end of input */
  readUntil(ends: readonly string[]): Promise<{ readonly text: string; readonly end: string }>;
  /** Drops this character, if it is the next one and has come already. */
  skip(character: string): void;
  close(): void;
}

/** Keeps what is typed until it is asked for: an answer may be pasted together with the next ones. */
function openTypedInput(): TypedInput {
  const { stdin } = process;
  let typed = "";
  let isOver = false;
  let wake = (): void => undefined;
  const onData = (chunk: string): void => {
    typed += chunk;
    wake();
  };
  const onEnd = (): void => {
    isOver = true;
    wake();
  };
  stdin.setEncoding("utf8");
  stdin.on("data", onData);
  stdin.on("end", onEnd);
  return {
    async readUntil(ends) {
      for (;;) {
        const end = [...typed].find((each) => ends.includes(each));
        if (end !== undefined) {
          const text = typed.slice(0, typed.indexOf(end));
          typed = typed.slice(text.length + 1);
          return { text, end };
        }
        if (isOver) throw new Cancelled();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    skip(character) {
      if (typed.startsWith(character)) typed = typed.slice(character.length);
    },
    close() {
      stdin.off("data", onData);
      stdin.off("end", onEnd);
      stdin.pause();
      stdin.unref();
    },
  };
}

// Arrow keys, and what a terminal puts around pasted text.
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this looks for
const escapeSequence = /\u001b(?:\[[0-9;]*[A-Za-z~]|O[A-Za-z])/g;

/** In raw mode a terminal hands on every key: those that delete are carried out here. */
function applyDeletions(typed: string): string {
  const characters: string[] = [];
  for (const key of typed.replace(escapeSequence, "")) {
    if (key === "\u007f" || key === "\b") characters.pop();
    // Ctrl+U empties the line.
    else if (key === "\u0015") characters.length = 0;
    else characters.push(key);
  }
  return characters.join("").trim();
}

export async function askAgreement(prompt: Prompt, question: string, preset: boolean): Promise<boolean> {
  const answer = await prompt.askLine(`${question} ${preset ? "[Y/n]" : "[y/N]"}`);
  return answer === "" ? preset : /^y(?:es)?$/i.test(answer);
}

/** @returns the index of what was chosen */
export async function askChoice(prompt: Prompt, options: readonly string[], preset: number): Promise<number> {
  for (const [index, option] of options.entries()) prompt.say(`  ${index + 1}  ${option}`);
  for (;;) {
    const answer = await prompt.askLine("Number", String(preset + 1));
    const index = /^\d+$/.test(answer) ? Number(answer) - 1 : -1;
    if (options[index] !== undefined) return index;
    prompt.say(`A number from 1 to ${options.length}, please.`);
  }
}
