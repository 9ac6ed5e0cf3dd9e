/**
 * Standard input and output as the transport uses them. Under Bun they are Bun's own streams, because merely touching
 * process.stdin and process.stdout costs 7 ms of a 13 ms start.
 */

export interface StdioPipes {
  readonly input: AsyncIterable<Uint8Array>;
  /** Resolves when the text has left this process; rejects when nobody reads it any more. */
  readonly write: (text: string) => Promise<void>;
}

export function openStdioPipes(): StdioPipes {
  return typeof Bun === "undefined" ? openNodePipes() : openBunPipes();
}

function openBunPipes(): StdioPipes {
  const sink = Bun.stdout.writer();
  return {
    input: Bun.stdin.stream(),
    async write(text) {
      // Both may reject when the reader is gone, and a rejection that nobody awaits ends the process with code 1.
      await Promise.all([sink.write(text), sink.flush()]);
    },
  };
}

function openNodePipes(): StdioPipes {
  const { stdin, stdout } = process;
  // The callback of write reports the same error; without a listener the event would end the process with code 1.
  stdout.on("error", () => undefined);
  return {
    input: stdin,
    write: (text) =>
      new Promise((resolve, reject) => stdout.write(text, (error) => (error ? reject(error) : resolve()))),
  };
}
