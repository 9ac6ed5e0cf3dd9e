/** What a host shows of the server. */

/** Three rising bars on blue, 48 by 48. A PNG as a data URL: VS Code shows no SVG, and for a local server no icon from the web. */
const icon =
  "iVBORw0KGgoAAAANSUhEUgAAADAAAAAwBAMAAAClLOS0AAAAGFBMVEU0VNE0VNE0VNE0VNE0VNE0VNE0VNH///+8j83CAAAABnRSTlMAKlWAqtQtZ5aKAAAAd0lE" +
  "QVR42mNgYGBgdk1DASEGDGDAnIYBwDKMYZgSqQJACdE0LCAQKBGGTSIVqw0QW9iwSyQwmGGXSGZwwy6Rgt1ukO1pOAC6RHp5edkQlwCLDW0JhNhIk8CWRHEmapzZ" +
  "AGfGwZnVcGZOnNkZdwGAs8jAWcjgKJYANEXA+N7JHmYAAAAASUVORK5CYII=";

export const identity = {
  name: "alephant-mcp",
  title: "Alephant",
  description: "What your AI usage costs, and the keys and budgets that control it",
  websiteUrl: "https://github.com/AlephantAI/alephant-mcp",
  icons: [{ src: `data:image/png;base64,${icon}`, mimeType: "image/png", sizes: ["48x48"] }],
};
