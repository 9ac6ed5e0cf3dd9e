import { describe, expect, test } from "bun:test";
import { type Config, type Environment, readConfig } from "../src/config.ts";
import { ConfigError } from "../src/domain/errors.ts";

const url = "https://alephant.test";
const pat = "pat_admin_0123456789abcdef";
const vk = "vk-live-0123456789abcdef";
const workspaceId = "6f1c2a54-0f0e-4a6b-9a51-8f1f2f6f9d10";

const vkEnvironment = { ALEPHANT_API_BASE_URL: url, ALEPHANT_VIRTUAL_KEY: vk };
const managerEnvironment = {
  ALEPHANT_API_BASE_URL: url,
  ALEPHANT_PAT: pat,
  ALEPHANT_WORKSPACE_ID: workspaceId,
};

const read = (environment: Environment): Config => readConfig(environment, "linux");

function problemsOf(environment: Environment): readonly string[] {
  try {
    read(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test("a virtual key: vk mode, with the defaults", () => {
  expect(read(vkEnvironment)).toMatchObject({
    mode: "vk",
    baseUrl: url,
    virtualKey: vk,
    rateLimitRpm: 60,
    notes: [],
  });
});

test("a personal access token with its workspace: manager mode", () => {
  expect(read(managerEnvironment)).toMatchObject({
    mode: "manager",
    personalAccessToken: pat,
    workspaceId,
    notes: [],
  });
});

test("the token goes before the virtual key, which is not even looked at", () => {
  const { mode, notes } = read({ ...managerEnvironment, ALEPHANT_VIRTUAL_KEY: "pat_swapped here" });
  expect({ mode, notes }).toEqual({
    mode: "manager",
    notes: ["ALEPHANT_PAT is set, so ALEPHANT_VIRTUAL_KEY is not used."],
  });
});

/** As hosts pass it on when they do not know the variable. */
const writeReference = (name: string): string => ["$", "{", name, "}"].join("");
const unexpanded = [
  writeReference("ALEPHANT_PAT"),
  writeReference("env:ALEPHANT_PAT"),
  "$ALEPHANT_PAT",
  "%ALEPHANT_PAT%",
];

test.each(["", "   ", "\t\n", ...unexpanded])("%j is no token, so the virtual key counts", (value) => {
  const config = read({ ...vkEnvironment, ALEPHANT_PAT: value, ALEPHANT_WORKSPACE_ID: value });
  expect(config).toMatchObject({ mode: "vk", notes: [] });
});

test("values are trimmed", () => {
  const config = read({ ALEPHANT_API_BASE_URL: ` ${url}\n`, ALEPHANT_VIRTUAL_KEY: `\t${vk} ` });
  expect(config).toMatchObject({ baseUrl: url, virtualKey: vk });
});

test.each([
  ["https://alephant.io", "https://alephant.io"],
  ["https://alephant.io/", "https://alephant.io"],
  ["https://alephant.io///", "https://alephant.io"],
  ["HTTPS://Alephant.IO:443", "https://alephant.io"],
  ["https://alephant.io/api", "https://alephant.io"],
  ["https://alephant.io/api/v1/", "https://alephant.io"],
  ["https://host.test/alephant/api/v1", "https://host.test/alephant"],
  ["https://host.test:8443/alephant/", "https://host.test:8443/alephant"],
  ["https://host.test/rapi", "https://host.test/rapi"],
  ["http://localhost:3000", "http://localhost:3000"],
  ["http://127.0.0.1:3000/", "http://127.0.0.1:3000"],
  ["http://127.8.9.1", "http://127.8.9.1"],
  ["http://[::1]:3000", "http://[::1]:3000"],
])("base URL %s is %s", (value, baseUrl) => {
  expect(read({ ...vkEnvironment, ALEPHANT_API_BASE_URL: value }).baseUrl).toBe(baseUrl);
});

test.each([
  [undefined, "is not set"],
  ["  ", "is blank"],
  [writeReference("ALEPHANT_API_BASE_URL"), "holds an unexpanded variable reference"],
  ["alephant.io", "is not a URL"],
  ["ftp://alephant.io", "must start with https://"],
  ["file:///etc/passwd", "must start with https://"],
  ["http://alephant.io", "must use https://"],
  ["http://localhost.evil.test", "must use https://"],
  ["http://127.0.0.1.evil.test", "must use https://"],
  ["http://10.0.0.1", "must use https://"],
  ["https://user:word@alephant.io", "must not contain a user name or password"],
  ["https://alephant.io/?key=1", "must not contain a query or a fragment"],
  ["https://alephant.io/#api", "must not contain a query or a fragment"],
])("base URL %s: %s", (value, words) => {
  const problems = problemsOf({ ...vkEnvironment, ALEPHANT_API_BASE_URL: value });
  expect(problems).toEqual([expect.stringMatching(/^ALEPHANT_API_BASE_URL /)]);
  expect(problems[0]).toContain(words);
});

test.each([
  [{ ALEPHANT_VIRTUAL_KEY: pat }, "ALEPHANT_VIRTUAL_KEY holds a personal access token"],
  [
    { ALEPHANT_PAT: vk, ALEPHANT_WORKSPACE_ID: workspaceId },
    "ALEPHANT_PAT holds a virtual key (it starts with vk-). Set it as ALEPHANT_VIRTUAL_KEY.",
  ],
  [
    { ALEPHANT_VIRTUAL_KEY: "vk-live\r\nX-Injected: 1" },
    "ALEPHANT_VIRTUAL_KEY contains a space, a line break",
  ],
  [{ ALEPHANT_VIRTUAL_KEY: "vk-live\u0000x" }, "ALEPHANT_VIRTUAL_KEY contains"],
  [{ ALEPHANT_VIRTUAL_KEY: "vk-lïve" }, "ALEPHANT_VIRTUAL_KEY contains"],
  [{ ALEPHANT_PAT: "pat_a b", ALEPHANT_WORKSPACE_ID: workspaceId }, "ALEPHANT_PAT contains a space"],
  [{ ALEPHANT_PAT: pat }, "ALEPHANT_WORKSPACE_ID is not set, and ALEPHANT_PAT needs it."],
  [{ ALEPHANT_PAT: pat, ALEPHANT_WORKSPACE_ID: " " }, "ALEPHANT_WORKSPACE_ID is blank"],
  [{ ALEPHANT_PAT: pat, ALEPHANT_WORKSPACE_ID: "my-workspace" }, "ALEPHANT_WORKSPACE_ID is not a UUID"],
  [{}, "No credential: set ALEPHANT_VIRTUAL_KEY"],
])("%j is refused", (environment, words) => {
  const problems = problemsOf({ ALEPHANT_API_BASE_URL: url, ...environment });
  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(words);
});

test("a credential of an unknown form is used, with a note", () => {
  const { notes } = read({ ...vkEnvironment, ALEPHANT_VIRTUAL_KEY: "key-1234" });
  expect(notes).toEqual([expect.stringContaining("ALEPHANT_VIRTUAL_KEY does not start with vk-")]);
});

test.each([
  [undefined, 60],
  ["", 60],
  ["0", 0],
  [" 120 ", 120],
  ["999999", 999_999],
])("rate limit %j is %d", (value, rateLimitRpm) => {
  const config = read({ ...vkEnvironment, ALEPHANT_RATE_LIMIT_RPM: value });
  expect(config).toMatchObject({ rateLimitRpm, notes: [] });
});

test.each(["-1", "2.5", "1e3", "many", "0x10", "10000000"])("rate limit %j is 60, with a note", (value) => {
  const { rateLimitRpm, notes } = read({ ...vkEnvironment, ALEPHANT_RATE_LIMIT_RPM: value });
  expect({ rateLimitRpm, notes }).toEqual({
    rateLimitRpm: 60,
    notes: [expect.stringMatching(/^ALEPHANT_RATE_LIMIT_RPM .* using 60\.$/)],
  });
});

test.each([
  [undefined, true],
  ["off", false],
  ["0", false],
  ["On", true],
])("ALEPHANT_UI=%s offers the page inside the chat: %p", (value, offersView) => {
  expect(read({ ...vkEnvironment, ALEPHANT_UI: value })).toHaveProperty("offersView", offersView);
});

describe("several problems", () => {
  const environment = {
    ALEPHANT_API_BASE_URL: "http://alephant.test",
    ALEPHANT_PAT: "vk-live-swapped0123456789",
    ALEPHANT_WORKSPACE_ID: "pat_lost_0123456789abcdef",
    ALEPHANT_READ_ONLY: "perhaps",
  };

  test("are told all at once, each by its variable", () => {
    const names = problemsOf(environment).map((problem) => problem.split(" ")[0]);
    expect(names.toSorted()).toEqual(Object.keys(environment).toSorted());
  });

  test("repeat no value of any variable", () => {
    const told = problemsOf(environment).join("\n");
    for (const value of Object.values(environment)) expect(told).not.toContain(value);
  });
});

describe("what stands for a credential in an example is none", () => {
  test.each([
    "vk-...",
    "vk-…",
    "vk-<your key>",
    "<key>",
    "vk-xxxx",
    "YOUR_KEY",
    "your-virtual-key",
    "vk-[key]",
    "...",
  ])("%s", (value) => {
    const [problem, ...others] = problemsOf({ ...vkEnvironment, ALEPHANT_VIRTUAL_KEY: value });
    expect(problem).toBe(
      "ALEPHANT_VIRTUAL_KEY still holds what stands for a credential in an example. Put your own in its place; it comes from the Alephant dashboard.",
    );
    expect(others).toEqual([]);
  });

  test("nor is a token's", () => {
    expect(problemsOf({ ...managerEnvironment, ALEPHANT_PAT: "pat_..." })).toHaveLength(1);
  });

  test.each(["vk-x", "vk-xylophone", "vk-a...b", "vk-your"])("%s may be one", (value) => {
    expect(problemsOf({ ...vkEnvironment, ALEPHANT_VIRTUAL_KEY: value })).toEqual([]);
  });
});
