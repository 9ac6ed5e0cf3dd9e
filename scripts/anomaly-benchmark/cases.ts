/** The synthetic cases, each with what is truly out of the ordinary in it. */
import type { UtcDay } from "../../src/domain/time.ts";
import type { Random } from "./random.ts";
import {
  changeDuring,
  changeSince,
  createSpender,
  type Recipe,
  type Shape,
  type Spender,
} from "./spenders.ts";

export interface Truth {
  readonly id: string;
  readonly direction: "rise" | "drop";
  /** First day of it, in days before today. */
  readonly onset: number;
  /** What a rise comes from. */
  readonly driver?: "volume" | "tokensPerRequest" | "unitPrice";
}

export interface Scenario {
  readonly spenders: readonly Spender[];
  readonly truths: readonly Truth[];
}

export interface CaseInput {
  readonly random: Random;
  readonly today: UtcDay;
  /** Complete days under test: 7 or 30. */
  readonly days: number;
}

export interface Case {
  readonly name: string;
  readonly make: (input: CaseInput) => Scenario;
}

const ordinarySpenders = 10;

/** USD a day of the spender to which something happens: enough to matter among the ordinary ones. */
const chooseHeavyLevel = (random: Random): number => random.between(8, 20);

function createOthers({ random, today }: CaseInput, change: Partial<Recipe> = {}): Spender[] {
  return Array.from({ length: ordinarySpenders }, (_, index) =>
    createSpender(random, `ordinary-${index}`, today, {
      level: Math.exp(random.between(0, 2.7)),
      noise: random.between(0.05, 0.25),
      ...change,
    }),
  );
}

/** One heavy spender with an event among ordinary ones. */
function placeAmongOthers(
  input: CaseInput,
  recipe: Partial<Recipe>,
  truths: readonly Truth[],
  rest?: Partial<Recipe>,
): Scenario {
  const { random, today } = input;
  const subject = createSpender(random, "subject", today, {
    level: chooseHeavyLevel(random),
    noise: random.between(0.05, 0.15),
    ...recipe,
  });
  return { spenders: [subject, ...createOthers(input, rest)], truths };
}

const chooseOnset = ({ random, days }: CaseInput): number =>
  days === 7 ? random.integer(3, 7) : random.integer(8, 30);

function createStep(input: CaseInput): { recipe: Partial<Recipe>; truth: Truth } {
  const onset = chooseOnset(input);
  const shape = changeSince(onset, 2);
  const kind = input.random.integer(0, 2);
  const truth = { id: "subject", direction: "rise", onset } as const;
  if (kind === 0) return { recipe: { volume: shape }, truth: { ...truth, driver: "volume" } };
  if (kind === 1) return { recipe: { price: shape }, truth: { ...truth, driver: "unitPrice" } };
  return { recipe: { tokensPerRequest: shape }, truth: { ...truth, driver: "tokensPerRequest" } };
}

const multiplyShapes =
  (...shapes: readonly Shape[]): Shape =>
  (day) =>
    shapes.reduce((product, shape) => product * shape(day), 1);

const growth: Shape = (daysAgo) => 1.02 ** -daysAgo;

