import { describe, expect, test } from "bun:test";
import { writeTable } from "../../src/page/data-table.ts";
import { writeDocument } from "../../src/page/document.ts";
import { html } from "../../src/page/html.ts";

describe("markup around content", () => {
  test("text is text, in an element and in an attribute", () => {
    const name = `<b onclick="x" id='y'>&amp;</b>`;
    const shown = "&lt;b onclick=&quot;x&quot; id=&#39;y&#39;&gt;&amp;amp;&lt;/b&gt;";
    expect(html`<p title="${name}">${name}</p>`.toString()).toBe(`<p title="${shown}">${shown}</p>`);
  });

  test("what has the form of markup, but was not made here, is no markup", () => {
    const read: { toString(): string } = JSON.parse('{"markup":"<script>"}');
    expect(html`${String(read)}`.toString()).toBe("[object Object]");
    expect(html`${html`<i>${"<i>"}</i>`}`.toString()).toBe("<i>&lt;i&gt;</i>");
  });

  test("lists, numbers and nothing", () => {
    expect(html`${["a", html`<br>`, 1.5, null, [["<"]]]}`.toString()).toBe("a<br>1.5&lt;");
  });

  test("characters that HTML has no place for are left out", () => {
    expect(html`${"a\u0000b\u0085c\ud800d\ufffee\nf"}`.toString()).toBe("abcde\nf");
  });
});

test("a table names its columns and its rows, and numbers stand to the right", () => {
  const table = writeTable(
    "Costs",
    [{ name: "<a>", cost: 1 }],
    [
      { name: "Name", cell: ({ name }) => name },
      { name: "Cost", cell: ({ cost }) => cost, isNumber: true },
    ],
  ).toString();
  expect(table).toContain("<caption><span>Costs</span></caption>");
  expect(table).toContain('<th scope="col" class="words">Name</th><th scope="col" class="number">Cost</th>');
  expect(table).toContain('<tr><th scope="row" class="words">&lt;a&gt;</th><td class="number">1</td></tr>');
});

test("a document allows the style and the script that it has, and nothing else", async () => {
  const page = await writeDocument({
    title: "</title><script>",
    style: "p{color:red}",
    script: "void 0;",
    body: html`<p>x</p>`,
  });
  const hash = (text: string): string =>
    `&#39;sha256-${new Bun.CryptoHasher("sha256").update(text).digest("base64")}&#39;`;
  expect(page).toContain("default-src &#39;none&#39;");
  expect(page).toContain(`style-src ${hash("p{color:red}")};`);
  expect(page).toContain(`script-src ${hash("void 0;")};`);
  expect(page).toContain("<title>&lt;/title&gt;&lt;script&gt;</title>");
  expect(page.match(/<script/g)).toHaveLength(1);
});
