/**
 * What the MCP SDK needs of zod, and no more. In the builds it takes zod's place (see lean-plugin.ts), because zod is
 * a quarter of the code and almost half of the start-up. It accepts, refuses, strips and words as zod 4 does;
 * test/build/zod-stand-in.test.ts holds it against zod on every schema of the SDK. What the SDK uses beyond this
 * fails when the program is loaded.
 */

export interface Issue {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** A value can have issues and still be whole enough to be checked further, or to be a union's only candidate. */
interface Finding {
  readonly issue: Issue;
  readonly isFinal: boolean;
}

interface Outcome {
  readonly value: unknown;
  readonly findings: readonly Finding[];
}

type Check = (value: unknown) => Outcome;
type Shape = Readonly<Record<string, Schema>>;

interface Definition {
  readonly shape?: Shape;
  /** The values of a literal or an enum. */
  readonly values?: readonly unknown[];
  /** The schema of members that an object's shape does not name; without it they are left out. */
  readonly rest?: Schema | "refused";
  /** What becomes of a member that is not there. */
  readonly absent?: "left out" | "defaulted";
  readonly isOptional?: boolean;
}

const nothingFound: readonly Finding[] = [];
const accept = (value: unknown): Outcome => ({ value, findings: nothingFound });

const createFinding = (code: string, message: string, isFinal = true): Finding => ({
  issue: { code, path: [], message },
  isFinal,
});

const refuse = (value: unknown, ...findings: readonly Finding[]): Outcome => ({ value, findings });

const refuseType = (expected: string, value: unknown): Outcome =>
  refuse(
    value,
    createFinding("invalid_type", `Invalid input: expected ${expected}, received ${nameType(value)}`),
  );

function nameType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : typeof value;
}

const prefixPaths = (name: string | number, findings: readonly Finding[]): Finding[] =>
  findings.map(({ issue, isFinal }) => ({ issue: { ...issue, path: [name, ...issue.path] }, isFinal }));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const quoteValues = (values: readonly unknown[], separator: string): string =>
  values.map((value) => (typeof value === "string" ? `"${value}"` : String(value))).join(separator);

class IssuesError extends Error {
  override readonly name = "ZodError";
  readonly issues: readonly Issue[];
  constructor(findings: readonly Finding[]) {
    const issues = findings.map(({ issue }) => issue);
    super(JSON.stringify(issues, null, 2));
    this.issues = issues;
  }
}

export type SafeResult =
  | { readonly success: true; readonly data: unknown }
  | { readonly success: false; readonly error: IssuesError };

class Schema {
  /** Where the SDK looks for the method that a request schema is for. */
  readonly _zod: { readonly def: Definition };
  readonly check: Check;

  constructor(check: Check, def: Definition = {}) {
    this.check = check;
    this._zod = { def };
  }

  get shape(): Shape {
    const { shape } = this._zod.def;
    if (shape === undefined) throw new Error("Only an object has a shape.");
    return shape;
  }

  /** The values of an enum, by name. */
  get options(): readonly unknown[] | undefined {
    return this._zod.def.values;
  }

  safeParse(input: unknown): SafeResult {
    const { value, findings } = this.check(input);
    return findings.length === 0
      ? { success: true, data: value }
      : { success: false, error: new IssuesError(findings) };
  }

  parse(input: unknown): unknown {
    const result = this.safeParse(input);
    if (!result.success) throw result.error;
    return result.data;
  }

  optional(): Schema {
    const { absent = "left out", values } = this._zod.def;
    const isDefaulted = absent === "defaulted";
    return new Schema((input) => (input === undefined && !isDefaulted ? accept(input) : this.check(input)), {
      ...(values === undefined ? {} : { values: [...values, undefined] }),
      absent,
      isOptional: true,
    });
  }

  default(value: unknown): Schema {
    const acceptCopy = () => accept(Array.isArray(value) ? [...value] : value);
    return new Schema((input) => (input === undefined ? acceptCopy() : this.check(input)), {
      absent: "defaulted",
    });
  }

  or(other: Schema): Schema {
    return union([this, other]);
  }

  describe(): Schema {
    return this;
  }

  extend(added: Shape): Schema {
    return createObjectSchema({ ...this.shape, ...added }, this._zod.def.rest);
  }

  merge(other: Schema): Schema {
    return createObjectSchema({ ...this.shape, ...other.shape }, other._zod.def.rest);
  }

  strict(): Schema {
    return createObjectSchema(this.shape, "refused");
  }

  loose(): Schema {
    return createObjectSchema(this.shape, anything);
  }

  catchall(rest: Schema): Schema {
    return createObjectSchema(this.shape, rest);
  }

  refine(isGood: (value: string) => boolean, { message }: { readonly message: string }): Schema {
    return this.#strings((value) => (isGood(value) ? undefined : createFinding("custom", message, false)));
  }

