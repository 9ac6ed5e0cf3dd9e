/** The assistant's own tools, asked from a terminal, so that both show the same figures. */
import type { ApiConnection } from "../api/index.ts";
import type { Mode } from "../domain/mode.ts";
import { secretStore } from "../mcp/secret-file.ts";
import { type Context, openContext } from "../toolkit/context.ts";
import type { Tool } from "../toolkit/define-tool.ts";
import type { PlainObject } from "../toolkit/table.ts";

/** What the questions of one command share: their clock, and a budget of time. */
export function contextFor<M extends Mode>(
  connection: ApiConnection<M>,
  { now, budgetMs }: { readonly now: Date; readonly budgetMs?: number },
): Context<M> {
  const { signal } = new AbortController();
  return openContext(connection, {
    now,
    signal,
    budgetMs,
    progress: () => undefined,
    storeSecret: secretStore(null),
  });
}

/** @throws ApiError */
export async function answerOf<M extends Mode>(
  tool: Tool<M>,
  ctx: Context<M>,
  args: PlainObject = {},
): Promise<PlainObject> {
  const prepared = tool.prepare(args);
  if (!("read" in prepared))
    throw new Error(`${tool.name} changes something; a command of the terminal only reads.`);
  return prepared.read(ctx);
}
