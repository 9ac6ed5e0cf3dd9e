/** The master keys that a new virtual key can stand on, for the user to choose from. */
import * as v from "valibot";
import type { MasterKey, SourcedList } from "../domain/entities.ts";
import type { Choice, DeepReadonly } from "./define-tool.ts";
import { Source, Warnings } from "./outputs.ts";
import { tableOf, tableWith } from "./table.ts";

export const MasterKeyChoice = v.object({
  note: v.string(),
  master_keys: tableWith("label", "provider", "status", "id"),
  source: Source,
  warnings: Warnings,
});

export const offerMasterKeys = ({
  rows,
  source,
  warnings,
}: SourcedList<MasterKey>): Choice<DeepReadonly<v.InferOutput<typeof MasterKeyChoice>>> => ({
  choose: {
    note: "Nothing was created. Ask the user which master key (provider credential) to use, then call again with its id as master_key_id.",
    master_keys: tableOf(rows, {
      label: (key) => key.label,
      provider: (key) => key.provider,
      status: (key) => key.status,
      id: (key) => key.id,
    }),
    source,
    warnings,
  },
});
