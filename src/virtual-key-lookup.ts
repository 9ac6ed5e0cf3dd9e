/** One virtual key out of the list: no route for a single key is documented. */

import type { WorkspaceApi } from "./api/workspace.ts";
import type { VirtualKey } from "./api/workspace-entities.ts";
import { InputError } from "./errors.ts";

/** @throws InputError when no key has the id */
export async function keyById(api: WorkspaceApi, id: string): Promise<VirtualKey> {
  const { rows, isTruncated } = await api.virtualKeys();
  const key = rows.find((row) => row.id.toLowerCase() === id.toLowerCase());
  if (key !== undefined) return key;
  throw new InputError(
    `No virtual key of this workspace has the id ${id}${isTruncated ? ", as far as the list could be read" : ""}. Take the id from list_virtual_keys. Nothing was changed.`,
  );
}
