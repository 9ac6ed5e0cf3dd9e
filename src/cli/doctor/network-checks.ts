/** What the doctor finds on the way to the API: proxy, name and encryption. Behind them it asks the API itself. */
import {
  type ApiHost,
  apiHostOf,
  type Encryption,
  findProxy,
  inspectEncryption,
  type ProbeResult,
  type ProxyChoice,
  resolveHost,
} from "../../api/http/network-path.ts";
import type { Config, Environment } from "../../config.ts";
import { ApiError, explainApiError } from "../../domain/errors.ts";
import type { Mode } from "../../domain/mode.ts";
import { dayOf } from "../../domain/time.ts";
import { writeOrUnknown } from "../figure-text.ts";
import { exitCodes, type Shell } from "../shell.ts";
import { checkApi } from "./api-checks.ts";
import {
  type Check,
  type CheckContext,
  failCheck,
  passCheck,
  type Recorder,
  skipCheck,
  totalMs,
  warnInCheck,
} from "./check.ts";

const dnsMs = 4_000;
const tlsMs = 4_000;

/** @returns why the checks that were not made were left out; without meaning when all were made */
export async function checkNetwork(
  shell: Shell,
  env: Environment,
  config: Config,
  record: Recorder,
): Promise<string> {
  const deadline = performance.now() + totalMs;
  const limitTime = (ms: number): number => Math.max(0, Math.min(ms, deadline - performance.now()));
  const context: CheckContext = { shell, config, record, limitTime };
  const host = apiHostOf(config.baseUrl);
  const choice = findProxy(host, env);
  const runtimeUsesProxies = usesProxies(shell, env);
  record(checkProxy(choice, runtimeUsesProxies));
  if (choice.kind === "unreadable") return "the proxy's address has to be mended first";
  const hasProxy = choice.kind === "used" && runtimeUsesProxies;
  if (!(await resolveName(host, hasProxy, context))) return "the API's name was not resolved";
  if (!(await checkEncryption(host, hasProxy, context))) return "a credential goes only to a proven address";
  return checkApi(context);
}

/** Bun uses the proxies of the environment by itself; Node.js does from 22.21 on, where NODE_USE_ENV_PROXY is set. */
const usesProxies = ({ runtime }: Shell, env: Environment): boolean =>
  runtime.startsWith("Bun") || env["NODE_USE_ENV_PROXY"] === "1";

function checkProxy(choice: ProxyChoice, runtimeUsesProxies: boolean): Check {
  switch (choice.kind) {
    case "none":
      return passCheck("proxy", "none");
    case "left_out":
      return passCheck("proxy", `none: ${choice.by} takes the host out of ${choice.variable}`);
    case "unreadable":
      return failCheck(
        "proxy",
        exitCodes.configuration,
        `${choice.variable} is not the address of a proxy.`,
        "Write it as http://host:port.",
      );
    case "used": {
      const { variable, host, port } = choice.proxy;
      const seen = `${host}:${port} (${variable})`;
      if (runtimeUsesProxies) return passCheck("proxy", seen);
      return warnInCheck(
        "proxy",
        `${seen} is not used: Node.js ignores it.`,
        "Use the executable, or Node.js 22.21 or newer with NODE_USE_ENV_PROXY=1.",
      );
    }
  }
}

/** @returns whether the name was resolved, or need not be */
async function resolveName(
  host: ApiHost,
  hasProxy: boolean,
  { shell, record, limitTime }: CheckContext,
): Promise<boolean> {
  shell.showProgress(`Resolving ${host.name} …`);
  if (host.isAddress) record(skipCheck("dns", "the API's host is an IP address"));
  else if (hasProxy) record(skipCheck("dns", "the proxy resolves the name"));
  else {
    const resolved = await resolveHost(host.name, limitTime(dnsMs));
    record(checkDns(host, resolved));
    return resolved.isOk;
  }
  return true;
}

/** @returns whether a credential may go to whoever answers */
async function checkEncryption(
  host: ApiHost,
  hasProxy: boolean,
  { shell, config, record, limitTime }: CheckContext,
): Promise<boolean> {
  shell.showProgress(`Connecting to ${host.name} …`);
  if (!host.isSecure) record(skipCheck("tls", "plain http, which stays on this machine"));
  else if (hasProxy)
    record(skipCheck("tls", "the certificate behind the proxy is not looked at; a request checks it"));
  else {
    const opened = await inspectEncryption(host, limitTime(tlsMs));
    record(checkTls(host, opened, shell.now(), config.mode));
    return !opened.isOk || opened.value.distrust === null;
  }
  return true;
}

function checkDns({ name }: ApiHost, resolved: ProbeResult<readonly string[]>): Check {
  if (resolved.isOk) return passCheck("dns", `${name} is ${resolved.value.join(", ")} (${resolved.ms} ms)`);
  return failCheck(
    "dns",
    exitCodes.unreachable,
    `${name} could not be resolved: ${resolved.problem}.`,
    "Check the host in ALEPHANT_API_BASE_URL and the network (VPN, DNS). Behind a proxy, set HTTPS_PROXY in the server's environment.",
  );
}

const dayMs = 86_400_000;
/** Renewal is automatic nearly everywhere, and has failed when a certificate comes this close to its end. */
const fewDays = 14;

function checkTls(host: ApiHost, opened: ProbeResult<Encryption>, now: Date, mode: Mode): Check {
  if (!opened.isOk) return skipCheck("tls", `no connection to look at: ${opened.problem}`);
  const { distrust, protocol, subject, issuer, validTo } = opened.value;
  const until = validTo === null ? "with an unknown end" : `until ${dayOf(validTo)}`;
  const certificate = `certificate of ${writeOrUnknown(subject)}, issued by ${writeOrUnknown(issuer)}, valid ${until}`;
  if (distrust !== null) {
    const request = `TLS to ${host.name}:${host.port}`;
    const { remedy } = explainApiError(new ApiError("certificate", { request }), mode);
    return failCheck("tls", exitCodes.unreachable, `Not trusted (${distrust}): ${certificate}.`, remedy);
  }
  const seen = `${writeOrUnknown(protocol)}, ${certificate}`;
  const days = validTo === null ? null : Math.floor((validTo.getTime() - now.getTime()) / dayMs);
  return days !== null && days < fewDays
    ? warnInCheck("tls", `${seen} (${days} days left)`, "Tell whoever runs the API.")
    : passCheck("tls", seen);
}
