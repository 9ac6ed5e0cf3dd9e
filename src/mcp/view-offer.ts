/**
 * The view, a page inside the chat (MCP Apps, SEP-1865, 2026-01-26): which clients are offered it, and how tools point to
 * it. A client that does not declare the extension is told nothing of it.
 */
import type { ClientCapabilities } from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import { viewType, viewUri } from "./view-address.ts";

const extension = "io.modelcontextprotocol/ui";

export const viewCapabilities = { resources: {}, extensions: { [extension]: {} } };

const Settings = v.looseObject({ mimeTypes: v.array(v.unknown()) });

export function showsViews({ extensions }: ClientCapabilities): boolean {
  const settings = v.safeParse(Settings, extensions?.[extension]);
  return settings.success && settings.output.mimeTypes.includes(viewType);
}

/**
 * What a listed tool says about the view. `ui/resourceUri` is the name of an earlier draft, and the only one that some
 * versions of VS Code and Goose read (jongalloway/dotnet-mcp#413, aaif-goose/goose#6364). Tools that change something are
 * declared for the model alone, so that a host refuses them to every page.
 */
export function viewMetaOf(tool: { readonly effect: string; readonly hasChart?: boolean } | undefined): {
  readonly _meta?: Record<string, unknown>;
} {
  if (tool === undefined) return {};
  if (tool.hasChart === true) return { _meta: { ui: { resourceUri: viewUri }, "ui/resourceUri": viewUri } };
  return tool.effect === "read" ? {} : { _meta: { ui: { visibility: ["model"] } } };
}
