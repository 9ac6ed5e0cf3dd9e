import { describe, expect, test } from "bun:test";
import { startApiDouble } from "../../api-double/server.ts";
import { answerText, sectionText } from "../../support/page-text.ts";
import { writeReport } from "../../support/report.ts";

describe("where an anomaly begins", () => {
  /** Of a cycle that is a few days old, anomalies are looked for in the last week. */
  async function pageAt(day: string): Promise<string> {
    const now = new Date(`${day}T09:30:00Z`);
    const early = await startApiDouble({ now: () => now });
    try {
      using written = await writeReport(early, "manager", { words: ["--period", "billing_cycle"], now });
      return written.html;
    } finally {
      await early.stop();
    }
  }

  test("before the first day of the chart: neither a sign nor a word about signs", async () => {
    const html = await pageAt("2026-11-03");
    expect(answerText(html, "What changed, and why?")).toContain("began 2026-10-31 and is over");
    expect(html.includes("an anomaly begins")).toBe(false);
    expect(sectionText(html, "days")).not.toContain("Marked is");
  });

  test("on one of its days: a sign, which the text below explains, and none for those before", async () => {
    const html = await pageAt("2026-11-04");
    expect(html.includes("an anomaly begins")).toBe(true);
    expect(sectionText(html, "days")).toContain(
      "Marked is where an anomaly begins: 3 agent Invoice Extractor, 2026-11-01.",
    );
    const began = [...html.matchAll(/Began: ([^"]*)"/g)].map(([, words]) => words);
    expect(new Set(began)).toEqual(new Set(["3. agent Invoice Extractor"]));
  });
});
