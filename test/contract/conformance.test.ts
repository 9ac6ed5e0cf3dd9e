/**
 * The conformance suite of the protocol's project, on the built program. The suite speaks HTTP only, so each of its
 * sessions is passed on, message by message, to a process of its own.
 */
import { expect, test } from "bun:test";
import { readdir } from "node:fs/promises";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { WebStandardStreamableHTTPServerTransport as HttpTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import type { JSONRPCMessage, RequestId } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import type { ApiDouble } from "../api-double/server.ts";
import { useApiDouble } from "../support/api-double.ts";
import { environmentFor } from "../support/connect.ts";
import { useFolder } from "../support/folder.ts";
import { binaryCommand } from "../support/spawn.ts";
import { sentWrites, supportBotKeyId } from "../support/writing.ts";

/** They pass, with every check that is more than a remark. */
const applicable = [
  "completion-complete",
  "ping",
  "prompts-get-simple",
  "prompts-list",
  "server-initialize",
  "server-sse-multiple-streams",
  "tools-call-elicitation",
  "tools-call-error",
  "tools-call-simple-text",
  "tools-call-with-progress",
  "tools-list",
];

const noResources = "resources are not claimed";
const noLogging = "logging is not claimed: lines for a person go to standard error";
const textOnly = "every result is text with structured content";
const ownForm = "wants a form of its own; the only form here is one box to tick";
const ofTransport = "about HTTP, which is this test's and not the server's";
const notApplicable: Readonly<Record<string, string>> = {
  "dns-rebinding-protection": ofTransport,
  "elicitation-sep1034-defaults": ownForm,
  "elicitation-sep1330-enums": ownForm,
  "json-schema-2020-12": "wants a tool with $schema, $defs and $ref, which hosts refuse and no tool here has",
  "logging-set-level": noLogging,
  "prompts-get-embedded-resource": noResources,
  "prompts-get-with-args":
    "wants two free texts in one message; arguments of prompts here are choices and one id",
  "prompts-get-with-image": "every prompt is text",
  "resources-list": noResources,
  "resources-read-binary": noResources,
  "resources-read-text": noResources,
  "resources-subscribe": noResources,
  "resources-templates-read": noResources,
  "resources-unsubscribe": noResources,
  "server-sse-polling": ofTransport,
  "tools-call-audio": textOnly,
  "tools-call-embedded-resource": textOnly,
  "tools-call-image": textOnly,
  "tools-call-mixed-content": textOnly,
  "tools-call-sampling": "no tool asks the host's model",
  "tools-call-with-logging": noLogging,
};

/** The suite calls tools and prompts by names of its own; these do here what it looks for there. */
function translateNames(message: JSONRPCMessage, double: ApiDouble): JSONRPCMessage {
  if (!("method" in message)) return message;
  const { params } = message;
  const calling = (name: string, args: Record<string, unknown>): JSONRPCMessage => ({
    ...message,
    params: { ...params, name, arguments: args },
  });
  switch (message.method === "completion/complete" ? "completion" : params?.["name"]) {
    case "test_simple_text":
      return calling("get_workspace_overview", {});
    case "test_error_handling":
      return calling("get_agent_analytics", {});
    case "test_tool_with_progress":
      return calling("get_executive_dashboard", {});
    case "test_elicitation":
      return calling("update_key_budget", {
        key_id: supportBotKeyId(double),
        budget_cents: 1,
        budget_action: "block",
      });
    case "test_simple_prompt":
      return calling("workspace_health_check", {});
    case "completion":
      return {
        ...message,
        params: {
          ref: { type: "ref/prompt", name: "cost_deep_dive" },
          argument: { name: "target", value: "" },
        },
      };
    default:
      return message;
  }
}

/** Serves the built program over HTTP on this machine. */
function serveOverHttp(double: ApiDouble) {
  const sessions = new Map<string, HttpTransport>();
  const processes: StdioClientTransport[] = [];

  async function open(): Promise<HttpTransport> {
    const [command, ...args] = binaryCommand;
    const env = environmentFor("manager", double.url);
    const program = new StdioClientTransport({ command, args, env, stderr: "ignore" });
    processes.push(program);
    const http = new HttpTransport({
      sessionIdGenerator: () => crypto.randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, http),
    });
    /** On whose answer's stream the program's own requests and notifications go. */
    let latest: RequestId | undefined;
    http.onmessage = (message) => {
      if ("method" in message && "id" in message) latest = message.id;
      void program.send(translateNames(message, double));
    };
    program.onmessage = (message) => {
      const isAnswer = !("method" in message);
      // When the program ends it takes an open question back, and the stream for that may be gone by then.
      http
        .send(message, isAnswer || latest === undefined ? {} : { relatedRequestId: latest })
        .catch(() => undefined);
    };
    await program.start();
    return http;
  }

  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 0,
    async fetch(request) {
      const known = sessions.get(request.headers.get("mcp-session-id") ?? "");
      return (known ?? (await open())).handleRequest(request);
    },
  });
  return {
    url: new URL("/mcp", server.url).href,
    async [Symbol.asyncDispose]() {
      await server.stop(true);
      await Promise.all(processes.map((program) => program.close()));
    },
  };
}

const Checks = v.array(
  v.object({ id: v.string(), status: v.string(), errorMessage: v.optional(v.string()) }),
);

const double = await useApiDouble();
const folder = useFolder();

/** The checks of each scenario that count; remarks are left out. */
async function runSuite(url: string): Promise<Map<string, v.InferOutput<typeof Checks>>> {
  const suite = Bun.resolveSync("@modelcontextprotocol/conformance/dist/index.js", import.meta.dir);
  const command = [process.execPath, suite, "server", "--url", url, "--suite", "all", "-o", folder.path];
  await Bun.spawn(command, { cwd: folder.path, stdout: "ignore", stderr: "ignore" }).exited;
  const outcomes = (await readdir(folder.path)).map(async (name) => {
    // server-<scenario>-<time>
    const scenario = name.replace(/^server-/, "").replace(/-\d{4}-\d\d-\d\dT.*$/, "");
    const checks = v.parse(Checks, await Bun.file(folder.at(name, "checks.json")).json());
    return [scenario, checks.filter(({ status }) => status !== "INFO")] as const;
  });
  return new Map(await Promise.all(outcomes));
}

test("every scenario passes that is about something the server claims", async () => {
  await using served = serveOverHttp(double);
  const outcomes = await runSuite(served.url);
  expect([...outcomes.keys()].toSorted()).toEqual([...applicable, ...Object.keys(notApplicable)].toSorted());
  const problems = applicable.flatMap((scenario) =>
    (outcomes.get(scenario) ?? []).filter(({ status }) => status !== "SUCCESS"),
  );
  expect(problems).toEqual([]);
  const passed = [...outcomes].filter(
    ([, checks]) => checks.length > 0 && checks.every(({ status }) => status === "SUCCESS"),
  );
  expect(passed.map(([scenario]) => scenario).toSorted()).toEqual(applicable);
  // The one that tried to change something did not tick the box.
  expect(sentWrites(double)).toEqual([]);
}, 60_000);
