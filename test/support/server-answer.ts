/** What a server answers to a host's first message: as a line, and as shell code that prints it. */
export const answerLine = JSON.stringify({
  jsonrpc: "2.0",
  id: 1,
  result: { protocolVersion: "2025-11-25", capabilities: {}, serverInfo: { name: "alephant", version: "0" } },
});

export const shellAnswer = `read line; printf '%s\\n' '${answerLine}'; read line`;
