/** Judged keys and agents as rows of a result, and the calls worth making about them. */
import type { JudgedKey } from "../analytics/idle.ts";
import type { findHygieneGaps } from "../analytics/idle-findings.ts";
import { roundUsd } from "../domain/money.ts";
import { dayOf } from "../domain/time.ts";
import type { Candidate } from "./idle-figures.ts";
import type { NextCall } from "./outputs.ts";
import { tableWith } from "./table.ts";
import { tellKeyOwner } from "./virtual-keys.ts";

export const CandidatesOutput = tableWith(
  "name",
  "kind",
  "state",
  "tier",
  "evidence",
  "cost_in_window_usd",
  "budget_usd",
  "id",
);

/** The columns of a candidate. */
export const candidateColumns = {
  name: ({ name }: Candidate) => name,
  kind: ({ kind }: Candidate) => kind,
  state: ({ state }: Candidate) => state,
  tier: ({ tier }: Candidate) => tier,
  evidence: ({ evidence }: Candidate) => evidence,
  cost_in_window_usd: ({ cost }: Candidate) => roundUsd(cost),
  budget_usd: ({ budget }: Candidate) => roundUsd(budget),
  id: ({ id }: Candidate) => id,
};

export const KeysToAskAboutOutput = tableWith(
  "name",
  "owner",
  "created",
  "no_spend_seen_since",
  "cost_usd",
  "budget_usd",
  "id",
);

/** The columns of a key that somebody has to be asked about. */
export const askedKeyColumns = {
  name: ({ key }: JudgedKey) => key.label ?? key.prefix,
  owner: ({ key }: JudgedKey) => tellKeyOwner(key),
  created: ({ key }: JudgedKey) => key.createdAt && dayOf(key.createdAt),
  no_spend_seen_since: ({ noSpendSince }: JudgedKey) => noSpendSince && dayOf(noSpendSince),
  cost_usd: ({ key }: JudgedKey) => roundUsd(key.spent),
  budget_usd: ({ key }: JudgedKey) => roundUsd(key.budget),
  id: ({ key }: JudgedKey) => key.id,
};

export const HygieneOutput = tableWith("finding", "active_keys", "for_example");

type HygieneGap = ReturnType<typeof findHygieneGaps>[number];

/** The columns of something missing on active keys, such as an owner. */
export const hygieneColumns = {
  finding: ({ finding }: HygieneGap) => finding,
  active_keys: ({ found }: HygieneGap) => found.length,
  for_example: ({ found }: HygieneGap) =>
    found
      .slice(0, 3)
      .map(({ label, id }) => label ?? id)
      .join(", "),
};

export function proposeNextCalls(candidates: readonly Candidate[]): NextCall[] {
  const [first] = candidates;
  const safest = candidates.find(({ tier }) => tier === "safe_to_remove");
  return [
    ...(first?.name == null
      ? []
      : [
          {
            tool: "list_virtual_keys",
            // A search takes 100 characters; it finds a key by the name of its agent, too.
            arguments: { search: first.name.slice(0, 100), status: "active" },
            why: `Owner, budget, expiry and last use: ${first.name}`,
          },
        ]),
    ...(safest === undefined
      ? []
      : [
          {
            tool: "revoke_virtual_key",
            arguments: { key_id: safest.id },
            why: `Only if the user decides so: ${safest.name ?? safest.id}`,
          },
        ]),
  ];
}
