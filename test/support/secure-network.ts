/** What stands between a server and the API in a company: a CA of its own, TLS, and a proxy. */
import { createServer, type Socket, connect as tcp } from "node:net";
import { join } from "node:path";

export interface Certificates {
  /** Files in PEM. The leaf is for localhost and alephant.test. */
  readonly ca: string;
  readonly key: string;
  readonly certificate: string;
  /** For the same names, but signed by nobody else. */
  readonly selfSigned: { readonly key: string; readonly certificate: string };
}

const settings = `
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign
[leaf]
subjectAltName = DNS:localhost, DNS:alephant.test, IP:127.0.0.1
`;

/** Made in `folder` by openssl; undefined where there is none. */
export async function createCertificates(folder: string): Promise<Certificates | undefined> {
  const openssl = Bun.which("openssl");
  if (openssl === null) return undefined;
  const at = (name: string): string => join(folder, name);
  await Bun.write(at("openssl.cnf"), settings);
  const run = (...args: readonly string[]): void => {
    const { exitCode, stderr } = Bun.spawnSync([openssl, ...args], { cwd: folder, stderr: "pipe" });
    if (exitCode !== 0) throw new Error(`openssl ${args[0]}: ${stderr.toString()}`);
  };
  const createRequest = (name: string): string[] => [
    ...["req", "-config", at("openssl.cnf"), "-newkey", "rsa:2048", "-nodes"],
    ...["-keyout", at(`${name}.key`), "-subj", `/CN=${name}`],
  ];
  run(...createRequest("ca"), "-x509", "-days", "2", "-extensions", "ca", "-out", at("ca.pem"));
  run(...createRequest("self"), "-x509", "-days", "2", "-extensions", "leaf", "-out", at("self.pem"));
  run(...createRequest("leaf"), "-out", at("leaf.csr"));
  run(
    ...[
      "x509",
      "-req",
      "-in",
      at("leaf.csr"),
      "-CA",
      at("ca.pem"),
      "-CAkey",
      at("ca.key"),
      "-set_serial",
      "7",
    ],
    ...["-days", "2", "-extfile", at("openssl.cnf"), "-extensions", "leaf", "-out", at("leaf.pem")],
  );
  return {
    ca: at("ca.pem"),
    key: at("leaf.key"),
    certificate: at("leaf.pem"),
    selfSigned: { key: at("self.key"), certificate: at("self.pem") },
  };
}

export interface SecureServer extends AsyncDisposable {
  readonly port: number;
  readonly url: string;
}

/** TLS in front of what listens at `url`. */
export function serveSecurely(
  { key, certificate }: { readonly key: string; readonly certificate: string },
  url: string,
): SecureServer {
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    tls: { key: Bun.file(key), cert: Bun.file(certificate) },
    fetch(request) {
      const { pathname, search } = new URL(request.url);
      const { host: _, ...headers } = Object.fromEntries(request.headers);
      return fetch(`${url}${pathname}${search}`, { headers });
    },
  });
  const port = server.port ?? 0;
  return {
    port,
    url: `https://localhost:${port}`,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

export interface Tunnel extends AsyncDisposable {
  readonly port: number;
  /** The head of each CONNECT, or an empty text for each connection that is passed on as it is. */
  readonly heads: readonly string[];
}

/** A proxy: whatever name is asked for, it connects to `targetPort` here. `"plain"`: a relay without CONNECT. */
export async function openTunnel(targetPort: number, kind: "proxy" | "plain"): Promise<Tunnel> {
  const heads: string[] = [];
  const sockets = new Set<Socket>();
  const joinSockets = (client: Socket, first: Buffer | undefined): void => {
    const target = tcp(targetPort, "127.0.0.1");
    sockets.add(target);
    target.on("error", () => client.destroy());
    client.on("error", () => target.destroy());
    if (first !== undefined) target.write(first);
    client.pipe(target);
    target.pipe(client);
  };
  const server = createServer((client) => {
    sockets.add(client);
    client.on("error", () => undefined);
    if (kind === "plain") {
      heads.push("");
      joinSockets(client, undefined);
      return;
    }
    client.once("data", (head) => {
      heads.push(String(head));
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      joinSockets(client, undefined);
    });
  });
  const { promise: listening, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await listening;
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    heads,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((done) => server.close(done));
    },
  };
}
