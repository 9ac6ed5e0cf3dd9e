// A chart as it is shipped: drawn by the executable, by Bun and by Node alike.
import { expect, setDefaultTimeout, test } from "bun:test";
import { startApiDouble } from "../api-double/server.ts";
import { callForChart, pngIn, readPng, readXml, svgIn, wordsIn } from "../support/charts.ts";
import { environmentFor } from "../support/connect.ts";
import { programs, spawnClient } from "../support/spawn.ts";

setDefaultTimeout(60_000);

test.each([...programs])("$name draws, on demand only", async (program) => {
  const double = await startApiDouble();
  try {
    await using server = await spawnClient(program, { environment: environmentFor("manager", double.url) });
    await server.client.listTools(); // so that the client checks results against their output schemas
    const call = (args: Record<string, unknown>) =>
      callForChart(server.client, "get_executive_dashboard", args);
    const png = pngIn((await call({ chart: "png" })).pictures);
    expect(png.length).toBeLessThan(20_000);
    const svg = svgIn((await call({ chart: "svg" })).pictures);
    const { width, height } = readPng(png);
    expect(readXml(svg)[0]?.attributes).toMatchObject({ width: `${width}`, height: `${height}` });
    expect(wordsIn(svg)[0]).toStartWith("Cost of the billing cycle in USD, ");
    expect((await call({})).pictures).toEqual([]);
    expect(server.stderr()).not.toContain("bug in");
  } finally {
    await double.stop();
  }
});
