/** What the words of the command line choose: hosts and a scope. */
import { findNearest } from "../../domain/nearest.ts";
import { UsageError, writeWord } from "../command-line.ts";
import { type HostName, hostNames, type Scope, scopes } from "./places.ts";

/** @throws UsageError */
export function readHosts(said: string | true | undefined): readonly HostName[] {
  if (typeof said !== "string") return [];
  const names = said.split(",").map((name) => name.trim().toLowerCase());
  return [...new Set(names)].map((name) => {
    const found = hostNames.find((each) => each === name);
    if (found !== undefined) return found;
    const meant = findNearest(name, hostNames);
    const suggestion = meant === undefined ? "" : ` Did you mean ${meant}?`;
    const shown = writeWord(name);
    throw new UsageError(
      `Unknown host ${shown === "" ? '""' : shown}.${suggestion} There are: ${hostNames.join(", ")}.`,
    );
  });
}

/** @throws UsageError */
export function readScope(said: string | true | undefined): Scope {
  const scope = scopes.find((each) => each === (said ?? "user"));
  if (scope === undefined)
    throw new UsageError(`--scope is ${scopes.slice(0, -1).join(", ")} or ${scopes.at(-1)}.`);
  return scope;
}

/** @throws UsageError when options are given that do not go together with this one */
export function refuseOtherOptions(
  option: string,
  options: ReadonlyMap<string, unknown>,
  besides: readonly string[],
): void {
  const odd = [...options.keys()].find((name) => name !== option && !besides.includes(name));
  if (odd !== undefined) throw new UsageError(`--${odd} does not go together with --${option}.`);
}
