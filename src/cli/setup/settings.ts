/** What the server is to be given: taken from this environment, or asked for. */
import { type Environment, readConfig } from "../../config.ts";
import { ConfigError } from "../../domain/errors.ts";
import { secretNames, type Variables } from "./entry.ts";
import { askAgreement, askChoice, type Prompt } from "./prompt-line.ts";

export const usualBaseUrl = "https://alephant.io";

const rateLimitName = "ALEPHANT_RATE_LIMIT_RPM";

/**
 * Passes on, besides address and credential, only what the server shows (ALEPHANT_UI) and what narrows what it may do
 * (ALEPHANT_READ_ONLY, the rate limit). ALEPHANT_CONFIRM_WRITES, which widens it, is never passed on.
 * @throws ConfigError
 */
export function readSettings(env: Environment, platform: string): Variables {
  const pickVariable = (name: string): Variables => {
    const value = env[name]?.trim() ?? "";
    return value === "" ? {} : { [name]: value };
  };
  const address = { ALEPHANT_API_BASE_URL: usualBaseUrl, ...pickVariable("ALEPHANT_API_BASE_URL") };
  const { mode, rateLimitRpm } = readConfig({ ...env, ...address }, platform);
  const credential =
    mode === "manager"
      ? { ...pickVariable("ALEPHANT_PAT"), ...pickVariable("ALEPHANT_WORKSPACE_ID") }
      : pickVariable("ALEPHANT_VIRTUAL_KEY");
  // The server ignores what is not a number, and so does setup: it may be a credential in the wrong place.
  const rateLimit = pickVariable(rateLimitName);
  const isUsed = Number(rateLimit[rateLimitName]) === rateLimitRpm;
  const switches = { ...pickVariable("ALEPHANT_READ_ONLY"), ...pickVariable("ALEPHANT_UI") };
  return { ...address, ...credential, ...switches, ...(isUsed ? rateLimit : {}) };
}

/**
 * For a host that asks for the credential itself. Where this environment has none, a virtual key is left blank.
 * @throws ConfigError
 */
export function readSettingsForAskingHost(env: Environment, platform: string): Variables {
  const hasCredential = secretNames.some((name) => (env[name]?.trim() ?? "") !== "");
  if (hasCredential) return readSettings(env, platform);
  return { ...readSettings({ ...env, ...dummyKey }, platform), ALEPHANT_VIRTUAL_KEY: "" };
}

/**
 * What stands in a printed entry: the kind of credential that this environment has, else a virtual key; and no
 * value that the server would refuse, which may be a credential in the wrong place.
 */
export function readPrintedSettings(env: Environment, platform: string): Variables {
  const readUsable = (name: string, besides: Variables): string | undefined => {
    const value = env[name]?.trim() ?? "";
    if (value === "") return undefined;
    try {
      readConfig({ ...besides, [name]: value }, platform);
      return value;
    } catch (error) {
      if (error instanceof ConfigError) return undefined;
      throw error;
    }
  };
  const address = { ALEPHANT_API_BASE_URL: readUsable("ALEPHANT_API_BASE_URL", dummyKey) ?? usualBaseUrl };
  if ((env["ALEPHANT_PAT"] ?? "") === "") return { ...address, ALEPHANT_VIRTUAL_KEY: "" };
  const workspaceId = readUsable("ALEPHANT_WORKSPACE_ID", { ...address, ALEPHANT_PAT: "pat_x" });
  return { ...address, ALEPHANT_PAT: "", ALEPHANT_WORKSPACE_ID: workspaceId ?? "id-of-the-workspace" };
}

/** @throws Cancelled */
export async function askSettings(prompt: Prompt, env: Environment, platform: string): Promise<Variables> {
  const there = await offerEnvironment(prompt, env, platform);
  if (there !== undefined) return there;

  const address = await askUntilAccepted(prompt, platform, dummyKey, async () => ({
    ALEPHANT_API_BASE_URL: await prompt.askLine("Address of the Alephant API", usualBaseUrl),
  }));
  prompt.say(
    "A virtual key (vk-…) reads the figures of that key. A personal access token (pat_…) reads a workspace,",
  );
  prompt.say("and manages it as far as its scope allows. Both come from the Alephant dashboard.");
  const kind = await askChoice(prompt, ["virtual key", "personal access token"], 0);
  const secret = await askCredential(
    prompt,
    platform,
    address,
    kind === 0 ? "Virtual key" : "Personal access token",
  );
  if (!("ALEPHANT_PAT" in secret)) return { ...address, ...secret };
  const workspace = await askUntilAccepted(prompt, platform, { ...address, ...secret }, async () => ({
    ALEPHANT_WORKSPACE_ID: await prompt.askLine("Id of the workspace"),
  }));
  return { ...address, ...secret, ...workspace };
}

const dummyWorkspace = { ALEPHANT_WORKSPACE_ID: "00000000-0000-4000-8000-000000000000" };

/** Its beginning tells whether it is a key or a token, whichever of the two was asked for. */
async function askCredential(
  prompt: Prompt,
  platform: string,
  address: Variables,
  question: string,
): Promise<Variables> {
  for (;;) {
    const value = (await prompt.askHidden(question)).trim();
    if (value.startsWith("pat_")) {
      if (question !== "Personal access token")
        prompt.say("That is a personal access token, and is taken as one.");
      const answer = { ALEPHANT_PAT: value };
      if (acceptOrExplain(prompt, platform, { ...address, ...answer, ...dummyWorkspace })) return answer;
    } else if (value.startsWith("vk-")) {
      if (question !== "Virtual key") prompt.say("That is a virtual key, and is taken as one.");
      const answer = { ALEPHANT_VIRTUAL_KEY: value };
      if (acceptOrExplain(prompt, platform, { ...address, ...answer })) return answer;
    } else
      prompt.say(
        "A virtual key begins with vk-, a personal access token with pat_: this is neither. Copy it again.",
      );
  }
}

/** @returns whether the server would start with these; where not, the person is told why */
function acceptOrExplain(prompt: Prompt, platform: string, variables: Variables): boolean {
  try {
    readConfig(variables, platform);
    return true;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    prompt.say(error.message);
    return false;
  }
}

/** Completes a configuration of which only one part is being asked for. */
const dummyKey = { ALEPHANT_VIRTUAL_KEY: "vk-x" };

/** The settings of this environment, where they are complete and the person wants them. */
async function offerEnvironment(
  prompt: Prompt,
  env: Environment,
  platform: string,
): Promise<Variables | undefined> {
  let settings: Variables;
  try {
    settings = readSettings(env, platform);
  } catch (error) {
    if (error instanceof ConfigError) return undefined;
    throw error;
  }
  const name = "ALEPHANT_PAT" in settings ? "ALEPHANT_PAT" : "ALEPHANT_VIRTUAL_KEY";
  const isWanted = await askAgreement(
    prompt,
    `Use ${name} of this environment, at ${settings["ALEPHANT_API_BASE_URL"]}?`,
    true,
  );
  return isWanted ? settings : undefined;
}

/** Asks again until the server would start with it. */
async function askUntilAccepted(
  prompt: Prompt,
  platform: string,
  besides: Variables,
  ask: () => Promise<Variables>,
): Promise<Variables> {
  for (;;) {
    const answer = await ask();
    try {
      const { notes } = readConfig({ ...besides, ...answer }, platform);
      for (const note of notes) prompt.say(note);
      return answer;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      prompt.say(error.message);
    }
  }
}
