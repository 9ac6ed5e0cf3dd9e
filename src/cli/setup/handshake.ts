/** The first exchange of a host with a server: the message, and whether what comes back is a server's answer. */
import { parseJson } from "../../domain/json.ts";
import { toPlainText } from "../../domain/text.ts";
import { isMembers } from "./members.ts";

const id = 1;

/** The first message of a host. */
export const greeting = `${JSON.stringify({
  jsonrpc: "2.0",
  id,
  method: "initialize",
  params: {
    protocolVersion: "2025-11-25",
    capabilities: {},
    clientInfo: { name: "alephant-mcp setup", version: "1" },
  },
})}\n`;

/** Characters; an answer is far shorter. */
const maxOutput = 256 * 1024;

/** `unusable`: it is not the answer of a server, and why. */
export type Reply = { readonly kind: "server" } | { readonly kind: "unusable"; readonly reason: string };

/** @returns a function that takes the output piece by piece; undefined until there is an answer, or can be none */
export function createReplyReader(): (piece: string) => Reply | undefined {
  let line = "";
  let length = 0;
  return (piece) => {
    length += piece.length;
    const [first = "", ...rest] = piece.split("\n");
    const lines = [line + first, ...rest];
    line = lines.pop() ?? "";
    for (const each of lines) {
      const reply = readReply(each);
      if (reply !== undefined) return reply;
    }
    if (length <= maxOutput) return undefined;
    return { kind: "unusable", reason: "it prints something else than an answer" };
  };
}

/** Undefined for a line that is not the answer to our message: a server may write others before it. */
function readReply(line: string): Reply | undefined {
  const message = readMessage(line);
  if (!isMembers(message) || message["jsonrpc"] !== "2.0" || message["id"] !== id) return undefined;
  const { result, error } = message;
  if (isMembers(result)) {
    const { serverInfo } = result;
    const name = isMembers(serverInfo) ? serverInfo["name"] : undefined;
    if (typeof name === "string" && name.trim() !== "") return { kind: "server" };
    return { kind: "unusable", reason: "its answer does not name a server" };
  }
  if (!isMembers(error)) return undefined;
  const said = typeof error["message"] === "string" ? `: ${toPlainText(error["message"], 200)}` : "";
  return { kind: "unusable", reason: `it answers with an error${said}` };
}

const readMessage = (line: string): unknown =>
  line.trimStart().startsWith("{") ? parseJson(line) : undefined;
