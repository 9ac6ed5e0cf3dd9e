/** Objects as the API writes them: any spelling of their members, and what is unreadable in them. */
import * as v from "valibot";
import { isJsonObject, normalizeKey, writeKeyNames } from "./json-object.ts";
import { isPlaceholder } from "./placeholders.ts";

/** No object of the API comes near; folding the names of millions would block the process for seconds. */
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
    Object.keys(entries).map((name) => [name, [name, ...(aliases[name] ?? [])].map(normalizeKey)] as const),
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
      const received = new Map(members.map((name) => [normalizeKey(name), value[name]]));
      const wanted: Record<string, unknown> = {};
      let found = false;
      for (const [name, names] of namesOf) {
        const present = names.filter((candidate) => received.has(candidate));
        found ||= present.length > 0;
        const told = present.find((candidate) => !isPlaceholder(received.get(candidate)));
        if (told !== undefined) wanted[name] = received.get(told);
      }
      if (found) return dropUnreadable(entries, wanted, addIssue) ?? NEVER;
      addIssue({
        message: `none of the expected members (${Object.keys(entries).slice(0, 4).join(", ")} …), only ${writeKeyNames(value)}`,
      });
      return NEVER;
    }),
    v.object(entries),
  );
}

/** The names of members that could not be read, while an answer is read leniently; undefined while it is read strictly. */
let unreadable: Set<string> | undefined;

/**
 * Runs `read`, in which members that may be absent cost only themselves: one of another form than expected counts as absent.
 * Returns the names of those members beside what `read` made of the rest. Reading is synchronous, so no two mix.
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

/** Members that say something about the figures, and are none themselves. */
const asides: ReadonlySet<string> = new Set(["period", "degraded", "dataSource", "message"]);

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
  if (
    first === undefined ||
    issues.length <= Object.keys(readable).filter((name) => !asides.has(name)).length
  )
    return readable;
  addIssue({ message: first });
  return undefined;
}
