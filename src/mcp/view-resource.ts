/** The view as a resource: a page that draws results inside the chat. Loaded when a host asks for it. */
import { viewType, viewUri } from "./view-address.ts";

/** The view loads nothing from outside, and the host draws its border. */
const viewMeta = { ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true } };

export const listResources = () => ({
  resources: [
    {
      uri: viewUri,
      name: "chart",
      title: "Chart of a result",
      description: "Draws the figures of a tool inside the chat",
      mimeType: viewType,
      _meta: viewMeta,
    },
  ],
});

/** @throws the protocol's error for a resource that is not there */
export async function readResource(uri: string, clean: (text: string) => string) {
  if (uri !== viewUri) {
    const message = `Resource not found. The only one is ${viewUri}.`;
    throw Object.assign(new Error(message), { code: -32002, data: { uri: clean(uri.slice(0, 200)) } });
  }
  const { loadViewPage } = await import("./view-page.ts");
  return { contents: [{ uri, mimeType: viewType, text: await loadViewPage(), _meta: viewMeta }] };
}
