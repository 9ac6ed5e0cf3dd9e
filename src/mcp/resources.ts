/** Answers what clients ask about resources, of which this server has one, the view. */
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import {
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ReadResourceRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";

const resourceMethods = ["resources/list", "resources/templates/list", "resources/read"];

export function serveResources(server: Server, clean: (text: string) => string): void {
  const load = () => import("./view-resource.ts");
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