  startsWith(prefix: string): Schema {
    const wrong = createFinding("invalid_format", `Invalid string: must start with "${prefix}"`, false);
    return this.#strings((value) => (value.startsWith(prefix) ? undefined : wrong));
  }

  url(): Schema {
    const wrong = createFinding("invalid_format", "Invalid URL", false);
    return this.#strings((value) => (URL.canParse(value.trim()) ? undefined : wrong)).#then((value) =>
      accept(typeof value === "string" ? value.trim().replaceAll(/[\t\n\r]/g, "") : value),
    );
  }

  int(): Schema {
    const { MIN_SAFE_INTEGER: least, MAX_SAFE_INTEGER: most } = Number;
    return this.#numbers((value) => {
      if (!Number.isInteger(value))
        return createFinding("invalid_type", "Invalid input: expected int, received number");
      return value < least
        ? createTooSmall("int", least)
        : value > most
          ? createTooBig("int to be", most)
          : undefined;
    });
  }

  min(least: number): Schema {
    return this.#numbers((value) => (value < least ? createTooSmall("number", least) : undefined));
  }

  nonnegative(): Schema {
    return this.min(0);
  }

  /** The largest number, or the most items of an array. */
  max(most: number): Schema {
    return this.#then((value) => {
      if (typeof value === "number" && value > most) return refuse(value, createTooBig("number to be", most));
      if (Array.isArray(value) && value.length > most)
        return refuse(value, createTooBig("array to have", most, " items"));
      return accept(value);
    });
  }

  #strings(found: (value: string) => Finding | undefined): Schema {
    return this.#then((value) => {
      const problem = typeof value === "string" ? found(value) : undefined;
      return problem === undefined ? accept(value) : refuse(value, problem);
    });
  }

  #numbers(found: (value: number) => Finding | undefined): Schema {
    return this.#then((value) => {
      const problem = typeof value === "number" ? found(value) : undefined;
      return problem === undefined ? accept(value) : refuse(value, problem);
    });
  }

  #then(next: Check): Schema {
    return new Schema((input) => {
      const first = this.check(input);
      if (first.findings.some(({ isFinal }) => isFinal)) return first;
      const second = next(first.value);
      return { value: second.value, findings: [...first.findings, ...second.findings] };
    }, this._zod.def);
  }
}

const createTooSmall = (what: string, least: number): Finding =>
  createFinding("too_small", `Too small: expected ${what} to be >=${least}`, false);
const createTooBig = (what: string, most: number, unit = ""): Finding =>
  createFinding("too_big", `Too big: expected ${what} <=${most}${unit}`, false);

function createTypeSchema(expected: string, isRight: (value: unknown) => boolean): () => Schema {
  const schema = new Schema((value) => (isRight(value) ? accept(value) : refuseType(expected, value)));
  return () => schema;
}

const anything = new Schema(accept);
export const unknown = (): Schema => anything;
export const string = createTypeSchema("string", (value) => typeof value === "string");
export const number = createTypeSchema("number", (value) => Number.isFinite(value));
export const boolean = createTypeSchema("boolean", (value) => typeof value === "boolean");
const nullSchema = createTypeSchema("null", (value) => value === null);

export { enumeration as enum, nullSchema as null };

export const optional = (schema: Schema): Schema => schema.optional();

export const custom = (isGood: (value: unknown) => boolean): Schema =>
  new Schema((value) =>
    isGood(value) ? accept(value) : refuse(value, createFinding("custom", "Invalid input", false)),
  );

export const literal = (value: unknown): Schema =>
  createValuesSchema([value], `Invalid input: expected ${quoteValues([value], "")}`);

const enumeration = (values: readonly string[]): Schema =>
  createValuesSchema(values, `Invalid option: expected one of ${quoteValues(values, "|")}`);

const createValuesSchema = (values: readonly unknown[], message: string): Schema =>
  new Schema(
    (value) =>
      values.includes(value) ? accept(value) : refuse(value, createFinding("invalid_value", message)),
    { values },
  );

export const object = (shape: Shape): Schema => createObjectSchema(shape, undefined);
export const looseObject = (shape: Shape): Schema => createObjectSchema(shape, anything);

