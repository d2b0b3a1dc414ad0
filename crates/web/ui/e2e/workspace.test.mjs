// The first minutes of a workspace, in a real browser against a real server. Started by run.mjs.
//
// Environment: BASE_URL, a server that has not been set up yet. Optional: PAGESPACE_CLI, a JSON array with the
// command line tool and the options that name its database, to make a second person; PAGESPACE_KEY, a key to use
// instead of making one.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, before, test } from "node:test";
import { barriers, launch, openEditor, openWindow, place, richText, saved, screenshot, until } from "./browser.mjs";

const base = process.env.BASE_URL;
assert.ok(base, "BASE_URL is not set; start the tests with: npm run e2e");

const ADA = { name: "Ada Lovelace", email: "ada@example.com", password: "correct horse battery staple" };
const GRACE = { name: "Grace Hopper", email: "grace@example.com", password: "a moth in the relay, again" };

let browser;
let first;
let second;
let pagePath;
let key = process.env.PAGESPACE_KEY;

before(async () => {
  browser = await launch();
});
after(() => browser?.close());

/** The steps build on each other: after a failure the rest would only wait for what cannot come. */
let failed = "";
function step(name, run) {
  test(name, async (t) => {
    if (failed) return t.skip(`"${failed}" failed`);
    try {
      await run(t);
    } catch (error) {
      failed = name;
      await Promise.all([first, second].map((window, index) => window && screenshot(window.page, `failed-${index + 1}`))).catch(() => undefined);
      throw error;
    }
  });
}

async function signIn(page, person) {
  await page.goto(`${base}/login`);
  await page.fill("#email", person.email);
  await page.fill("#password", person.password);
  await page.click("main button[type=submit]");
  await page.locator("#tree").waitFor();
}

async function createPage(page, title, type) {
  const before = new URL(page.url()).pathname;
  await page.fill("#new-title", title);
  await page.selectOption("#new-type", type);
  await page.click("#new-page button[type=submit]");
  await page.waitForURL(({ pathname }) => /^\/p\/[a-z0-9]+$/.test(pathname) && pathname !== before);
  return new URL(page.url()).pathname;
}

const bothShow = (what, ask, pleases) =>
  until(what, () => Promise.all([ask(first.page), ask(second.page)]), ([a, b]) => a === b && pleases(a));

async function lines(operation, body) {
  const answer = await fetch(`${base}/api/mcp/documents`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ operation, pageId: pagePath.split("/").pop(), ...body }),
  });
  const json = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(json));
  return json;
}

step("the first person signs up and lands in the workspace", async () => {
  first = await openWindow(browser);
  const { page } = first;
  await page.goto(`${base}/setup`);
  assert.deepEqual(await barriers(page), []);
  await screenshot(page, "setup");
  await page.fill("#name", ADA.name);
  await page.fill("#email", ADA.email);
  await page.fill("#password", ADA.password);
  await page.click("main button[type=submit]");
  await page.locator("#tree").waitFor();
  await screenshot(page, "landing");
  assert.deepEqual(await barriers(page), []);
});

step("a wrong password is refused in words, the right one lets in", async () => {
  second = await openWindow(browser);
  const { page } = second;
  await page.goto(`${base}/login`);
  assert.deepEqual(await barriers(page), []);
  await screenshot(page, "login");
  await page.fill("#email", ADA.email);
  await page.fill("#password", "not the password");
  await page.click("main button[type=submit]");
  await page.locator('[role="alert"]').waitFor();
  await signIn(page, ADA);
  // The browser itself writes the refused attempt to the console.
  second.complaints.length = 0;
});

step("a new page opens with an editor in both windows", async () => {
  pagePath = await createPage(first.page, "Spring release", "DOCUMENT");
  await first.page.locator('#editor[data-ready="true"]').waitFor();
  await openEditor(second.page, base + pagePath);
  assert.equal(await second.page.inputValue("#title"), "Spring release");
  assert.equal(await saved(first.page), "All changes saved");
});

