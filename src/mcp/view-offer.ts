/**
 * The view, a page inside the chat (MCP Apps, SEP-1865, 2026-01-26): which clients are offered it, and how tools point to
 * it. A client that does not declare the extension is told nothing of it.
 */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  type ClientCapabilities,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import * as v from "valibot";
import { viewType, viewUri } from "./view-address.ts";

const extension = "io.modelcontextprotocol/ui";

export const viewCapabilities = { resources: {}, extensions: { [extension]: {} } };

const Settings = v.looseObject({ mimeTypes: v.array(v.unknown()) });

export function showsViews({ extensions }: ClientCapabilities): boolean {
  const settings = v.safeParse(Settings, extensions?.[extension]);
  return settings.success && settings.output.mimeTypes.includes(viewType);
}

const resourceMethods = ["resources/list", "resources/templates/list", "resources/read"];

export function serveResources(server: Server, clean: (text: string) => string): void {
  const load = () => import("./resources.ts");
  server.setRequestHandler(ListResourcesRequestSchema, async () => (await load()).listResources());
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({ resourceTemplates: [] }));
  server.setRequestHandler(ReadResourceRequestSchema, async ({ params }) =>
    (await load()).readResource(params.uri, clean),
  );
}

/** From then on the server answers like one that never had resources. */
export function refuseResources(server: Server): void {
  for (const method of resourceMethods) server.removeRequestHandler(method);
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
