/**
 * MCP over standard input and output: one JSON-RPC message a line. Beyond what the SDK's own transport does, it answers
 * lines that are no message, bounds their length, numbers the requests, and ends when either side of the pipe is gone.
 */
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { isJSONRPCRequest, type JSONRPCMessage } from "@modelcontextprotocol/sdk/types.js";
import {
  asInvalidParams,
  cancelledIdOf,
  dropTask,
  explainTooLong,
  findIdAtBeginning,
  firstOwnId,
  notRequest,
  parseMessage,
  shiftOwnId,
} from "./messages.ts";
import { shutdownGraceMs } from "./shutdown.ts";
import type { StdioPipes } from "./stdio-pipes.ts";

/** Far above any real message. */
const maxLineBytes = 10 * 1024 * 1024;
/** Of a longer line only the beginning is kept: it may hold the id that the refusal needs. */
const keptBytesOfLongLine = 4_096;
/** While a host leaves more answers than this unread, its next messages wait. */
const maxUnreadCharacters = 16 * 1024 * 1024;
/** A host that stays above that limit for so long is taken to be gone. */
const unreadPatienceMs = 10_000;

const newline = 0x0a;

export class StdioTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** The end of input; answers under way may still leave before `onclose`. */
  onend?: () => void;

  readonly #pipes: StdioPipes;
  /**
   * Requests that have not been answered yet: our number of each, which is the id that the SDK gets, and the id that its
   * sender gave it. The SDK cannot call off a request whose id is 0 or "", nor tell apart two that share an id.
   */
  readonly #openRequests = new Map<number, string | number>();
  #lastNumber = 0;
  #onIdle: (() => void) | undefined;
  /** What has been written and has not yet left this process. */
  #unreadCharacters = 0;
  readonly #unreadWaiters = new Set<() => void>();
  #isClosed = false;

  constructor(pipes: StdioPipes) {
    this.#pipes = pipes;
  }

  async start(): Promise<void> {
    void this.#readLines();
  }

  async send(message: JSONRPCMessage): Promise<void> {
    if ("method" in message) return this.#write(shiftOwnId(message, firstOwnId));
    const number = Number(message.id);
    const id = this.#openRequests.get(number);
    if (id === undefined) return; // called off: its sender expects nothing more
    await this.#write(
      "error" in message ? { ...message, id, error: asInvalidParams(message.error) } : { ...message, id },
    );
    this.#settle(number);
  }

  #settle(number: number): void {
    this.#openRequests.delete(number);
    if (this.#openRequests.size === 0) this.#onIdle?.();
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.onclose?.();
  }

  async #write(message: unknown): Promise<void> {
    if (this.#isClosed) return;
    const line = `${JSON.stringify(message)}\n`;
    this.#unreadCharacters += line.length;
    try {
      await this.#pipes.write(line);
    } catch {
      await this.close(); // the host is gone (EPIPE)
    } finally {
      this.#unreadCharacters -= line.length;
      for (const checkAgain of this.#unreadWaiters) checkAgain();
    }
  }

  /** Resolves when everything that was written has left this process. */
  flush(): Promise<void> {
    return this.#waitForAtMostUnread(0);
  }

  async #waitForAtMostUnread(characters: number): Promise<void> {
    if (this.#unreadCharacters <= characters) return;
    await new Promise<void>((resolve) => {
      const checkAgain = (): void => {
        if (this.#unreadCharacters > characters) return;
        this.#unreadWaiters.delete(checkAgain);
        resolve();
      };
      this.#unreadWaiters.add(checkAgain);
    });
  }

  /** Otherwise answers that nobody reads would fill the memory. */
  async #waitForReader(): Promise<void> {
    if (this.#unreadCharacters <= maxUnreadCharacters) return;
    const patience = setTimeout(() => this.close(), unreadPatienceMs);
    await this.#waitForAtMostUnread(maxUnreadCharacters);
    clearTimeout(patience);
  }

  async #readLines(): Promise<void> {
    let pieces: Uint8Array[] = [];
    let length = 0;
    try {
      for await (const chunk of this.#pipes.input) {
        let start = 0;
        for (let end = chunk.indexOf(newline); end !== -1; end = chunk.indexOf(newline, start)) {
          this.#accept([...pieces, chunk.subarray(start, end)], length + end - start);
          pieces = [];
          length = 0;
          start = end + 1;
        }
        const rest = chunk.subarray(start);
        length += rest.byteLength;
        if (length <= maxLineBytes) pieces.push(rest);
        else pieces = [beginningOf([...pieces, rest])];
        await this.#waitForReader();
      }
    } catch (error) {
      this.#announceError(error);
    }
    // A last line without its newline was cut off: it is not a message.
    this.onend?.();
    await this.#waitForLastAnswers();
    await this.close();
  }

  #accept(pieces: readonly Uint8Array[], length: number): void {
    if (length > maxLineBytes) {
      const id = findIdAtBeginning(new TextDecoder().decode(beginningOf(pieces)));
      void this.#write({ jsonrpc: "2.0", id, error: explainTooLong(maxLineBytes) });
      return;
    }
    const message = parseMessage(decodeLine(pieces, length));
    if (message === undefined) return;
    if (!("jsonrpc" in message)) {
      void this.#write({ jsonrpc: "2.0", id: null, error: message });
      return;
    }
    const id = "method" in message && "id" in message ? message.id : undefined;
    if (typeof id === "string" || typeof id === "number") {
      // The SDK would only log it, and whoever asked would wait for ever.
      if (!isJSONRPCRequest(message)) {
        void this.#write({ jsonrpc: "2.0", id, error: notRequest });
        return;
      }
      this.#openRequests.set(++this.#lastNumber, id);
      this.#deliver({ ...dropTask(message), id: this.#lastNumber });
      return;
    }
    const cancelled = cancelledIdOf(message);
    if (cancelled === undefined) this.#deliver(shiftOwnId(message, -firstOwnId));
    else this.#callOff(cancelled);
  }

  /** An id that no open request has is ignored: the answer may have crossed the cancellation. */
  #callOff(cancelled: string | number): void {
    for (const [requestId, id] of [...this.#openRequests]) {
      if (id !== cancelled) continue;
      this.#settle(requestId);
      this.#deliver({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId } });
    }
  }

  #deliver(message: JSONRPCMessage): void {
    try {
      this.onmessage?.(message);
    } catch (error) {
      this.#announceError(error);
    }
  }

  #announceError(error: unknown): void {
    this.onerror?.(error instanceof Error ? error : new Error(String(error)));
  }

  async #waitForLastAnswers(): Promise<void> {
    if (this.#openRequests.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      setTimeout(resolve, shutdownGraceMs);
    });
  }
}

function decodeLine(pieces: readonly Uint8Array[], length: number): string {
  const line = new Uint8Array(length);
  let offset = 0;
  for (const piece of pieces) {
    line.set(piece, offset);
    offset += piece.byteLength;
  }
  return new TextDecoder().decode(line).trim();
}

function beginningOf(pieces: readonly Uint8Array[]): Uint8Array {
  const beginning = new Uint8Array(keptBytesOfLongLine);
  let length = 0;
  for (const piece of pieces) {
    const part = piece.subarray(0, keptBytesOfLongLine - length);
    beginning.set(part, length);
    length += part.byteLength;
  }
  return beginning.subarray(0, length);
}
