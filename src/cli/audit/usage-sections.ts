/** Whom a key speaks for and what was used, as a person reads it in a terminal. */
import type { Answer } from "../../toolkit/define-tool.ts";
import type { getMyScope } from "../../tools/get-my-scope.ts";
import type { getUsageSummary } from "../../tools/get-usage-summary.ts";
import type { getWorkspaceOverview } from "../../tools/get-workspace-overview.ts";
import {
  writeAllowedModels,
  writeChange,
  writeCount,
  writeOrUnknown,
  writePercent,
  writeUsd,
  writeWindow,
} from "../figure-text.ts";
import type { Drawing } from "../terminal-drawing.ts";

export function writeScope(
  { virtual_key: key, workspace, bound_to: owner }: Answer<typeof getMyScope>,
  drawing: Drawing,
): string[] {
  const limit =
    key.rate_limit_rpm === null ? "no rate limit known" : `${key.rate_limit_rpm} requests a minute`;
  const whose =
    owner === null
      ? "nobody, or unknown"
      : `${writeOrUnknown(owner.type)} ${writeOrUnknown(owner.name)}, department ${writeOrUnknown(owner.department)}`;
  return drawing.pairs([
    [
      "Key",
      `${writeOrUnknown(key.label)} (${writeOrUnknown(key.prefix)}…), ${writeOrUnknown(key.status)}, ${limit}`,
    ],
    ["Bound to", whose],
    ["Workspace", writeOrUnknown(workspace.name)],
    ["Models", writeAllowedModels(key.allowed_models)],
  ]);
}

export function writeUsage(facts: Answer<typeof getUsageSummary>, drawing: Drawing): string[] {
  const { change: changes } = facts;
  const inAndOut =
    facts.input_tokens === null || facts.output_tokens === null
      ? ""
      : `${writeCount(facts.input_tokens)} in, ${writeCount(facts.output_tokens)} out`;
  return [
    ...drawing.wrapped(writeWindow(facts.window)),
    ...drawing.table(
      [
        { name: "Cost", figure: writeUsd(facts.cost_usd), change: changes.cost_percent, more: "" },
        { name: "Requests", figure: writeCount(facts.requests), change: changes.requests_percent, more: "" },
        { name: "Tokens", figure: writeCount(facts.tokens), change: changes.tokens_percent, more: inAndOut },
      ],
      [
        { name: "", text: (row) => row.name },
        { name: "", text: (row) => row.figure, isNumber: true },
        { name: "change", text: (row) => writeChange(row.change), isNumber: true },
        { name: "", text: (row) => row.more, isExtra: true },
      ],
    ),
    ...drawing.wrapped(
      `${writeUsd(facts.cost_per_request_usd, 4)} a request, ${writeUsd(facts.cost_per_million_tokens_usd, 4)} a million tokens`,
    ),
    // Where the days are unknown, a warning says so.
    ...(changes.days === null || changes.compared_with === null
      ? []
      : drawing.wrapped(`change: ${changes.days} against ${changes.compared_with}`)),
  ];
}

export function writeOverview(facts: Answer<typeof getWorkspaceOverview>, drawing: Drawing): string[] {
  const counts = Object.entries(facts.counts ?? {}).flatMap(([name, number]) =>
    number === null ? [] : [`${writeCount(number)} ${name.replaceAll("_", " ")}`],
  );
  return [
    ...drawing.wrapped(writeWindow(facts.window)),
    ...drawing.pairs([
      ["Cost", `${writeUsd(facts.cost_usd)}, ${writeUsd(facts.cost_per_request_usd, 4)} a request`],
      [
        "Requests",
        `${writeCount(facts.requests)}, ${writePercent(facts.success_rate_percent)} of them successful`,
      ],
      ["Tokens", writeCount(facts.tokens)],
    ]),
    ...(counts.length === 0 ? [] : drawing.wrapped(counts.join(", "))),
  ];
}
