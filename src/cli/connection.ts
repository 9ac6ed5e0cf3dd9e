/**
 * How a command asks the API: by the tools that an assistant calls, so that the command and the assistant show the same
 * figures.
 */
import { type AnyApiConnection, type ApiConnection, connectApi } from "../api/index.ts";
import type { Config } from "../config.ts";
import type { Mode } from "../domain/mode.ts";
import { createSecretStore } from "../mcp/secret-file.ts";
import { type Context, openContext } from "../toolkit/context.ts";
import type { Shell } from "./shell.ts";

/** Connects with the configuration of this environment, and shows its notes. @throws ConfigError */
export function connectFromEnvironment(shell: Shell): {
  readonly config: Config;
  readonly connection: AnyApiConnection;
} {
  const config = shell.configure(shell.env);
  for (const note of config.notes) shell.note(note);
  return { config, connection: connectApi(config, `alephant-mcp/${shell.version}`) };
}

/** What the questions of one command share: the time that it is, and the time that they may take. */
export function openToolContext<M extends Mode>(
  connection: ApiConnection<M>,
  { now, ...settings }: { readonly now: Date; readonly timeLimitMs?: number; readonly sharesReads?: boolean },
): Context<M> {
  const { signal } = new AbortController();
  return openContext(connection, {
    now,
    signal,
    ...settings,
    progress: () => undefined,
    storeSecret: createSecretStore(null),
  });
}

export const showAnswered = (shell: Shell, done: number, all: number): void =>
  shell.showProgress(`Asking Alephant: ${done} of ${all} answered`);
