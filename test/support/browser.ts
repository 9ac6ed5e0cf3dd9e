/** A real browser, as far as this machine has one. */
import { existsSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { type Browser, chromium, type Frame, type Page } from "playwright-core";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/opt/google/chrome/chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The file of Chromium: what CHROMIUM_PATH names, else where it usually is; undefined: there is none. */
export const chromiumPath = [process.env["CHROMIUM_PATH"] ?? "", ...places].find((path) => existsSync(path));

if (chromiumPath === undefined) {
  console.warn("No Chromium here: the tests of pages are skipped. CHROMIUM_PATH may name one.");
}

/** It asks nothing of the network by itself; its profile is new, and gone with it. */
export function launchBrowser(): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error("There is no Chromium.");
  return chromium.launch({
    executablePath: chromiumPath,
    chromiumSandbox: false,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

export interface WatchedPage {
  readonly page: Page;
  /** Addresses that it asked for. */
  readonly requests: string[];
  /** What it said on its console, and errors of scripts. */
  readonly messages: string[];
}

export interface Screen {
  readonly width: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** A new tab with a profile of its own, whose requests and words are kept. */
export async function openPage(
  browser: Browser,
  { width, height = 900, colorScheme = "light" }: Screen,
): Promise<WatchedPage> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const [requests, messages]: [string[], string[]] = [[], []];
  page.on("request", (request) => requests.push(request.url()));
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => messages.push(error.message));
  return { page, requests, messages };
}

const folder = resolve(import.meta.dir, "..", "..", "dist", "pictures");

/** Where a picture for people goes: a folder that is no part of the repository. */
export function pictureFileOf(name: string): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}

/** Days in the text that stand on two lines, with what stands around them. */
export const findBrokenDays = (page: Pick<Page | Frame, "evaluate">): Promise<string[]> =>
  page.evaluate(`(() => {
    const broken = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
      for (const { index, 0: day } of node.data.matchAll(/\\d{4}-\\d{2}-\\d{2}/g)) {
        const range = document.createRange();
        range.setStart(node, index);
        range.setEnd(node, index + day.length);
        if (range.getClientRects().length > 1) broken.push(node.data.slice(0, 80));
      }
    return broken;
  })()`);