export const cases: readonly Case[] = [
  {
    name: "weekday-seasonal, nothing happens",
    make: (input) => ({ spenders: createOthers(input), truths: [] }),
  },
  {
    name: "step to twice the cost",
    make: (input) => {
      const { recipe, truth } = createStep(input);
      return placeAmongOthers(input, recipe, [truth]);
    },
  },
  {
    name: "one-day spike",
    make: (input) => {
      const onset = input.random.integer(1, input.days);
      const factor = input.days === 7 ? input.random.between(5, 10) : input.random.between(10, 20);
      const truth: Truth = { id: "subject", direction: "rise", onset, driver: "volume" };
      return placeAmongOthers(input, { volume: changeDuring(onset, onset, factor) }, [truth]);
    },
  },
  {
    name: "tiny dollars, huge percent",
    make: (input) => {
      const level = input.random.between(0.005, 0.03);
      return placeAmongOthers(
        input,
        { level, volume: changeSince(input.days, input.random.between(3, 5)) },
        [],
      );
    },
  },
  {
    name: "spender stops",
    make: (input) => {
      const { random, days } = input;
      const onset = days === 7 ? random.integer(6, 10) : random.integer(22, 40);
      return placeAmongOthers(input, { volume: changeSince(onset, 0) }, [
        { id: "subject", direction: "drop", onset },
      ]);
    },
  },
  {
    name: "new spender",
    make: (input) => {
      const onset = chooseOnset(input);
      const truth: Truth = { id: "subject", direction: "rise", onset };
      return placeAmongOthers(input, { volume: (day) => (day <= onset ? 1 : 0) }, [truth]);
    },
  },
  {
    name: "no variation at all (MAD 0)",
    make: (input) => {
      // Every other one rises by a tenth only, which is nothing to report.
      const isEvent = input.random.next() < 0.5;
      const onset = input.days;
      const truth: Truth = { id: "subject", direction: "rise", onset, driver: "volume" };
      const volume = changeSince(onset, isEvent ? 1.8 : 1.1);
      return placeAmongOthers(input, { noise: 0, volume }, isEvent ? [truth] : [], { noise: 0 });
    },
  },
  {
    name: "outage inside the baseline",
    make: (input) => {
      const { random, days } = input;
      const length = random.integer(3, 7);
      const outage = changeDuring(days + length, days + 1, 0);
      const { recipe, truth } = createStep(input);
      const volume = multiplyShapes(recipe.volume ?? (() => 1), outage);
      return placeAmongOthers(input, { ...recipe, volume }, [truth], { volume: outage });
    },
  },
  {
    name: "today is not over, and odd",
    make: (input) => {
      const odd = changeDuring(0, 0, input.random.next() < 0.5 ? 0 : 8);
      return placeAmongOthers(input, { volume: odd }, [], { volume: odd });
    },
  },
  {
    name: "growth of 2 % a day",
    make: (input) => placeAmongOthers(input, { level: 40, volume: growth }, []),
  },
  {
    name: "moves that offset each other",
    make: (input) => {
      const { random, today, days } = input;
      const onset = days === 7 ? random.integer(5, 7) : random.integer(20, 30);
      const level = chooseHeavyLevel(random);
      const part = { level, noise: random.between(0.05, 0.1) };
      const up = createSpender(random, "up", today, { ...part, volume: changeSince(onset, 1.8) });
      const down = createSpender(random, "down", today, { ...part, volume: changeSince(onset, 0.2) });
      return {
        spenders: [up, down, ...createOthers(input)],
        truths: [
          { id: "up", direction: "rise", onset, driver: "volume" },
          { id: "down", direction: "drop", onset },
        ],
      };
    },
  },
  {
    name: "sparse, noisy spenders",
    make: (input) => {
      // On one day in four, and then by very different amounts.
      const factor = (random: Random) => (random.next() < 0.25 ? Math.exp(0.7 * random.normal()) * 3 : 0);
      return { spenders: createOthers(input, { factor }), truths: [] };
    },
  },
  {
    name: "heavy-tailed days",
    make: (input) => {
      const factor = (random: Random) => Math.exp(0.7 * random.normal() - 0.25);
      return { spenders: createOthers(input, { factor }), truths: [] };
    },
  },
  {
    name: "an earlier incident in the baseline",
    make: (input) => {
      const { days, random } = input;
      const first = days + random.integer(7, 21);
      const incident = changeDuring(first, first - 6, 3);
      // Every other time nothing happens but that the incident is over.
      if (random.next() < 0.5) return placeAmongOthers(input, { volume: incident }, []);
      const { recipe, truth } = createStep(input);
      return placeAmongOthers(
        input,
        { ...recipe, volume: multiplyShapes(recipe.volume ?? (() => 1), incident) },
        [truth],
      );
    },
  },
];
