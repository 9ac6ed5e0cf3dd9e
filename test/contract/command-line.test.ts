// The commands of a terminal, as a person or a script runs them.
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import * as v from "valibot";
import manifest from "../../package.json";
import { credentials } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { useSharedFolder } from "../support/folder.ts";
import {
  type Certificates,
  createCertificates,
  openTunnel,
  serveSecurely,
} from "../support/secure-network.ts";
import { programs, runProgram, spawnInTerminal, theBinary } from "../support/spawn.ts";

// A test starts up to sixteen processes, one after the other.
setDefaultTimeout(60_000);

const double = await useApiDouble();

const everyCommand = [["--audit"], ["--audit", "--json"], ["doctor"], ["doctor", "--json"]];
const unreachable = { ALEPHANT_API_BASE_URL: "http://127.0.0.1:9", ALEPHANT_VIRTUAL_KEY: "vk-x" };

describe.each(programs)("$name", (program) => {
  const run = (words: readonly string[], environment: Readonly<Record<string, string>> = {}) =>
    runProgram(program, words, { environment });

  test("--version and --help need no configuration", async () => {
    for (const word of ["--version", "-v", "version"]) {
      expect(await run([word])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
    }
    const { code, stdout, stderr } = await run(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const word of ["--audit", "doctor", "--json", "--help", "--version"]) expect(stdout).toContain(word);
  });

  test.each([
    [["--audti"], "Did you mean --audit?"],
    [["docter"], "Did you mean doctor?"],
    [["--audit", "--jsno"], "Did you mean --json?"],
    [["--audit", "--json=yes"], "takes no value"],
    [["export", "--", "--format", "json"], "leave -- out"],
  ])("%j is refused with what was meant", async (words, meant) => {
    const { code, stdout, stderr } = await run(words, environmentFor("vk", double.url));
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(meant);
    expect(double.requests).toEqual([]);
  });

  test("a credential among the arguments is refused, and not repeated", async () => {
    const { code, stdout, stderr } = await run([credentials.virtualKey], {});
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("Unknown command [credential removed].");
  });

  test("--audit and doctor, in both modes", async () => {
    for (const who of ["vk", "manager"] as const) {
      const environment = environmentFor(who, double.url);
      const text = await run(["--audit"], environment);
      expect({ code: text.code, stderr: text.stderr }).toEqual({ code: 0, stderr: "" });
      expect(text.stdout).toContain("Cost by day");
      const json = await run(["--json", "--audit"], environment);
      expect(JSON.parse(json.stdout)).toMatchObject({ mode: who, failed: [] });
      const doctor = await run(["doctor", "--json"], environment);
      expect(JSON.parse(doctor.stdout)).toMatchObject({ ok: true, version: manifest.version });
      for (const { stdout } of [text, json, doctor]) {
        expect(stdout).not.toContain(credentials.virtualKey);
        expect(stdout).not.toContain(credentials.patAdmin);
      }
    }
  });

  test.each<readonly [what: string, environment: () => Readonly<Record<string, string>>, code: number]>([
    ["no configuration", () => ({}), 1],
    ["a refused key", () => environmentFor(credentials.revokedVirtualKey, double.url), 2],
    ["nobody there", () => unreachable, 3],
  ])("exit code of %s", async (_what, environment, code) => {
    // Side by side: a connection that fails is tried again after a while.
    await Promise.all(
      everyCommand.map(async (words) => {
        const outcome = await run(words, environment());
        expect({ words, code: outcome.code }).toEqual({ words, code });
        expect(outcome.stdout + outcome.stderr).not.toContain(credentials.revokedVirtualKey);
        if (words.includes("--json")) expect(() => JSON.parse(outcome.stdout)).not.toThrow();
        else expect(outcome.stdout + outcome.stderr).not.toMatch(/\n\s+at /);
      }),
    );
  });
});

test.skipIf(process.platform !== "linux")("an answer that cannot be written is no success", async () => {
  const [program] = theBinary.command;
  const full = Bun.spawn(["/bin/sh", "-c", 'exec "$0" --help > /dev/full', program], { stderr: "pipe" });
  expect(await full.exited).toBe(1);
  expect(await full.stderr.text()).toContain("the answer could not be written: ");
});

test("an API that repeats the credential gets it into no output", async () => {
  const token = "vk-live-1f0c9d7e5a3b4c2d8e6f7a9b0c1d2e3f";
  for (const status of [401, 403, 422, 500]) {
    double.reset();
    double.fault({
      effect: {
        kind: "status",
        status,
        body: { code: `BAD_${token}`, message: `Bearer ${token} is not good` },
      },
    });
    for (const words of everyCommand) {
      const { code, stdout, stderr } = await runProgram(theBinary, words, {
        environment: environmentFor(token, double.url),
      });
      expect(code).not.toBe(0);
      expect(stdout + stderr).not.toContain(token.slice(0, 20));
    }
  }
});

test("whoever reads the answer may stop at any time", async () => {
  const { code, stdout, stderr } = await runProgram(
    { name: "a pipe", command: ["sh", "-c", `"$0" --audit --json | head -1`, theBinary.command[0]] },
    [],
    { environment: environmentFor("manager", double.url) },
  );
  expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: "{\n", stderr: "" });
});

