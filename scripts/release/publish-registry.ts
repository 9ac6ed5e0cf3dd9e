/**
 * Enters the release into the MCP registry, which takes the workflow's identity as proof that it may speak for this
 * GitHub organisation. The three requests of its own command line tool, so that no binary has to be fetched for it.
 */
import { join } from "node:path";
import * as v from "valibot";
import { filesFolder } from "./assemble.ts";

export interface RegistrySettings {
  readonly registry: string;
  /** Where the runner gives out identity tokens, and the token that asks for one. */
  readonly identityUrl: string;
  readonly identityRequestToken: string;
}

const Server = v.looseObject({ name: v.string(), version: v.string() });

export async function publishToRegistry(serverJson: string, settings: RegistrySettings): Promise<string> {
  const { registry } = settings;
  const { name, version } = v.parse(Server, JSON.parse(serverJson));
  const path = `/v0/servers/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`;
  const present = await fetch(`${registry}${path}`);
  if (present.ok) return `${name} ${version} is in the registry already`;
  if (present.status !== 404) throw new Error(`GET ${path} answered ${present.status}.`);

  const identityUrl = new URL(settings.identityUrl);
  identityUrl.searchParams.set("audience", registry);
  const identity = await readAnswer(
    "identity token",
    v.object({ value: v.string() }),
    fetch(identityUrl, { headers: { authorization: `Bearer ${settings.identityRequestToken}` } }),
  );
  const { registry_token: token } = await readAnswer(
    "registry token",
    v.looseObject({ registry_token: v.string() }),
    postJson("/v0/auth/github-oidc", JSON.stringify({ oidc_token: identity.value })),
  );
  await readAnswer("publication", v.unknown(), postJson("/v0/publish", serverJson, token));
  return `${name} ${version} published`;

  function postJson(route: string, body: string, bearer?: string): Promise<Response> {
    const authorization = bearer === undefined ? {} : { authorization: `Bearer ${bearer}` };
    const headers = { "content-type": "application/json", ...authorization };
    return fetch(`${registry}${route}`, { method: "POST", headers, body });
  }
}

/** @throws with the text of a refusal, which never holds a token */
async function readAnswer<S extends v.GenericSchema>(
  what: string,
  schema: S,
  request: Promise<Response>,
): Promise<v.InferOutput<S>> {
  const response = await request;
  if (!response.ok) {
    throw new Error(`The ${what} was refused with ${response.status}: ${await response.text()}`);
  }
  return v.parse(schema, await response.json());
}

if (import.meta.main) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = process.env;
  if (url === undefined || token === undefined) {
    throw new Error("There is no workflow identity: the job needs `id-token: write`.");
  }
  const settings = {
    registry: "https://registry.modelcontextprotocol.io",
    identityUrl: url,
    identityRequestToken: token,
  };
  console.log(await publishToRegistry(await Bun.file(join(filesFolder, "server.json")).text(), settings));
}
