// A browser for the tests, and the questions that they ask a page.
import { mkdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const results = fileURLToPath(new URL("./results", import.meta.url));
const axePath = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const AXE_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

export async function launch() {
  await mkdir(results, { recursive: true });
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A window of its own, with cookies of its own, that writes down everything it complains about. */
export async function openWindow(browser, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  context.setDefaultTimeout(20_000);
  const complaints = [];
  context.on("page", (page) => {
    page.on("pageerror", (error) => complaints.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(`${page.url()}: ${message.text()}`);
    });
  });
  return { context, complaints, page: await context.newPage() };
}

export const screenshot = (page, name) => page.screenshot({ path: join(results, `${name}.png`) });

/** Findings of axe that keep somebody out: "id: element" for each serious or critical one. */
export async function barriers(page) {
  await page.evaluate(await readFile(axePath, "utf8"));
  const { violations } = await page.evaluate((tags) => globalThis.axe.run(document, { runOnly: tags }), AXE_TAGS);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.target.join(" ")} ${node.failureSummary ?? ""}`));
}

/** The words of a rich page, one line per block, without the names at other people's carets. */
export function richText(page) {
  return page.locator(".prose").evaluate((root) => {
    const copy = root.cloneNode(true);
    for (const extra of copy.querySelectorAll(".caret, .ProseMirror-separator")) extra.remove();
    return [...copy.children].map((block) => block.textContent.replaceAll("\u2060", "")).join("\n");
  });
}

/** Asks until the answer pleases; says the last answer when it never does. */
export async function until(what, ask, pleases, limit = 20_000) {
  const deadline = Date.now() + limit;
  let answer;
  do {
    answer = await ask();
    if (pleases(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 25));
  } while (Date.now() < deadline);
  throw new Error(`not within ${limit} ms: ${what}; last: ${JSON.stringify(answer)}`);
}

export async function saved(page) {
  await page.locator('#save-state[data-state="saved"]').waitFor();
  return page.locator("#save-state").textContent();
}

export async function openEditor(page, path) {
  await page.goto(path);
  await page.locator('#editor[data-ready="true"]').waitFor();
}

/** Puts the caret at an end of a block. The editor learns of it with the next frame, not with the key press. */
export async function place(page, block, key) {
  await block.click();
  await page.keyboard.press(key);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
}
