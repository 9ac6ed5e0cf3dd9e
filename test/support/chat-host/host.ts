/** A host's page, in the browser: the extension's own bridge around the page of the server, steered by a test. */
import {
  AppBridge,
  type McpUiHostCapabilities,
  type McpUiHostContext,
  PostMessageTransport,
} from "@modelcontextprotocol/ext-apps/app-bridge";
import { type CallToolResult, CallToolResultSchema } from "@modelcontextprotocol/sdk/types.js";

interface ChatHost {
  sendResult(result: CallToolResult, args: Record<string, unknown>): Promise<void>;
  cancel(reason: string): Promise<void>;
  change(context: McpUiHostContext): void;
  tearDown(): Promise<unknown>;
}

declare global {
  interface Window {
    /** The test's: calls the tool of the server. */
    callServerTool(name: string, args: Record<string, unknown>): Promise<unknown>;
    chatHost: ChatHost;
    sizes: { width?: number | undefined; height?: number | undefined }[];
  }
}

// The bridge writes down every message. What this frame says is not what is tested.
console.debug = () => undefined;

const query = new URLSearchParams(location.search);
const capabilities: McpUiHostCapabilities = query.has("withoutTools") ? {} : { serverTools: {} };
const hostContext: McpUiHostContext = { theme: query.get("theme") === "dark" ? "dark" : "light" };
const frame = document.createElement("iframe");
frame.title = "Page of the server";
frame.sandbox.add("allow-scripts");
document.body.append(frame);
const view = frame.contentWindow;
if (view === null) throw new Error("There is no frame.");

window.sizes = [];
if (!query.has("silent")) {
  const bridge = new AppBridge(null, { name: "test", version: "0" }, capabilities, { hostContext });
  const initialized = new Promise<void>((resolve) => {
    bridge.oninitialized = () => resolve();
  });
  bridge.onsizechange = (size) => {
    window.sizes.push(size);
    frame.style.height = `${size.height}px`;
  };
  bridge.oncalltool = async ({ name, arguments: args = {} }) => {
    if (query.has("refuses")) throw new Error("the user said no");
    return CallToolResultSchema.parse(await window.callServerTool(name, args));
  };
  await bridge.connect(new PostMessageTransport(view, view));
  window.chatHost = {
    async sendResult(result, args) {
      await initialized;
      await bridge.sendToolInput({ arguments: args });
      await bridge.sendToolResult(result);
    },
    async cancel(reason) {
      await initialized;
      await bridge.sendToolCancelled({ reason });
    },
    change: (context) => bridge.setHostContext(context),
    tearDown: () => bridge.teardownResource({}),
  };
}
if (query.has("srcdoc")) frame.srcdoc = await (await fetch("/view.html")).text();
else frame.src = "/view.html";
