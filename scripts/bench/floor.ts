// The least that a compiled Bun program can do about MCP: it answers every request, without SDK, checks or tools.
const output = Bun.stdout.writer();
const decoder = new TextDecoder();
for await (const chunk of Bun.stdin.stream()) {
  for (const line of decoder.decode(chunk).trim().split("\n")) {
    const { id } = JSON.parse(line);
    if (id === undefined) continue;
    output.write(`${JSON.stringify({ jsonrpc: "2.0", id, result: {} })}\n`);
    await output.flush();
  }
}

export {};