step("two windows type at once and both show the same", async () => {
  const [a, b] = [first.page, second.page];
  await a.click(".prose");
  await a.keyboard.type("# Plan");
  await a.keyboard.press("Enter");
  await a.keyboard.type("Shared: ");
  await bothShow("the beginning", richText, (text) => text === "Plan\nShared: ");
  // One appends to the heading, the other to the paragraph.
  await place(a, a.locator(".prose h1"), "End");
  await place(b, b.locator(".prose p"), "End");
  await Promise.all([a.keyboard.type(" for the spring of 2026", { delay: 10 }), b.keyboard.type("naïve 😀 text, 日本語 too", { delay: 10 })]);
  await bothShow("both texts", richText, (text) => text === "Plan for the spring of 2026\nShared: naïve 😀 text, 日本語 too");
  assert.equal(await saved(a), "All changes saved");
  assert.equal(await saved(b), "All changes saved");
  await screenshot(a, "editor");
});

step("two windows type into the same paragraph", async () => {
  const [a, b] = [first.page, second.page];
  await place(a, a.locator(".prose p"), "Home");
  await place(b, b.locator(".prose p"), "End");
  await Promise.all([a.keyboard.type("left-hand words; ", { delay: 10 }), b.keyboard.type("; right-hand words", { delay: 10 })]);
  await bothShow("one paragraph", richText, (text) => text.endsWith("left-hand words; Shared: naïve 😀 text, 日本語 too; right-hand words"));
});

step("marks and blocks of the toolbar reach the other window", async () => {
  const [a, b] = [first.page, second.page];
  await place(a, a.locator(".prose p"), "End");
  await a.keyboard.press("Enter");
  const bold = a.locator('#toolbar [aria-label="Bold"]');
  await bold.click();
  await a.locator('#toolbar [aria-label="Bold"][aria-pressed="true"]').waitFor();
  await a.keyboard.type("strong words");
  await bold.click();
  await b.locator(".prose strong", { hasText: "strong words" }).waitFor();
  await a.keyboard.press("Enter");
  await a.locator('#toolbar [aria-label="Task list"]').click();
  await a.keyboard.type("measure the cold start");
  const item = b.locator('.prose li[data-checked="false"]', { hasText: "measure the cold start" });
  await item.waitFor();
  await item.locator("input").click();
  await a.locator('.prose li[data-checked="true"]').waitFor();
  await a.keyboard.press("Enter");
  await a.keyboard.press("Enter");
});

step("the toolbar works with the keyboard alone", async () => {
  const { page } = first;
  await page.locator('#toolbar [aria-label="Bold"]').focus();
  await page.keyboard.press("ArrowRight");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Italic");
  await page.keyboard.press("End");
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), "Redo");
  assert.equal(await page.locator('#toolbar button[tabindex="0"]').count(), 1);
});

step("after a reload everything is there", async () => {
  await saved(first.page);
  await saved(second.page);
  const before = await richText(first.page);
  await first.page.reload();
  await first.page.locator('#editor[data-ready="true"]').waitFor();
  await until("the text after a reload", () => richText(first.page), (text) => text === before);
});

step("no serious barrier in the editor, light and dark", async () => {
  const { page } = first;
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    assert.deepEqual(await barriers(page), []);
    await screenshot(page, `editor-${colorScheme}`);
  }
  await page.emulateMedia({ colorScheme: "light" });
});

step("a key is shown once", async (t) => {
  if (key) return t.skip("PAGESPACE_KEY is given");
  const page = await first.context.newPage();
  await page.goto(`${base}/settings/keys`);
  await page.fill('.inline-form input[name="name"]', "Release script");
  await page.click(".inline-form button[type=submit]");
  key = (await page.locator("#new-key").textContent()).trim();
  assert.match(key, /^mcp_[a-z0-9]{32}$/);
  assert.deepEqual(await barriers(page), []);
  await screenshot(page, "keys");
  await page.goto(`${base}/settings/keys`);
  assert.equal(await page.locator("#new-key").count(), 0);
  await page.close();
});

