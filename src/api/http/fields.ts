/** Objects as the API writes them: their members in any spelling, and members that cannot be read. */
import * as v from "valibot";
import type { PlainObject } from "../../domain/json.ts";
import { isJsonObject, normalizeMemberName, writeMemberNames } from "./json-object.ts";
import { isPlaceholder } from "./placeholders.ts";

/** No object of the API comes near this; normalising the names of millions would block the process for seconds. */
const maxMembers = 10_000;

/**
 * An object whose members may be spelled in camelCase, snake_case or kebab-case, or come under another name that the
 * API has been seen to use (`aliases`, in order of preference). A member that holds a placeholder for nothing
 * counts as absent. An object with none of the wanted members is refused: it is some other answer, not an empty one.
 */
export function fields<const E extends v.ObjectEntries>(
  entries: E,
  aliases: { readonly [K in keyof E]?: readonly string[] } = {},
) {
  const namesByMember = new Map(
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
      const count = Object.keys(value).length;
      if (count > maxMembers) {
        addIssue({ message: `an object of ${count} members` });
        return NEVER;
      }
      const members = pickMembers(value, namesByMember);
      if (members !== undefined) return dropUnreadable(entries, members, addIssue) ?? NEVER;
      addIssue({
        message: `none of the expected members (${Object.keys(entries).slice(0, 4).join(", ")} …), only ${writeMemberNames(value)}`,
      });
      return NEVER;
    }),
    v.object(entries),
  );
}

/**
 * The members of an object under the names that we use; those that hold a placeholder are left out. undefined when none of
 * them is there.
 * @param namesByMember for each of our names the normalised names that it may have, in order of preference
 */
function pickMembers(
  value: PlainObject,
  namesByMember: ReadonlyMap<string, readonly string[]>,
): Record<string, unknown> | undefined {
  const received = new Map(Object.keys(value).map((name) => [normalizeMemberName(name), value[name]]));
  const picked: Record<string, unknown> = {};
  let isAnyPresent = false;
  for (const [name, candidates] of namesByMember) {
    const present = candidates.filter((candidate) => received.has(candidate));
    isAnyPresent ||= present.length > 0;
    const filled = present.find((candidate) => !isPlaceholder(received.get(candidate)));
    if (filled !== undefined) picked[name] = received.get(filled);
  }
  return isAnyPresent ? picked : undefined;
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

/**
 * While an answer is read leniently, the members without those that cannot be read; otherwise all members. undefined, with
 * an issue, when more members are unreadable than figures readable: such an answer is some other one.
 */
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
