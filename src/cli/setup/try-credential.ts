/** Asks the API whether it takes the credential, before anything is written. */
import { connectApi } from "../../api/index.ts";
import type { Environment } from "../../config.ts";
import { explainApiError } from "../../domain/errors.ts";
import { redactSecrets } from "../../domain/text.ts";
import type { Shell } from "../shell.ts";
import type { Decisions } from "./decisions.ts";
import { isSecret, type Variables } from "./entry.ts";
import { RefusedError } from "./setup-error.ts";

export type Verdict =
  | { readonly kind: "accepted"; readonly speaksFor: string | null }
  /** No credential is known here: the host will ask for it. */
  | { readonly kind: "absent" }
  | { readonly kind: "refused" | "unknown"; readonly reason: string };

const timeLimitMs = 8_000;

/**
 * The environment in which the host will start the server: with what is written, and no other ALEPHANT_ variable of this
 * shell.
 */
export function environmentOf({ env }: Shell, variables: Variables): Environment {
  const others = Object.entries(env).filter(([name]) => !name.startsWith("ALEPHANT_"));
  return { ...Object.fromEntries(others), ...variables };
}

/** @throws ConfigError */
async function tryCredential(shell: Shell, variables: Variables): Promise<Verdict> {
  if (Object.values(variables).includes("")) return { kind: "absent" };
  const config = shell.configure(environmentOf(shell, variables));
  shell.showProgress("Asking Alephant whether it takes the credential …");
  const connection = connectApi(config, `alephant-mcp/${shell.version}`);
  const { signal } = new AbortController();
  const state = await connection.open({ now: shell.now(), signal, timeLimitMs }).connection();
  shell.showProgress(null);
  if (state.credential === "accepted") return { kind: "accepted", speaksFor: state.speaksFor };
  const [health, authorized] = state.probes;
  const error = authorized.error ?? health.error;
  const reason =
    error === null ? "the API did not say" : Object.values(explainApiError(error, config.mode)).join(" ");
  return {
    kind: state.credential === "refused" ? "refused" : "unknown",
    reason: redactSecrets(
      reason,
      Object.entries(variables).flatMap(([name, value]) => (isSecret(name) ? [value] : [])),
    ),
  };
}

export interface TriedSettings {
  readonly variables: Variables;
  readonly verdict: Verdict;
}

/**
 * Asks for settings until the API accepts them, or a person accepts them untested: a credential that does not work must
 * not replace one that does. @throws RefusedError, ConfigError, Cancelled
 */
export async function askWorkingSettings(shell: Shell, decisions: Decisions): Promise<TriedSettings> {
  for (let isAgain = false; ; isAgain = true) {
    const variables = await decisions.provideSettings(isAgain);
    const verdict = await tryCredential(shell, variables);
    if (verdict.kind === "accepted" || verdict.kind === "absent") return { variables, verdict };
    if (verdict.kind === "refused") {
      const said = `the API refuses the credential. ${verdict.reason}`;
      if (!decisions.mayAskAgain) throw new RefusedError(`${said}\nNothing was written.`);
      shell.note(said);
      continue;
    }
    shell.note(`the credential could not be tried. ${verdict.reason}`);
    if (await decisions.acceptsUntested()) return { variables, verdict };
  }
}
