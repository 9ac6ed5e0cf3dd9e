/** The names behind the ids that a new virtual key refers to. */
import type { WorkspaceApi } from "../api/workspace/workspace-api.ts";
import { readAll, trackPartialReads } from "./partial-reads.ts";

type OwnerKind = "agent" | "member";

/** For the preview only: the ids decide, and the API checks them. */
export async function lookUpNames(
  api: WorkspaceApi,
  masterKeyId: string,
  kind: OwnerKind | undefined,
  ownerId: string | undefined,
) {
  // A call may make its preview twice, and must not report the same progress again.
  const parts = trackPartialReads(() => undefined);
  const { masterKeys, owners } = await readAll({
    masterKeys: parts.readWithin("The master keys", api.masterKeys()),
    owners: kind === undefined ? null : parts.readWithin(`The ${kind}s`, readOwners(api, kind)),
  });
  const owner = owners?.rows.find(({ id }) => id.toLowerCase() === ownerId?.toLowerCase());
  const masterKey = masterKeys?.rows.find(({ id }) => id.toLowerCase() === masterKeyId.toLowerCase());
  return {
    owner,
    masterKey,
    warnings: [
      ...(masterKey === undefined
        ? ["The master key could not be looked up; the API may refuse its id."]
        : masterKey.status !== null && masterKey.status !== "active"
          ? [`The master key is ${masterKey.status}.`]
          : []),
      ...(owners !== null && owner === undefined
        ? [`No ${kind} of this workspace has the id ${ownerId}; the API may refuse it.`]
        : []),
    ],
  };
}

const readOwners = (
  api: WorkspaceApi,
  kind: OwnerKind,
): Promise<{ readonly rows: readonly { readonly id: string; readonly name: string | null }[] }> =>
  kind === "agent" ? api.agents() : api.members();
