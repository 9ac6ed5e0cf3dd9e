/** The words of the command line → a command, or what is wrong with them. */
import { findNearest } from "../domain/nearest.ts";
import { redactSecrets, toPlainText } from "../domain/text.ts";
import { hostNames } from "./setup/places.ts";

/** The command line cannot be used; the message says why. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

interface Option {
  /** What stands for its value in the help; without it the option is a switch. */
  readonly placeholder?: string;
  readonly help: string;
}

interface CommandForm {
  /** As the help has it. */
  readonly written: string;
  readonly help: string;
  readonly options: Readonly<Record<string, Option>>;
}

const json = { help: "as JSON, for programs" };

/** Each is understood with dashes and without. */
const commands = {
  setup: {
    written: "setup",
    help: "write the server's entry into an assistant's configuration",
    options: {
      host: { placeholder: "NAME", help: hostNames.join(", ") },
      scope: {
        placeholder: "SCOPE",
        help: "user (all your projects; preset), project (this folder) or local (Claude Code: you, here)",
      },
      print: { help: "print the entry, write nothing" },
      yes: { help: "ask nothing; the credential comes from the environment" },
      reference: { help: "let the file name the variable instead of holding the credential" },
      "credential-in-repository": { help: "write the credential even into a project or a repository" },
      list: { help: "list the entries that there are, and try their commands; changes nothing" },
      remove: { help: "take an entry out again; with --print it is only shown" },
      entry: { placeholder: "NAME", help: "with --remove: the entry of this name (preset: alephant)" },
      json: { help: "with --list: as JSON, for programs" },
    },
  },
  doctor: {
    written: "doctor",
    help: "check configuration, network, credential and API, and say what to do",
    options: { json },
  },
  audit: {
    written: "--audit",
    help: "print what the credential speaks for, its cost, budget and models",
    options: {
      json,
      "fail-over": {
        placeholder: "PERCENT",
        help: "exit code 4 when more of the budget is used or forecast",
      },
    },
  },
  export: {
    written: "export",
    help: "write cost and usage as rows, for spreadsheets and warehouses",
    options: {
      format: { placeholder: "FORMAT", help: "csv (preset), focus (CSV of the FOCUS specification) or json" },
      by: { placeholder: "WHAT", help: "a row a day (preset), model, agent, member or department" },
      from: {
        placeholder: "DAY",
        help: "first UTC day, such as 2026-10-03 (preset: the last 30 complete days)",
      },
      to: { placeholder: "DAY", help: "last UTC day (preset: yesterday)" },
      period: {
        placeholder: "PERIOD",
        help: "7d, 30d, 24h, billing_cycle, 2026-10 or 2026-10-03..2026-10-09",
      },
      output: { placeholder: "FILE", help: "to this file instead of standard output" },
      force: { help: "replace a file that is there" },
    },
  },
  report: {
    written: "report",
    help: "write one HTML page for people: cost, budget, what changed and why",
    options: {
      output: { placeholder: "FILE", help: "to this file (preset: alephant-report-DAY.html in this folder)" },
      period: { placeholder: "PERIOD", help: "7d, 30d (preset) or billing_cycle" },
      open: { help: "show it in the browser" },
      force: { help: "replace a file that is there" },
      json: { help: "print the data instead of writing a page" },
    },
  },
  help: { written: "--help", help: "print this", options: {} },
  version: { written: "--version", help: "print the version", options: {} },
} as const satisfies Readonly<Record<string, CommandForm>>;

export type CommandName = keyof typeof commands;

export interface Command {
  readonly name: CommandName;
  /** As given; a switch has the value true. */
  readonly options: ReadonlyMap<string, string | true>;
  /** The command that help is asked for. */
  readonly topic?: CommandName;
}

const shortForms: Readonly<Record<string, string>> = { h: "help", v: "version", V: "version" };

const isCommand = (word: string): word is CommandName => Object.hasOwn(commands, word);

