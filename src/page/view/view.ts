/** The page inside the chat: it shows a tool's result, and calls the same tool again when its reader chooses other arguments. */
import * as v from "valibot";
import type { ViewData } from "../view-data.ts";
import { Host, Refusal, Silence } from "./host.ts";
import { applyTheme, HostContext } from "./host-theme.ts";
import { readResult } from "./result.ts";
import { redrawChart, showBusy, showControls, showNote, showResult } from "./show.ts";

const protocolVersion = "2026-01-26";
const handshakeMs = 10_000;
/** Enough for the slowest tool, and for a person who is asked whether the page may call it. */
const callMs = 120_000;
/** When no result has come after this time, the page says so. */
const firstResultMs = 4_000;

const Initialized = v.looseObject({
  hostCapabilities: v.optional(v.looseObject({ serverTools: v.optional(v.unknown()) }), {}),
  hostContext: v.optional(HostContext, {}),
});
const Cancelled = v.looseObject({ reason: v.string() });

let data: ViewData | undefined;
/** Why the page cannot ask again; undefined when it can. */
let lockReason: string | undefined =
  "This host does not let the page ask again. Ask the assistant for other days or figures.";
/** A result has come, or word that the call was cancelled. */
let hasOutcome = false;

const host = new Host(window.parent, {
  "ui/notifications/tool-input": () => {
    if (!hasOutcome) showNote("Reading the figures.");
  },
  "ui/notifications/tool-result": (params) => {
    try {
      showReceived(params);
    } catch (error) {
      showNote(explainFailure(error), true);
    }
  },
  "ui/notifications/tool-cancelled": (params) => {
    hasOutcome = true;
    const reason = v.is(Cancelled, params) ? `: ${params.reason}` : "";
    showNote(`The call was cancelled${reason}.`);
  },
  "ui/notifications/host-context-changed": (params) => {
    if (v.is(HostContext, params)) applyTheme(params);
  },
});

function showReceived(received: unknown): void {
  hasOutcome = true;
  showBusy(false);
  const result = readResult(received);
  if (result.problem !== undefined) {
    showNote(result.problem, true);
    offerControls();
    return;
  }
  showResult(result);
  ({ data } = result);
  showNote("");
  offerControls();
}

function offerControls(): void {
  const controls = data?.controls ?? [];
  showControls(controls, lockReason, (name, value) => void askAgain(name, value));
  if (lockReason !== undefined && controls.length > 0) showNote(lockReason);
}

/** Calls the same tool with one argument changed. */
async function askAgain(name: string, value: string): Promise<void> {
  if (data === undefined) return;
  const { tool, arguments: args } = data;
  showBusy(true);
  showNote("Reading the figures.");
  showControls(data.controls, "Reading the figures.", () => undefined);
  const call = { name: tool, arguments: { ...args, [name]: value } };
  try {
    showReceived(await host.request("tools/call", call, callMs));
  } catch (error) {
    // The choice is offered again: where a person was asked, the next answer may be yes.
    showBusy(false);
    offerControls();
    showNote(explainFailure(error), true);
  }
}

function explainFailure(error: unknown): string {
  if (error instanceof Refusal)
    return `The host did not make the call: ${error.message}. Ask the assistant for other days or figures.`;
  if (error instanceof Silence)
    return "The host did not answer. Ask the assistant for other days or figures.";

  return `The page failed to show what came (${String(error)}). Ask the assistant for these figures.`;
}

async function shakeHands(): Promise<void> {
  const hello = {
    appInfo: { name: "alephant-mcp", title: "Alephant", version: "1" },
    appCapabilities: { availableDisplayModes: ["inline", "fullscreen"] },
    protocolVersion,
  };
  const answer = await host.request("ui/initialize", hello, handshakeMs);
  // Hosts write null where they have nothing; the handshake goes on all the same.
  const declared = v.safeParse(Initialized, answer);
  if (declared.success) {
    applyTheme(declared.output.hostContext);
    if (declared.output.hostCapabilities.serverTools !== undefined) lockReason = undefined;
  }
  if (hasOutcome) {
    // The note said that the choice is locked, which it no longer is.
    if (lockReason === undefined && data !== undefined) showNote("");
    offerControls();
  }
  host.notify("ui/notifications/initialized", {});
  announceSize();
}

let announced = "";
function announceSize(): void {
  const { height } = document.documentElement.getBoundingClientRect();
  const size = { width: window.innerWidth, height: Math.ceil(height) };
  if (announced === JSON.stringify(size)) return;
  announced = JSON.stringify(size);
  host.notify("ui/notifications/size-changed", size);
}

new ResizeObserver(() => {
  redrawChart();
  announceSize();
}).observe(document.documentElement);

setTimeout(() => {
  if (!hasOutcome)
    showNote("Nothing has come from the host yet. The figures stand in the assistant's answer.");
}, firstResultMs);

// A host that does not answer may still send the result.
shakeHands().catch(() => undefined);
