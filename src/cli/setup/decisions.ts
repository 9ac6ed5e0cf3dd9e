/** What has to be decided before anything is written: by the command line alone, or by asking a person. */
import type { Shell } from "../shell.ts";
import type { Storage, Variables } from "./entry.ts";
import { hosts } from "./hosts.ts";
import { findInstalledHosts } from "./installed-hosts.ts";
import { type HostName, hostNames, type Surroundings, writePath } from "./places.ts";
import { askAgreement, askChoice, Cancelled, type Prompt } from "./prompt-line.ts";
import { askSettings, readSettings, readSettingsForAskingHost } from "./settings.ts";
import { chooseStorage, type Target } from "./target.ts";

/** What the command line says. */
export interface SetupOptions {
  readonly hosts: readonly HostName[];
  readonly storage: Storage | undefined;
  readonly allowsCredentialInRepository: boolean;
}

export interface Decisions {
  chooseHosts(): Promise<readonly HostName[]>;
  /** @throws SetupError, Cancelled */
  chooseStorage(target: Target): Promise<Storage>;
  /** Address and credential. `isAgain`: the API refused the last ones. @throws ConfigError, Cancelled */
  provideSettings(isAgain: boolean): Promise<Variables>;
  /** Whether other settings will be given, now that the API has refused these. */
  readonly mayAskAgain: boolean;
  /** Whether to write what could not be tried. @throws Cancelled */
  acceptsUntested(): Promise<boolean>;
  /** Returns when the change that was shown may be written. @throws Cancelled */
  requireAgreement(): Promise<void>;
  /** Whether a stronger place is to be changed, too. @throws Cancelled */
  agreesToChange(path: string): Promise<boolean>;
}

export function createScriptedDecisions(options: SetupOptions, { env, platform }: Shell): Decisions {
  return {
    chooseHosts: async () => options.hosts,
    chooseStorage: async (target) =>
      chooseStorage(target, options.storage, options.allowsCredentialInRepository),
    provideSettings: async () =>
      options.hosts.every((name) => hosts[name].reference.kind === "input") &&
      !options.allowsCredentialInRepository
        ? readSettingsForAskingHost(env, platform)
        : readSettings(env, platform),
    mayAskAgain: false,
    acceptsUntested: async () => true,
    requireAgreement: async () => undefined,
    agreesToChange: async () => false,
  };
}

export function createInteractiveDecisions(
  options: SetupOptions,
  { env, platform }: Shell,
  prompt: Prompt,
  surroundings: Surroundings,
): Decisions {
  return {
    chooseHosts: async () =>
      options.hosts.length > 0 ? options.hosts : [await askHost(prompt, surroundings)],
    chooseStorage: async (target) =>
      options.storage !== undefined || options.allowsCredentialInRepository
        ? chooseStorage(target, options.storage, options.allowsCredentialInRepository)
        : askStorage(prompt, target),
    provideSettings: (isAgain) => askSettings(prompt, isAgain ? {} : env, platform),
    mayAskAgain: true,
    acceptsUntested: () => askAgreement(prompt, "Write it untested?", false),
    agreesToChange: (path) => askAgreement(prompt, `Change the entry in ${path}, too?`, false),
    async requireAgreement() {
      if (!(await askAgreement(prompt, "Write this?", false))) throw new Cancelled();
    },
  };
}

async function askHost(prompt: Prompt, surroundings: Surroundings): Promise<HostName> {
  const installed = await findInstalledHosts(surroundings);
  // Those that are installed come first: most likely one of them is meant.
  const ordered = [...installed, ...hostNames.filter((name) => !installed.includes(name))];
  prompt.say("Which assistant shall use Alephant?");
  const titles = ordered.map(
    (name) => `${hosts[name].title}${installed.includes(name) ? "" : " (not found here)"}`,
  );
  return ordered[await askChoice(prompt, titles, 0)] ?? "claude-code";
}

async function askStorage(prompt: Prompt, { host, file, isShared }: Target): Promise<Storage> {
  const warning = isShared ? " (others may get to see it)" : "";
  if (host.reference.kind === "none") {
    const question = `${host.title} can only keep the credential in ${writePath(file.path)}${warning}. Go on?`;
    if (isShared && !(await askAgreement(prompt, question, false))) throw new Cancelled();
    return "value";
  }
  const isInput = host.reference.kind === "input";
  const elsewhere = isInput
    ? `${host.title} asks for it and stores it`
    : "in your environment; the file only names the variable";
  prompt.say("Where shall the credential be?");
  const options = [`in ${writePath(file.path)}${warning}`, elsewhere];
  return (await askChoice(prompt, options, isShared || isInput ? 1 : 0)) === 0 ? "value" : "reference";
}
