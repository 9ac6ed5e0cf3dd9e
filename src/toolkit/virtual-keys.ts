/** A virtual key that a tool is to change, found by its id; and the owner of any key, in words. */

import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import type { VirtualKey } from "../domain/entities.ts";
import { InputError } from "../domain/errors.ts";

/** Before a change. @throws InputError when no key has the id, or it is in no part of the list that can be read */
export async function findVirtualKey(api: WorkspaceApi, id: string): Promise<VirtualKey> {
  const key = await api.virtualKey(id).catch((error: unknown) => {
    throw error instanceof InputError ? new InputError(`${error.message} Nothing was changed.`) : error;
  });
  if (key !== undefined) return key;
  throw new InputError(
    `No virtual key of this workspace has the id ${id}. Take the id from list_virtual_keys. Nothing was changed.`,
  );
}

/** Whom a key is bound to, in words; null for an owner whose kind the API does not state. */
export const tellKeyOwner = ({ entityType, entityName, entityId }: VirtualKey): string | null =>
  entityType === null
    ? entityId === null
      ? "nobody"
      : null
    : `${entityType} ${entityName ?? entityId ?? ""}`.trim();
