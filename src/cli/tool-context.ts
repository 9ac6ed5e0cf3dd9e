/** What the assistant's own tools need when a terminal asks them, so that both show the same figures. */
import type { ApiConnection } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { createSecretStore } from "../mcp/secret-file.ts";
import { type Context, openContext } from "../toolkit/context.ts";

/** What the questions of one command share: their clock, and a budget of time. */
export function openToolContext<M extends Mode>(
  connection: ApiConnection<M>,
  { now, ...settings }: { readonly now: Date; readonly budgetMs?: number; readonly sharesReads?: boolean },
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