const certificates = await createCertificates(await useSharedFolder());

const Diagnosis = v.object({
  checks: v.array(v.object({ name: v.string(), status: v.string(), seen: v.string() })),
});

describe.skipIf(certificates === undefined)("doctor and TLS", () => {
  const requireCertificates = (): Certificates => {
    if (certificates === undefined) throw new Error("There are no certificates.");
    return certificates;
  };

  async function examine(environment: Readonly<Record<string, string>>, program = theBinary) {
    const { code, stdout } = await runProgram(program, ["doctor", "--json"], {
      environment: { ...environmentFor("vk", double.url), ...environment },
    });
    const { checks } = v.parse(Diagnosis, JSON.parse(stdout));
    const found = new Map(checks.map(({ name, status, seen }) => [name, `${status}: ${seen}`]));
    return { code, found };
  }

  test.each(programs)("a trusted certificate that ends soon is a warning: $name", async (program) => {
    await using api = serveSecurely(requireCertificates(), double.url);
    const environment = { ALEPHANT_API_BASE_URL: api.url, NODE_EXTRA_CA_CERTS: requireCertificates().ca };
    const { code, found } = await examine(environment, program);
    expect(code).toBe(0);
    expect(found.get("dns")).toStartWith("ok: localhost is ");
    expect(found.get("tls")).toMatch(
      /^warning: TLSv1\.\d, certificate of leaf, issued by ca, valid until .* left\)$/,
    );
    expect(found.get("credential")).toStartWith("ok");
  });

  test.each(programs)("a certificate of nobody is shown, and sent nothing: $name", async (program) => {
    await using api = serveSecurely(requireCertificates().selfSigned, double.url);
    const environment = { ALEPHANT_API_BASE_URL: api.url, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    const { code, found } = await examine(environment, program);
    expect(code).toBe(3);
    expect(found.get("tls")).toMatch(
      /^failed: Not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\): certificate of self/,
    );
    expect(found.get("credential")).toStartWith("skipped");
    expect(double.requests).toEqual([]);
  });

  test("through a proxy, the requests prove the certificate, which the doctor does not look at", async () => {
    await using api = serveSecurely(requireCertificates(), double.url);
    await using proxy = await openTunnel(api.port, "proxy");
    const { code, found } = await examine({
      ALEPHANT_API_BASE_URL: "https://alephant.test",
      NODE_EXTRA_CA_CERTS: requireCertificates().ca,
      HTTPS_PROXY: `http://user:pa55word@127.0.0.1:${proxy.port}`,
    });
    expect(code).toBe(0);
    expect(found.get("proxy")).toBe(`ok: 127.0.0.1:${proxy.port} (HTTPS_PROXY)`);
    expect(found.get("dns")).toStartWith("skipped");
    expect(found.get("tls")).toStartWith("skipped");
    expect(found.get("credential")).toStartWith("ok");
    expect(JSON.stringify([...found])).not.toContain("pa55word");
  });
});

describe.skipIf(process.platform === "win32")("in a terminal", () => {
  test("started by hand, the server says what it is", async () => {
    await using person = spawnInTerminal(theBinary, [], environmentFor("vk", double.url));
    await person.waitFor("this is an MCP server");
    await person.waitFor("--help");
    person.type("\x03");
    expect(await person.exited).toMatchObject({ code: 0 });
    expect(double.requests).toEqual([]);
  });

  test("the audit is in colour, fits, and shows how far it is", async () => {
    await using person = spawnInTerminal(theBinary, ["--audit"], environmentFor("vk", double.url), 60);
    expect(await person.exited).toMatchObject({ code: 0 });
    const shown = person.screen();
    expect(shown).toContain("\r\x1b[KAsking Alephant: 0 of 5 answered");
    const [, answer = ""] = shown.split("Asking Alephant: 5 of 5 answered\r\x1b[K");
    expect(answer).toContain("\x1b[1mVirtual key");
    for (const line of Bun.stripANSI(answer).split("\r\n")) expect(line.length).toBeLessThanOrEqual(60);
  });

  test("NO_COLOR is obeyed", async () => {
    const environment = { ...environmentFor("vk", double.url), NO_COLOR: "1" };
    await using person = spawnInTerminal(theBinary, ["doctor"], environment);
    expect(await person.exited).toMatchObject({ code: 0 });
    // The progress line is taken away by a control sequence, which is no colour.
    expect(person.screen().replaceAll("\r\x1b[K", "")).not.toContain("\x1b[");
  });

  test("Ctrl+C ends it at once", async () => {
    double.fault({ effect: { kind: "silence" } });
    await using person = spawnInTerminal(theBinary, ["--audit"], environmentFor("vk", double.url));
    await person.waitFor("Asking Alephant: 0 of 5");
    person.type("\x03");
    expect(await person.exited).toEqual({ code: null, signal: "SIGINT" });
  });
});
