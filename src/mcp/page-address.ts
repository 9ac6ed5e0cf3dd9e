/** Where the page inside the chat is found, and what it is: a host shows it by this type alone. */
export const pageUri = "ui://alephant/chart.html";
export const pageType = "text/html;profile=mcp-app";
