// What stands in for zod in the builds, held against zod itself on every schema of the SDK.
import { beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import * as sdk from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import { createLeanPlugin } from "../../scripts/build/lean-plugin.ts";
import { useSharedFolder } from "../support/folder.ts";
import { forSeeds, type Random } from "../support/random.ts";

const runs = 300;

const folder = await useSharedFolder();
let standIns: Record<string, unknown>;

beforeAll(async () => {
  await Bun.build({
    entrypoints: [Bun.resolveSync("@modelcontextprotocol/sdk/types.js", import.meta.dir)],
    target: "bun",
    plugins: [createLeanPlugin({ page: "", isCompiled: false }).plugin],
    outdir: folder,
    naming: "types.mjs",
  });
  standIns = await import(join(folder, "types.mjs"));
});

const schemas = Object.entries(sdk).flatMap(([name, value]) =>
  isSchema(value) ? [{ name, schema: value }] : [],
);

test("the SDK has schemas", () => {
  expect(schemas.length).toBeGreaterThan(100);
});

test.each(schemas)("$name accepts, refuses and words the same", ({ name, schema }) => {
  const standIn = standIns[name];
  if (!isSchema(standIn)) throw new Error(`${name} is no schema in the build.`);
  const verdicts = new Set<string>();
  forSeeds(runs, (random, seed) => {
    // Half of the values are without mistakes, as large ones would otherwise hardly ever be.
    const value = sampleOf(schema, random, seed % 2 === 0 ? 0 : 0.1);
    const expected = outcomeOf(schema, value);
    verdicts.add("issues" in expected ? "refused" : "accepted");
    expect({ value, ...outcomeOf(standIn, value) }).toStrictEqual({ value, ...expected });
  });
  expect([...verdicts].sort()).toEqual(["accepted", "refused"]);
});

interface Schema {
  readonly _zod: { readonly def: object };
  safeParse(value: unknown): unknown;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === "object" && value !== null && "_zod" in value && "safeParse" in value;
}

/** What somebody sees of a verdict: the value as it comes out, or code, place and words of every issue. */
function outcomeOf(schema: Schema, value: unknown): object {
  const result = v.parse(Verdict, schema.safeParse(value));
  return result.success ? { data: result.data } : { issues: result.error.issues };
}

const Issue = v.object({
  code: v.string(),
  path: v.array(v.union([v.string(), v.number()])),
  message: v.string(),
});
const Verdict = v.variant("success", [
  v.object({ success: v.literal(true), data: v.unknown() }),
  v.object({
    success: v.literal(false),
    error: v.pipe(
      v.instance(Error),
      v.check(({ name }) => name === "ZodError"),
      v.transform(({ message }) => ({ issues: v.parse(v.array(Issue), JSON.parse(message)) })),
    ),
  }),
]);

const strings = [
  "",
  "text",
  "https://example.com/a b",
  " https://example.com\n",
  "file:///etc",
  "aGVsbG8=",
  "%",
  "2026-11-22T09:30:00Z",
  "2026-11-22T09:30:00.125+01:00",
  "2026-02-30T09:30:00Z",
  "2024-02-29T23:59:60Z",
];
const numbers = [0, 1, -1, 0.5, 101, 2 ** 53, -(2 ** 60), 1e300];
/** As parsed JSON may be. */
const mistakes = [
  "text",
  7,
  1.5,
  true,
  null,
  [],
  [1],
  {},
  { type: "text" },
  JSON.parse('{"__proto__":{"a":1}}'),
];

/** A value that fits the schema, as far as its kind goes, but for mistakes. */
function sampleOf(schema: unknown, random: Random, mistakeRate: number): unknown {
  const pick = <T>(values: readonly T[]): T | undefined => values[random.integer(0, values.length - 1)];
  if (random.next() < mistakeRate) return pick(mistakes);
  const sample = (part: unknown): unknown => sampleOf(part, random, mistakeRate);
  const def = isSchema(schema) ? schema._zod.def : {};
  const partOf = (name: string): unknown => Reflect.get(def, name);
  const partsOf = (name: string): unknown[] => Object.values(v.parse(v.looseObject({}), partOf(name)));
  switch (partOf("type")) {
    case "string":
      return pick(strings);
    case "number":
      return pick(numbers);
    case "boolean":
      return random.next() < 0.5;
    case "null":
      return null;
    case "unknown":
      return pick(mistakes);
    case "custom":
      return pick([{}, [], { a: 1 }]);
    case "literal":
      return pick(v.parse(v.array(v.unknown()), partOf("values")));
    case "enum":
      return pick(partsOf("entries"));
    case "optional":
    case "default":
      return random.next() < 0.3 ? undefined : sample(partOf("innerType"));
    case "array":
      return Array.from({ length: random.integer(0, 2) }, () => sample(partOf("element")));
    case "record":
      return random.next() < 0.3 ? {} : { a: sample(partOf("valueType")), b: sample(partOf("valueType")) };
    case "union":
      return sample(pick(v.parse(v.array(v.unknown()), partOf("options"))));
    case "intersection":
      return sample(partOf("left"));
    case "pipe":
      return random.next() < 0.2 ? pick([null, undefined, {}]) : sample(partOf("out"));
    case "object": {
      const members = Object.entries(v.parse(v.looseObject({}), partOf("shape")));
      const value = members.flatMap(([name, member]) => {
        const isLeftOut = random.next() < mistakeRate;
        const content = sample(member);
        return isLeftOut || (content === undefined && random.next() < 0.8) ? [] : [[name, content] as const];
      });
      const others = random.next() < mistakeRate + 0.1 ? [["other", pick(mistakes)] as const] : [];
      return Object.fromEntries([...value, ...others]);
    }
    default:
      throw new Error(`No sample for ${String(partOf("type"))}.`);
  }
}
