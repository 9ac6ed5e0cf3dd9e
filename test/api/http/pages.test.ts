import { describe, expect, test } from "bun:test";
import * as v from "valibot";
import { readWholeList } from "../../../src/api/http/pages.ts";
import { path } from "../../../src/api/http/path.ts";
import { failureOf, openTo } from "../../support/http.ts";
import { type Arrival, sendJson, serveRaw } from "../../support/raw-server.ts";

const Row = v.object({ id: v.number() });
const endpoint = { path: path`/api/v1/things`, row: Row, name: "big things" };

interface List {
  readonly rows: number;
  /** The server's own limit of a page. */
  readonly cap: number;
  readonly answer: (page: readonly object[], total: number) => unknown;
  /** Left out: pages are served as asked. */
  readonly pageServed?: (page: number) => number;
}

/** What comes back of a list, and the pages that were asked for. */
async function readList({ rows, cap, answer, pageServed = (page) => page }: List) {
  const queryOf = (arrival: Arrival) => new URL(arrival.url, "http://localhost").searchParams;
  await using server = await serveRaw((response, _, arrival) => {
    const query = queryOf(arrival);
    const size = Math.min(cap, Number(query.get("pageSize")));
    const start = (pageServed(Number(query.get("page"))) - 1) * size;
    const page = Array.from({ length: rows }, (__, id) => ({ id })).slice(start, start + size);
    sendJson(response, 200, answer(page, rows));
  });
  const list = await readWholeList(openTo(server.url), endpoint);
  // They leave side by side, and arrive in any order.
  const pages = server.arrivals.map((arrival) => Number(queryOf(arrival).get("page"))).sort((a, b) => a - b);
  return { ids: list.rows.map(({ id }) => id), total: list.total, warnings: list.warnings, pages };
}

const listIds = (count: number) => Array.from({ length: count }, (_, id) => id);
const counted = (data: readonly object[], total: number) => ({ data: { data, total } });
const withoutCount = (items: readonly object[]) => ({ data: { items } });

describe("with a total", () => {
  test.each([
    { rows: 0, cap: 100, pages: 1 },
    { rows: 1, cap: 100, pages: 1 },
    { rows: 100, cap: 100, pages: 1 },
    { rows: 101, cap: 100, pages: 2 },
    { rows: 430, cap: 100, pages: 5 },
    { rows: 430, cap: 20, pages: 22 },
    { rows: 430, cap: 1000, pages: 5 },
  ])("$rows rows under a cap of $cap: $pages pages", async ({ rows, cap, pages }) => {
    const list = await readList({ rows, cap, answer: counted });
    expect(list).toMatchObject({ ids: listIds(rows), total: rows, warnings: [] });
    expect(list.pages).toHaveLength(pages);
  });

  test.each([
    ["a string", (data: readonly object[], total: number) => ({ data: { data, total: String(total) } })],
    [
      "under meta",
      (bigThings: readonly object[], total: number) => ({ data: { bigThings, meta: { total } } }),
    ],
    ["under pagination", (data: readonly object[], total: number) => ({ data, pagination: { total } })],
    ["under meta beside bare rows", (data: readonly object[], total: number) => ({ data, meta: { total } })],
    [
      "beside the rows in an envelope",
      (items: readonly object[], total: number) => ({ code: 0, data: { items }, total }),
    ],
  ])("%s", async (_, answer) => {
    expect(await readList({ rows: 45, cap: 20, answer })).toMatchObject({
      ids: listIds(45),
      total: 45,
      pages: [1, 2, 3],
    });
  });

  test("more is promised than comes: it says so", async () => {
    const { warnings } = await readList({
      rows: 30,
      cap: 20,
      answer: (data) => ({ data: { data, total: 50 } }),
    });
    expect(warnings).toEqual(["Only 30 of 50 big things could be read; sums and rankings cover those."]);
  });

  test("pages without end are not read without end", async () => {
    const { pages, warnings } = await readList({ rows: 430, cap: 4, answer: counted });
    expect(pages).toHaveLength(50);
    expect(warnings).toEqual(["Only 200 of 430 big things could be read; sums and rankings cover those."]);
  });
});

describe("without a total", () => {
  test.each([
    { rows: 0, cap: 100, pages: 1 },
    { rows: 5, cap: 100, pages: 2 },
    { rows: 100, cap: 100, pages: 2 },
    { rows: 250, cap: 100, pages: 3 },
    { rows: 45, cap: 20, pages: 3 },
    { rows: 40, cap: 20, pages: 3 },
  ])("$rows rows under a cap of $cap: until a page is short", async ({ rows, cap, pages }) => {
    for (const answer of [withoutCount, (page: readonly object[]) => page]) {
      const list = await readList({ rows, cap, answer });
      expect(list).toMatchObject({ ids: listIds(rows), total: null, warnings: [] });
      expect(list.pages).toHaveLength(pages);
    }
  });

  test("a server that ignores the page repeats itself, once", async () => {
    const list = await readList({ rows: 20, cap: 20, answer: withoutCount, pageServed: () => 1 });
    expect(list).toMatchObject({ ids: listIds(20), pages: [1, 2] });
  });

  test("full pages without end: there may be more", async () => {
    const { warnings } = await readList({ rows: 5000, cap: 10, answer: withoutCount });
    expect(warnings).toEqual(["The first 500 big things were read; there may be more."]);
  });
});

test("pages that grow are not all read", async () => {
  await using server = await serveRaw((response, _, { url }) => {
    const page = Number(new URL(url, "http://localhost").searchParams.get("page"));
    const rows = Array.from({ length: page === 1 ? 1 : 2_000 }, (__, id) => ({ id: page * 10_000 + id }));
    sendJson(response, 200, counted(rows, 1_000_000));
  });
  const { warnings } = await readWholeList(openTo(server.url), endpoint);
  expect(server.arrivals.length).toBeLessThan(10);
  expect(warnings).toEqual([expect.stringMatching(/^Only \d+ of 1000000 big things could be read/)]);
});

test("one page is refused: the others are let go, and none is asked for again", async () => {
  await using server = await serveRaw((response, _, { url }) => {
    const page = Number(new URL(url, "http://localhost").searchParams.get("page"));
    if (page === 1) sendJson(response, 200, counted([{ id: 1 }], 5));
    else if (page === 2) setTimeout(() => sendJson(response, 404, {}), 50);
    else sendJson(response, 503, {}, { "retry-after": "1" });
  });
  const { kind } = await failureOf(readWholeList(openTo(server.url), endpoint));
  expect(kind).toBe("not_found");
  await Bun.sleep(1_500); // past the time at which the others would have come again
  expect(server.arrivals).toHaveLength(5);
});

test("rows under an unknown name are an error that says what is there", async () => {
  await using server = await serveRaw((response) =>
    sendJson(response, 200, { data: { results: [], count: 0 } }),
  );
  const { kind, facts } = await failureOf(readWholeList(openTo(server.url), endpoint));
  expect(kind).toBe("unexpected_response");
  expect(facts.detail).toContain("no list of rows; the members are: results, count");
});

test("a bad row fails the list: a list with holes would be ranked as if it were whole", async () => {
  await using server = await serveRaw((response) => sendJson(response, 200, [{ id: 1 }, { id: "x" }]));
  const { kind } = await failureOf(readWholeList(openTo(server.url), endpoint));
  expect(kind).toBe("unexpected_response");
});
