/** Objects as the API writes them: their members in any spelling, and members that cannot be read. */
import * as v from "valibot";
import { isJsonObject, normalizeMemberName, writeMemberNames } from "./json-object.ts";
import { isPlaceholder } from "./placeholders.ts";

/** No object of the API comes near this; normalising the names of millions would block the process for seconds. */
const maxMembers = 10_000;

/**
 * An object whose members may be spelled in camelCase, snake_case or kebab-case, or come under another name that the
 * API has been seen to use (`aliases`, in order of preference). Members that are absent, or hold a placeholder for
 * nothing, are null. An object with none of the wanted members is refused: it is some other answer, not an empty one.
 */
export function fields<const E extends v.ObjectEntries>(
  entries: E,
  aliases: { readonly [K in keyof E]?: readonly string[] } = {},
) {
  const namesOf = new Map(
    Object.keys(entries).map(
      (name) => [name, [name, ...(aliases[name] ?? [])].map(normalizeMemberName)] as const,
    ),
  );
  return v.pipe(
    v.unknown(),
    v.rawTransform(({ dataset: { value }, addIssue, NEVER }): Record<string, unknown> => {
      if (!isJsonObject(value)) {
        const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `a ${typeof value}`;
        addIssue({ message: `expected an object, not ${kind}` });
        return NEVER;
      }
      const members = Object.keys(value);
      if (members.length > maxMembers) {
        addIssue({ message: `an object of ${members.length} members` });
        return NEVER;
      }
      const received = new Map(members.map((name) => [normalizeMemberName(name), value[name]]));
      const wanted: Record<string, unknown> = {};
      let found = false;
      for (const [name, names] of namesOf) {
        const present = names.filter((candidate) => received.has(candidate));
        found ||= present.length > 0;
        const filled = present.find((candidate) => !isPlaceholder(received.get(candidate)));
        if (filled !== undefined) wanted[name] = received.get(filled);
      }
      if (found) return dropUnreadable(entries, wanted, addIssue) ?? NEVER;
      addIssue({
        message: `none of the expected members (${Object.keys(entries).slice(0, 4).join(", ")} …), only ${writeMemberNames(value)}`,
      });
      return NEVER;
    }),
    v.object(entries),
  );
}

/** While an answer is read leniently, the names of members that could not be read; otherwise undefined. */
let unreadable: Set<string> | undefined;

/**
 * Runs `read`, and counts optional members that have an unexpected form as absent, instead of refusing their object.
 * Returns the names of those members beside the result. `read` is synchronous, so that no two readings can mix.
 */
export function readLeniently<T>(read: () => T): {
  readonly result: T;
  readonly unreadable: readonly string[];
} {
  const names = new Set<string>();
  unreadable = names;
  try {
    return { result: read(), unreadable: [...names] };
  } finally {
    unreadable = undefined;
  }
}

/** Members that describe the figures, and are no figures themselves. */
const descriptions: ReadonlySet<string> = new Set(["period", "degraded", "dataSource", "message"]);

/** undefined, with an issue, when more figures are unreadable than readable: such an answer is some other one. */
function dropUnreadable(
  entries: v.ObjectEntries,
  members: Record<string, unknown>,
  addIssue: (issue: { message: string }) => void,
): Record<string, unknown> | undefined {
  if (unreadable === undefined) return members;
  const readable: Record<string, unknown> = {};
  const issues: string[] = [];
  for (const [name, value] of Object.entries(members)) {
    const schema = entries[name];
    const checked = schema?.type === "nullish" ? v.safeParse(schema, value, { abortEarly: true }) : undefined;
    if (checked === undefined || checked.success) readable[name] = value;
    else {
      unreadable.add(name);
      issues.push(`${name}: ${checked.issues[0].message}`);
    }
  }
  const [first] = issues;
  const readableFigures = Object.keys(readable).filter((name) => !descriptions.has(name));
  if (first === undefined || issues.length <= readableFigures.length) return readable;
  addIssue({ message: first });
  return undefined;
}
