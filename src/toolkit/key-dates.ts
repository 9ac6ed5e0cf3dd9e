/** Dates of virtual keys that cannot be as they are stated. */
import type { VirtualKey } from "../domain/entities.ts";

export function warnOfKeyDates(keys: readonly VirtualKey[], now: Date): string[] {
  const beforeCreation = keys.filter(
    ({ expiresAt, createdAt }) => expiresAt !== null && createdAt !== null && expiresAt < createdAt,
  );
  const over = keys.filter(
    ({ expiresAt, status }) => status === "active" && expiresAt !== null && expiresAt <= now,
  );
  return [
    ...(beforeCreation.length === 0
      ? []
      : [`By the API's dates ${named(beforeCreation)} expired before being created: one of them is wrong.`]),
    ...(over.length === 0
      ? []
      : [`By its date ${named(over)} has expired, and the status says active: whether it works is unknown.`]),
  ];
}

function named(keys: readonly VirtualKey[]): string {
  const labels = keys.slice(0, 3).map(({ label, id }) => label ?? id);
  const count = keys.length === 1 ? "1 key" : `each of ${keys.length} keys`;
  return `${count} (${labels.join(", ")}${keys.length > labels.length ? ", …" : ""})`;
}
