/** Where the view, the page inside the chat, is found, and its type, by which alone a host knows that it can show it. */
export const viewUri = "ui://alephant/chart.html";
export const viewType = "text/html;profile=mcp-app";
