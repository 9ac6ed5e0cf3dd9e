import { expect, test } from "bun:test";
import { apiHostOf, findProxy, type ProxyChoice } from "../../../src/api/http/network-path.ts";

test.each([
  ["https://alephant.io", { name: "alephant.io", port: 443, isSecure: true, isAddress: false }],
  ["https://a.test:8443/x", { name: "a.test", port: 8443, isSecure: true, isAddress: false }],
  ["http://127.0.0.1:80", { name: "127.0.0.1", port: 80, isSecure: false, isAddress: true }],
  ["https://[::1]:9", { name: "::1", port: 9, isSecure: true, isAddress: true }],
])("the host of %s", (baseUrl, host) => {
  expect(apiHostOf(baseUrl)).toEqual(host);
});

const used = (variable: string, host: string, port: number): ProxyChoice => ({
  kind: "used",
  proxy: { variable, host, port },
});

// What Bun's fetch does with the same variables was measured with 1.4.5.
test.each<readonly [env: Readonly<Record<string, string>>, choice: ProxyChoice]>([
  [{}, { kind: "none" }],
  [{ HTTPS_PROXY: "http://p.test:3128" }, used("HTTPS_PROXY", "p.test", 3128)],
  [{ HTTPS_PROXY: "p.test:3128" }, used("HTTPS_PROXY", "p.test", 3128)],
  [{ HTTPS_PROXY: "http://p.test" }, used("HTTPS_PROXY", "p.test", 80)],
  [{ HTTPS_PROXY: "http://a.test", https_proxy: "http://b.test" }, used("https_proxy", "b.test", 80)],
  [{ ALL_PROXY: "http://a.test", HTTPS_PROXY: "http://b.test" }, used("HTTPS_PROXY", "b.test", 80)],
  [{ ALL_PROXY: "http://a.test" }, used("ALL_PROXY", "a.test", 80)],
  [{ HTTP_PROXY: "http://a.test" }, { kind: "none" }],
  [{ HTTPS_PROXY: " " }, { kind: "none" }],
  [{ HTTPS_PROXY: "http://" }, { kind: "unreadable", variable: "HTTPS_PROXY" }],
])("the proxy of %j", (env, choice) => {
  expect(findProxy(apiHostOf("https://api.alephant.test"), env)).toEqual(choice);
});

test("of a proxy's address, only host and port are kept", () => {
  const env = { HTTPS_PROXY: "https://u:p%40ss@p.test" };
  expect(findProxy(apiHostOf("https://a.test"), env)).toEqual({
    kind: "used",
    proxy: { variable: "HTTPS_PROXY", host: "p.test", port: 443 },
  });
});

test.each([
  ["api.alephant.test", true],
  ["alephant.test", true],
  [".alephant.test", true],
  ["*.alephant.test", true],
  ["*", true],
  ["API.alephant.test", true],
  ["api.alephant.test:443", true],
  ["api.alephant.test:8443", false],
  ["other.test, api.alephant.test", true],
  ["other.test api.alephant.test", true],
  ["phant.test", false],
  ["xapi.alephant.test", false],
])("NO_PROXY=%s takes the host out: %p", (exceptions, isOut) => {
  const env = { HTTPS_PROXY: "http://p.test", NO_PROXY: exceptions };
  expect(findProxy(apiHostOf("https://api.alephant.test"), env).kind).toBe(isOut ? "left_out" : "used");
});

test("no_proxy wins over NO_PROXY, unless it is empty", () => {
  const env = { HTTPS_PROXY: "http://p.test", NO_PROXY: "api.test" };
  const host = apiHostOf("https://api.test");
  expect(findProxy(host, { ...env, no_proxy: "other.test" }).kind).toBe("used");
  expect(findProxy(host, { ...env, no_proxy: "" }).kind).toBe("left_out");
});

test("plain http stays on this machine", () => {
  expect(findProxy(apiHostOf("http://localhost:1"), { HTTP_PROXY: "http://p.test" }).kind).toBe("none");
});
