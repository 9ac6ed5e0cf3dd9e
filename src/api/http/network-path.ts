/** What lies between this process and the API below HTTP: a proxy, a name, an encrypted connection. No request is sent. */

import type { TLSSocket } from "node:tls";
import { toPlainText } from "../../domain/text.ts";
import { findNetworkCause } from "./failures.ts";

export interface ApiHost {
  readonly name: string;
  readonly port: number;
  readonly isSecure: boolean;
  /** The name is an address itself: there is nothing to resolve. */
  readonly isAddress: boolean;
}

export function apiHostOf(baseUrl: string): ApiHost {
  const { protocol, hostname, port } = new URL(baseUrl);
  const isSecure = protocol === "https:";
  const name = hostname.replace(/^\[|\]$/g, "");
  return {
    name,
    port: port === "" ? (isSecure ? 443 : 80) : Number(port),
    isSecure,
    isAddress: name.includes(":") || /^[\d.]+$/.test(name),
  };
}

/** The environment of this process, or of the one that is asked about. */
type Variables = Readonly<Record<string, string | undefined>>;

export interface ProxyAddress {
  /** The variable that names it. */
  readonly variable: string;
  readonly host: string;
  readonly port: number;
}

export type ProxyChoice =
  | { readonly kind: "none" }
  | { readonly kind: "used"; readonly proxy: ProxyAddress }
  /** `by`: the variable that leaves the host out. */
  | { readonly kind: "left_out"; readonly variable: string; readonly by: string }
  | { readonly kind: "unreadable"; readonly variable: string };

// In the order in which Bun's fetch looks, lower case first; measured with 1.4.5.
const proxyVariables = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
const exceptionVariables = ["no_proxy", "NO_PROXY"];

const findFirstSet = (env: Variables, names: readonly string[]): readonly [string, string] | undefined =>
  names.map((name) => [name, env[name]?.trim() ?? ""] as const).find(([, value]) => value !== "");

/** The proxy that requests to the host pass through; plain http, which stays on this machine, has none. */
export function findProxy(host: ApiHost, env: Variables): ProxyChoice {
  const [variable, value] = findFirstSet(env, proxyVariables) ?? [];
  if (!host.isSecure || variable === undefined || value === undefined) return { kind: "none" };
  const [by, exceptions = ""] = findFirstSet(env, exceptionVariables) ?? [];
  if (by !== undefined && exceptions.split(/[\s,]+/).some((entry) => isExcepted(host, entry))) {
    return { kind: "left_out", variable, by };
  }
  const url = URL.parse(value.includes("://") ? value : `http://${value}`);
  if (url === null || url.hostname === "") return { kind: "unreadable", variable };
  const port = url.port === "" ? (url.protocol === "https:" ? 443 : 80) : Number(url.port);
  return { kind: "used", proxy: { variable, host: url.hostname, port } };
}

/** @param entry of NO_PROXY: `*`, a name that stands for itself and all names below it, or a name with a port */
function isExcepted({ name, port }: ApiHost, entry: string): boolean {
  if (entry === "*") return true;
  const [, exception = "", exceptionPort] = /^(?:\*?\.)?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
  if (exception === "" || (exceptionPort !== undefined && Number(exceptionPort) !== port)) return false;
  return name === exception || name.endsWith(`.${exception}`);
}

export type ProbeResult<T> =
  | { readonly isOk: true; readonly value: T; readonly ms: number }
  | { readonly isOk: false; readonly problem: string };

/** The value of `work` when it comes in time; otherwise the problem, in the words of the fault. */
async function probeWithin<T>(timeoutMs: number, work: () => Promise<T>): Promise<ProbeResult<T>> {
  const start = performance.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const outOfTime = new Promise<never>((_, reject) => {
    const words = `no answer within ${Math.round(timeoutMs / 1000)} seconds`;
    timer = setTimeout(() => reject(new Error(words)), timeoutMs);
  });
  try {
    const value = await Promise.race([work(), outOfTime]);
    return { isOk: true, value, ms: Math.round(performance.now() - start) };
  } catch (error) {
    return { isOk: false, problem: findNetworkCause(error).message };
  } finally {
    clearTimeout(timer);
  }
}

/** The addresses of a name. */
export const resolveHost = (name: string, timeoutMs: number): Promise<ProbeResult<readonly string[]>> =>
  probeWithin(timeoutMs, async () => {
    const { lookup } = process.getBuiltinModule("node:dns/promises");
    return (await lookup(name, { all: true })).map(({ address }) => address);
  });

export interface Encryption {
  /** Why the certificate proves nothing; null when it is trusted. */
  readonly distrust: string | null;
  readonly protocol: string | null;
  readonly subject: string | null;
  readonly issuer: string | null;
  readonly validTo: Date | null;
}

/** The encrypted connection to the host: opened, looked at and closed. */
export async function inspectEncryption(host: ApiHost, timeoutMs: number): Promise<ProbeResult<Encryption>> {
  const { connect } = process.getBuiltinModule("node:tls");
  const socket = connect({
    host: host.name,
    port: host.port,
    ...(host.isAddress ? {} : { servername: host.name }),
    // To see whose certificate it is that cannot be trusted. Nothing is sent here, least of all a credential.
    rejectUnauthorized: false,
  });
  try {
    return await probeWithin(timeoutMs, async () => {
      await waitForConnection(socket);
      return encryptionOf(socket);
    });
  } finally {
    socket.destroy();
  }
}

function encryptionOf(socket: TLSSocket): Encryption {
  const { subject, issuer, valid_to } = socket.getPeerCertificate();
  const validTo = new Date(valid_to);
  return {
    distrust: socket.authorized ? null : toPlainText(String(socket.authorizationError), 160),
    protocol: socket.getProtocol(),
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    validTo: Number.isNaN(validTo.getTime()) ? null : validTo,
  };
}

/** A certificate's names are data that its maker wrote; one that it repeats comes as a list. */
function nameOf(
  names: Readonly<Record<string, string | readonly string[] | undefined>> | undefined,
): string | null {
  const name = names?.["CN"] ?? names?.["O"];
  return name === undefined ? null : toPlainText(String(name), 80);
}

/** @throws the socket's error, or that it was closed, when that comes first */
function waitForConnection(socket: TLSSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once("secureConnect", resolve);
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("the connection was closed")));
  });
}
