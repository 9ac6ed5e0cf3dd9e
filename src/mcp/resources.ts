/** The one resource of this server: the page that draws results inside the chat. Loaded when a host asks for it. */
import { pageType, pageUri } from "./page-address.ts";

/** It asks for nothing outside, and the host draws the border. */
const pageMeta = { ui: { csp: { connectDomains: [], resourceDomains: [] }, prefersBorder: true } };

export const listResources = () => ({
  resources: [
    {
      uri: pageUri,
      name: "chart",
      title: "Chart of a result",
      description: "Draws the figures of a tool inside the chat",
      mimeType: pageType,
      _meta: pageMeta,
    },
  ],
});

/** @throws the protocol's error for a resource that is not there */
export async function readResource(uri: string, clean: (text: string) => string) {
  if (uri !== pageUri) {
    const message = `Resource not found. The only one is ${pageUri}.`;
    throw Object.assign(new Error(message), { code: -32002, data: { uri: clean(uri.slice(0, 200)) } });
  }
  const { loadViewPage } = await import("./view-page.ts");
  return { contents: [{ uri, mimeType: pageType, text: await loadViewPage(), _meta: pageMeta }] };
}