/** @throws UsageError that names the nearest word there is */
export async function readCommand(words: readonly string[]): Promise<Command> {
  const said = await readWords(words);
  // The command may stand anywhere, and help and version win: `--json --audit` is `--audit --json`, `setup --help` asks
  // for help.
  const names = said.flatMap(({ name }) => (isCommand(name) ? [name] : []));
  const name = names.find((each) => each === "help" || each === "version") ?? names[0];
  if (name === undefined)
    throw new UsageError(tellUnknownWord(said[0]?.written ?? "", Object.keys(commands)));
  if (name === "help") {
    const topic = names.find((each) => each !== "help" && each !== "version");
    return { name, options: new Map(), ...(topic === undefined ? {} : { topic }) };
  }
  if (name === "version") return { name, options: new Map() };

  const form: CommandForm = commands[name];
  const options = new Map<string, string | true>();
  for (const word of said.filter((each) => each.name !== name)) {
    const option = word.written.startsWith("-") ? form.options[word.name] : undefined;
    if (option === undefined) throw new UsageError(tellUnknownWord(word.written, Object.keys(form.options)));
    if (option.placeholder === undefined && word.value !== undefined) {
      throw new UsageError(`${word.written} takes no value.`);
    }
    const isValueMissing = word.value === undefined || word.value.startsWith("-");
    if (option.placeholder !== undefined && isValueMissing) {
      throw new UsageError(`${word.written} needs a value: ${word.written} ${option.placeholder}.`);
    }
    if (options.has(word.name)) throw new UsageError(`${word.written} is given twice.`);
    options.set(word.name, word.value ?? true);
  }
  return { name, options };
}

interface Word {
  readonly name: string;
  /** With its dashes. */
  readonly written: string;
  readonly value: string | undefined;
}

async function readWords(words: readonly string[]): Promise<Word[]> {
  // A bundle hoists static imports, and the server would pay for this one at its start.
  const { parseArgs } = process.getBuiltinModule("node:util");
  const valued = Object.values<CommandForm>(commands)
    .flatMap(({ options }) => Object.entries(options))
    .flatMap(([name, { placeholder }]) =>
      placeholder === undefined ? [] : [[name, { type: "string" }] as const],
    );
  const { tokens } = parseArgs({
    args: [...words],
    options: Object.fromEntries(valued),
    strict: false,
    tokens: true,
  });
  const end = tokens.find(({ kind }) => kind === "option-terminator");
  if (end !== undefined && (tokens.length === 1 || end !== tokens.at(-1)))
    throw new UsageError("-- ends the options, and this program takes nothing behind them: leave -- out.");
  return tokens.flatMap((token) => {
    if (token.kind === "option-terminator") return [];
    if (token.kind === "positional") return { name: token.value, written: token.value, value: undefined };
    const { rawName: written, value } = token;
    return { name: shortForms[token.name] ?? token.name, written, value };
  });
}

function tellUnknownWord(written: string, candidates: readonly string[]): string {
  const isOption = written.startsWith("-");
  const meant = findNearest(written.replace(/^-+/, ""), candidates);
  const suggestion = meant === undefined ? "" : ` Did you mean ${isOption ? "--" : ""}${meant}?`;
  return `Unknown ${isOption ? "option" : "command"} ${writeWord(written, 80)}.${suggestion}`;
}

/** A word of the command line in a message. It may be a credential, by mistake, and hosts keep what is printed. */
export const writeWord = (word: string, length = 60): string => redactSecrets(toPlainText(word, length), []);

const setupHelp = `
Without --yes it asks. It shows what will change, keeps a copy of the file, and tries the credential before it
writes: address and credential come from ALEPHANT_API_BASE_URL and ALEPHANT_VIRTUAL_KEY, or ALEPHANT_PAT with
ALEPHANT_WORKSPACE_ID, or are asked for.
--list takes --host and --json; --remove takes --host, --scope, --entry, --print and --yes, and asks without --yes.
`;

function writeForms(forms: readonly CommandForm[]): string {
  const lines = forms.flatMap(({ written, help, options }) => [
    [written, help],
    ...Object.entries(options).map(([option, { placeholder, help: meaning }]) => [
      `    --${option}${placeholder === undefined ? "" : ` ${placeholder}`}`,
      meaning,
    ]),
  ]);
  const width = Math.max(...lines.map(([words = ""]) => words.length));
  return lines.map(([words = "", help]) => `  ${words.padEnd(width)}  ${help}`).join("\n");
}

/** The commands and their options, a line each. */
export function writeHelp(topic?: CommandName): string {
  if (topic !== undefined) {
    const { written, help } = commands[topic];
    const more = topic === "setup" ? setupHelp : "";
    return `alephant-mcp ${written}: ${help}.\n\n${writeForms([commands[topic]])}\n${more}`;
  }
  const table = writeForms(Object.values<CommandForm>(commands));
  return `alephant-mcp: MCP server that answers an AI assistant's questions about AI cost, usage and budgets in Alephant.

Without a command it serves MCP on standard input and output; an assistant (Claude Code, Cursor, …) starts it so.

${table}

Environment: ALEPHANT_API_BASE_URL (https://alephant.io), and ALEPHANT_VIRTUAL_KEY for one key
or ALEPHANT_PAT with ALEPHANT_WORKSPACE_ID for a workspace.
Exit codes: 0 fine, 1 configuration, 2 refused by the API, 3 unreachable or unknown, 4 over --fail-over.
`;
}