step("a line edit over HTTP appears in the open editor while someone types", async () => {
  const [a, b] = [first.page, second.page];
  await place(b, b.locator(".prose h1"), "End");
  const typing = b.keyboard.type(" — and this was typed meanwhile", { delay: 20 });
  const edited = await lines("insert", { startLine: 1, content: "<p>Written by a script</p>" });
  await typing;
  assert.ok(edited.totalLines > 1);
  const whole = await bothShow(
    "the line of the script and the typed words",
    richText,
    (text) => text.startsWith("Written by a script\n") && text.includes("Plan for the spring of 2026 — and this was typed meanwhile\n"),
  );
  assert.equal(whole[0].split("Written by a script").length, 2);
  await saved(b);
  await until(
    "the script reads what was typed",
    () => lines("read", {}),
    ({ content }) => content.includes("and this was typed meanwhile") && content.includes("Written by a script"),
  );
  assert.equal(await a.locator(".prose p").first().textContent(), "Written by a script");
});

step("typing in a line that a script wrote without a tag leaves the other lines where they are", async () => {
  const [a] = [first.page];
  const before = await lines("insert", { startLine: 1, content: "a bare line" });
  assert.match(before.numberedLines[0], / \| a bare line$/);
  await until("the line in the editor", () => richText(a), (text) => text.startsWith("a bare line\n"));
  await place(a, a.locator(".prose p").first(), "End");
  await a.keyboard.type(", completed");
  await saved(a);
  const after = await until("the script reads it", () => lines("read", {}), ({ content }) => content.startsWith("a bare line, completed\n"));
  assert.equal(after.totalLines, before.totalLines);
  await lines("delete", { startLine: 1 });
  await until("the line is gone", () => richText(a), (text) => !text.includes("a bare line"));
});

step("offline is said, and what was typed meanwhile arrives later", async () => {
  const [a, b] = [first.page, second.page];
  await first.context.setOffline(true);
  await a.locator('#save-state[data-state="offline"]').waitFor();
  await place(a, a.locator(".prose p").first(), "End");
  await a.keyboard.type(", offline");
  assert.match(await a.locator("#save-state").textContent(), /^Offline — your changes are kept here/);
  await first.context.setOffline(false);
  await saved(a);
  await until("the other window", () => richText(b), (text) => text.startsWith("Written by a script, offline\n"));
  // The browser itself writes failed requests to the console while it is offline.
  first.complaints.length = 0;
});

step("a new title is stored and reaches the other window", async () => {
  const [a, b] = [first.page, second.page];
  await a.fill("#title", "");
  await a.locator("#title").blur();
  await a.locator("#title-error:visible").waitFor();
  await a.fill("#title", "Summer release");
  await a.keyboard.press("Enter");
  await b.locator("#tree .tree-title", { hasText: "Summer release" }).waitFor();
  await until("the title in the other window", () => b.inputValue("#title"), (title) => title === "Summer release");
  assert.equal(await a.locator("#title-error").isVisible(), false);
});

step("a plain text page is edited by two windows", async () => {
  const [a, b] = [first.page, second.page];
  const path = await createPage(a, "deploy.sh", "CODE");
  await a.locator('#editor[data-ready="true"]').waitFor();
  await openEditor(b, base + path);
  const value = (page) => page.inputValue("#editor textarea");
  await a.click("#editor textarea");
  await a.keyboard.type("begin\nend");
  await bothShow("the beginning", value, (text) => text === "begin\nend");
  await place(a, a.locator("#editor textarea"), "Control+Home");
  await place(b, b.locator("#editor textarea"), "Control+End");
  await Promise.all([a.keyboard.type("#!/bin/sh 😀\n", { delay: 10 }), b.keyboard.type("\nexit 0 😁", { delay: 10 })]);
  await bothShow("both texts", value, (text) => text === "#!/bin/sh 😀\nbegin\nend\nexit 0 😁");
  // One's own change only is undone, and the other window agrees.
  await a.keyboard.press("Control+z");
  await bothShow("undo", value, (text) => text.endsWith("begin\nend\nexit 0 😁") && !text.startsWith("#!/bin/sh 😀\n"));
  assert.equal(await saved(a), "All changes saved");
  assert.deepEqual(await barriers(a), []);
  await screenshot(a, "text");
});