function createObjectSchema(shape: Shape, rest: Schema | "refused" | undefined): Schema {
  const check = (input: unknown): Outcome => {
    if (!isObject(input)) return refuseType("object", input);
    const value: Record<string, unknown> = {};
    const findings: Finding[] = [];
    const defineMember = (name: string, schema: Schema): void => {
      const { absent, isOptional = false } = schema._zod.def;
      const isPresent = name in input;
      if (!isPresent && isOptional && absent === "left out") return;
      const found = schema.check(input[name]);
      if (!isPresent && absent === undefined && found.findings.length === 0) {
        findings.push(...prefixPaths(name, refuseType("nonoptional", undefined).findings));
        return;
      }
      findings.push(...prefixPaths(name, found.findings));
      if (found.value !== undefined || isPresent) value[name] = found.value;
    };
    for (const name in shape) {
      const schema = shape[name];
      if (schema !== undefined) defineMember(name, schema);
    }
    if (rest !== undefined) {
      const others = Object.keys(input).filter((name) => !Object.hasOwn(shape, name));
      if (rest !== "refused") {
        for (const name of others) if (name !== "__proto__") defineMember(name, rest);
      } else if (others.length > 0) {
        const message = `Unrecognized key${others.length > 1 ? "s" : ""}: ${quoteValues(others, ", ")}`;
        findings.push(createFinding("unrecognized_keys", message, false));
      }
    }
    return { value, findings };
  };
  return new Schema(check, rest === undefined ? { shape } : { shape, rest });
}

export function record(keys: Schema, values: Schema): Schema {
  if (keys !== string()) throw new Error("Only text is a key here.");
  return new Schema((input) => {
    if (!isObject(input)) return refuseType("record", input);
    const value: Record<string, unknown> = {};
    const findings: Finding[] = [];
    for (const name of Object.keys(input)) {
      if (name === "__proto__") continue;
      const found = values.check(input[name]);
      findings.push(...prefixPaths(name, found.findings));
      value[name] = found.value;
    }
    return { value, findings };
  });
}

export const array = (items: Schema): Schema =>
  new Schema((input) => {
    if (!Array.isArray(input)) return refuseType("array", input);
    const found = input.map((item) => items.check(item));
    return {
      value: found.map(({ value }) => value),
      findings: found.flatMap(({ findings }, index) => prefixPaths(index, findings)),
    };
  });

export const union = (options: readonly Schema[]): Schema =>
  new Schema((input) => {
    const outcomes: Outcome[] = [];
    for (const option of options) {
      const outcome = option.check(input);
      if (outcome.findings.length === 0) return outcome;
      outcomes.push(outcome);
    }
    const [candidate, ...others] = outcomes.filter(
      ({ findings }) => !findings.some(({ isFinal }) => isFinal),
    );
    if (candidate !== undefined && others.length === 0) return candidate;
    return refuse(input, createFinding("invalid_union", "Invalid input"));
  });

export function discriminatedUnion(name: string, options: readonly Schema[]): Schema {
  const byValue = new Map(
    options.flatMap((option) =>
      (option.shape[name]?._zod.def.values ?? []).map((value) => [value, option] as const),
    ),
  );
  const expected = [...byValue.keys()].map((value) => `'${String(value)}'`).join(" | ");
  const wrong = createFinding("invalid_union", `Invalid discriminator value. Expected ${expected}`);
  return new Schema((input) => {
    if (!isObject(input)) return refuseType("object", input);
    return byValue.get(input[name])?.check(input) ?? refuse(input, ...prefixPaths(name, [wrong]));
  });
}

export const intersection = (left: Schema, right: Schema): Schema =>
  new Schema((input) => {
    const [one, other] = [left.check(input), right.check(input)];
    return { value: mergeValues(one.value, other.value), findings: [...one.findings, ...other.findings] };
  });

/** One input, seen twice: what both have is the same, but for members that the one side stripped. */
function mergeValues(one: unknown, other: unknown): unknown {
  if (one === other || !isObject(one) || !isObject(other)) return one;
  const both = { ...one, ...other };
  return Object.fromEntries(
    Object.keys(both).flatMap((name) => {
      if (name === "__proto__") return [];
      const isShared = Object.hasOwn(one, name) && Object.hasOwn(other, name);
      return [[name, isShared ? mergeValues(one[name], other[name]) : both[name]] as const];
    }),
  );
}

export const preprocess = (change: (value: unknown) => unknown, schema: Schema): Schema =>
  new Schema((input) => schema.check(change(input)), {
    absent: "left out",
    isOptional: schema._zod.def.isOptional ?? false,
  });

const dateTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

export const iso = {
  datetime: (): Schema =>
    new Schema((value) => {
      if (typeof value !== "string") return refuseType("string", value);
      const day = value.slice(0, 10);
      const isDay = dateTime.test(value) && new Date(day).toJSON()?.startsWith(day);
      return isDay
        ? accept(value)
        : refuse(value, createFinding("invalid_format", "Invalid ISO datetime", false));
    }),
};

/** The function of that name in zod/v4-mini. */
export const safeParse = (schema: Schema, input: unknown): SafeResult => schema.safeParse(input);

/** Stands in for functions that only parts of the SDK call which are not in the builds. */
const refuseCall = (): never => {
  throw new Error("This part of zod is not in this build.");
};

export { refuseCall as safeParseAsync, refuseCall as toJSONSchema, refuseCall as zodToJsonSchema };
