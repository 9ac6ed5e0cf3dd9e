/** The options of the command line → what is to be exported, or why it cannot be, before any request. */
import { InputError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { Period, resolvePeriod } from "../../domain/periods.ts";
import { addDays, dayOf, isDay, type UtcDay } from "../../domain/time.ts";
import { type Command, UsageError, writeWord } from "../command-line.ts";

const formats = ["csv", "focus", "json"] as const;
export type Format = (typeof formats)[number];

const rowKinds = ["day", "model", "agent", "member", "department"] as const;
/** What a row stands for. */
export type RowKind = (typeof rowKinds)[number];

export interface ExportPlan {
  readonly format: Format;
  readonly by: RowKind;
  /** As the tools understand it: a name, a month, or `FIRST..LAST`. */
  readonly period: string;
  /** null: standard output. */
  readonly output: string | null;
  /** An existing file may be replaced. */
  readonly isForced: boolean;
}

/** The cockpit, the part of the API that a virtual key reads, reaches back 30 days, of which today is the last. */
const cockpitDays = 30;

/** @throws UsageError, InputError */
export function readPlan(options: Command["options"], mode: Mode, now: Date): ExportPlan {
  const plan = {
    format: chooseOption(options, "format", formats, "csv"),
    by: chooseOption(options, "by", rowKinds, "day"),
    period: readPeriod(options, dayOf(now)),
    output: readOutput(options),
    isForced: options.has("force"),
  };
  const { window } = resolvePeriod(plan.period, now);
  if (mode === "vk") refuseBeyondCockpit(plan, window?.start ?? now, now);
  return plan;
}

function readOutput(options: Command["options"]): string | null {
  const path = readText(options, "output");
  if (path?.trim() === "") throw new UsageError("--output needs the name of a file.");
  return path ?? null;
}

const readText = (options: Command["options"], name: string): string | undefined => {
  const value = options.get(name);
  return typeof value === "string" ? value : undefined;
};

function chooseOption<const T extends string>(
  options: Command["options"],
  name: string,
  choices: readonly T[],
  preset: T,
): T {
  const text = readText(options, name);
  if (text === undefined) return preset;
  const choice = choices.find((each) => each === text.trim().toLowerCase());
  if (choice !== undefined) return choice;
  throw new UsageError(`--${name} is one of ${choices.join(", ")}, not ${writeWord(text)}.`);
}

/** The days in the words of the tools, whose code then judges them. */
function readPeriod(options: Command["options"], today: UtcDay): string {
  const [period, from, to] = [
    readText(options, "period"),
    readText(options, "from"),
    readText(options, "to"),
  ];
  if (from === undefined && to === undefined) return (period ?? "30d").trim().toLowerCase();
  if (period !== undefined) throw new UsageError("--period and --from with --to say the same thing twice.");
  if (from === undefined) throw new UsageError("--to needs --from, the first day.");
  const first = readDay("from", from);
  if (to === undefined && first >= today) {
    throw new UsageError(
      `--from ${first} has no complete day yet: without --to, rows reach to yesterday, ${addDays(today, -1)}.`,
    );
  }
  return `${first}..${to === undefined ? addDays(today, -1) : readDay("to", to)}`;
}

function readDay(name: string, text: string): UtcDay {
  const day = text.trim();
  if (isDay(day)) return day;
  throw new UsageError(`--${name} is a UTC day such as 2026-10-03, not ${writeWord(text)}.`);
}

const isCockpitPeriod = (period: string): boolean => Period.options.some((each) => each === period);

const tokenNeeded =
  "That needs a personal access token (ALEPHANT_PAT and ALEPHANT_WORKSPACE_ID). No request was sent.";

function refuseBeyondCockpit({ by, period, format }: ExportPlan, start: Date, now: Date): void {
  if (by !== "day" && by !== "model") {
    throw new InputError(
      `With a virtual key there are rows by day and by model only, for its API knows no ${by} but its own. ${tokenNeeded}`,
    );
  }
  if (period === "24h" && (by === "day" || format === "focus")) {
    throw new InputError(
      "With a virtual key 24h is the last 24 hours: parts of two days, which rows by day and FOCUS cannot show. Ask for --period 7d, or for --by model as csv or json. No request was sent.",
    );
  }
  if (isCockpitPeriod(period)) return;
  if (by === "model") {
    throw new InputError(
      `With a virtual key rows by model are those of --period ${Period.options.join(", ")}: its API offers no other days. ${tokenNeeded}`,
    );
  }
  const first = addDays(dayOf(now), 1 - cockpitDays);
  if (dayOf(start) < first) {
    throw new InputError(
      `With a virtual key days reach back to ${first}: its API offers the last ${cockpitDays}, and today is one of them. ${tokenNeeded}`,
    );
  }
}