step("a page goes to the trash at once and comes back with Undo", async () => {
  const { page } = first;
  await createPage(page, "Short-lived", "DOCUMENT");
  await page.locator('#editor[data-ready="true"]').waitFor();
  await page.click("#page-menu summary");
  await page.click('[data-action="trash"]');
  await page.waitForURL(/\/d\//);
  assert.equal(await page.locator("#tree .tree-title", { hasText: "Short-lived" }).count(), 0);
  await page.locator(".toast button", { hasText: "Undo" }).click();
  await page.locator("#tree .tree-title", { hasText: "Short-lived" }).waitFor();
});

step("without script, pages can still be made and read about", async () => {
  const storageState = await first.context.storageState();
  const { context, page } = await openWindow(browser, { javaScriptEnabled: false, storageState });
  await page.goto(base);
  await createPage(page, "Made without script", "FOLDER");
  await page.locator("#tree .tree-title", { hasText: "Made without script" }).waitFor();
  await context.close();
});

step("nobody reads a page without signing in", async () => {
  const { context, page } = await openWindow(browser);
  await page.goto(base + pagePath);
  assert.equal(new URL(page.url()).pathname, "/login");
  assert.equal((await page.content()).includes("Summer release"), false);
  await context.close();
});

step("a stranger is told that the page does not exist", async (t) => {
  if (!process.env.PAGESPACE_CLI) return t.skip("PAGESPACE_CLI is not given");
  const [tool, ...options] = JSON.parse(process.env.PAGESPACE_CLI);
  const made = spawnSync(tool, [...options, "user", "create", "--email", GRACE.email, "--name", GRACE.name, "--password-stdin"], {
    input: `${GRACE.password}\n`,
    encoding: "utf8",
  });
  assert.equal(made.status, 0, made.stderr);
  const { context, page } = await openWindow(browser);
  await signIn(page, GRACE);
  const answer = await page.goto(base + pagePath);
  assert.equal(answer.status(), 404);
  assert.equal((await page.content()).includes("Summer release"), false);
  await context.close();
});

step("signing out ends the editors that this session has open", async () => {
  const { context, page } = await openWindow(browser);
  await signIn(page, ADA);
  await openEditor(page, base + pagePath);
  await saved(page);
  const other = await context.newPage();
  await other.goto(base);
  await other.click('form[action="/logout"] button');
  await page.locator('#save-state[data-state="signed-out"]').waitFor();
  await page.locator("#banner button", { hasText: "Sign in" }).waitFor();
  assert.equal(await page.locator(".prose").getAttribute("contenteditable"), "false");
  await screenshot(page, "signed-out");
  await context.close();
});

step("on a narrow screen the page tree is a sheet", async () => {
  const storageState = await first.context.storageState();
  const { context, page, complaints } = await openWindow(browser, { viewport: { width: 390, height: 780 }, storageState });
  await openEditor(page, base + pagePath);
  assert.equal(await page.locator("#tree").isVisible(), false);
  await page.click("#sidebar-toggle");
  await page.locator("#tree").waitFor({ state: "visible" });
  assert.deepEqual(await barriers(page), []);
  await page.keyboard.press("Escape");
  await page.locator("#tree").waitFor({ state: "hidden" });
  await screenshot(page, "narrow");
  assert.deepEqual(complaints, []);
  await context.close();
});

step("no window has complained", () => {
  assert.deepEqual([...first.complaints, ...second.complaints], []);
});
