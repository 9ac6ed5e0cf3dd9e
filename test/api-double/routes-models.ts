import { wrapWorkspace } from "./envelopes.ts";
import { type Call, defineRoute, type Route, readNoQuery } from "./route.ts";

export const modelRoutes: readonly Route[] = [
  defineRoute({
    method: "GET",
    path: "/models",
    access: "virtual key or read",
    query: readNoQuery,
    answer: answerModels,
  }),
];

/** The whole catalogue in one answer: no paging is known. */
function answerModels(call: Call) {
  const { listKey } = call.switches;
  if (listKey === "data" || listKey === "array") return wrapWorkspace(call, call.world.models);
  const key = listKey === "resource" ? "models" : listKey;
  return wrapWorkspace(call, { [key]: call.world.models, total: call.world.models.length });
}
