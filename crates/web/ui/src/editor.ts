//! The page with an editor: connects, draws the right kind of editor, and says truthfully what is stored.

import * as Y from "yjs";
import { Connection, type Person } from "./connection";
import { create, find, icon } from "./dom";
import { showPresence } from "./presence";
import { RichSurface } from "./rich";
import { Guard, wordsOf } from "./schema";
import { type SaveState, sentence } from "./state";
import type { Surface } from "./surface";
import { TextSurface } from "./text";
import { bindTitle } from "./title";
import { fillToolbar } from "./toolbar";

const FIELD = "default";

interface Page {
  host: HTMLElement;
  id: string;
  kind: "rich" | "text";
  csrf: string;
  readOnly: boolean;
  collabUrl: string;
  document: string;
  self: Person;
}

function readPage(host: HTMLElement): Page {
  const { pageId, document, kind, collabUrl, userName, userColor, csrf, readOnly } = host.dataset;
  return {
    host,
    id: pageId ?? "",
    kind: kind === "text" ? "text" : "rich",
    csrf: csrf ?? "",
    readOnly: readOnly === "true",
    collabUrl: collabUrl ?? "",
    document: document ?? `page:${pageId ?? ""}`,
    self: { name: userName ?? "Someone", color: userColor ?? "" },
  };
}

/** Only news is read aloud: "Saving…" and "All changes saved" alternate with every word typed. */
const QUIET: ReadonlySet<SaveState> = new Set(["saving", "saved", "connecting"]);

function showState(element: HTMLElement | null, state: SaveState, readOnly: boolean): void {
  if (!element) return;
  const text = sentence(state, readOnly);
  const wasQuiet = QUIET.has((element.dataset["state"] ?? "connecting") as SaveState);
  element.setAttribute("aria-live", QUIET.has(state) && wasQuiet ? "off" : "polite");
  element.dataset["state"] = state;
  element.title = text;
  if (element.textContent !== text) element.textContent = text;
}

function download(name: string, text: string): void {
  const link = create("a", "");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = `${name.replace(/[^\p{L}\p{N} _-]/gu, "") || "page"}.txt`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** A sentence above the text that stays, with an action if there is one. */
function showBanner(text: string, action?: { label: string; run: () => void }): void {
  const banner = find("banner");
  if (!banner) return;
  banner.replaceChildren(icon("alert"), create("span", "banner-text", text));
  if (action) {
    const button = create("button", "button button-small", action.label);
    button.type = "button";
    button.addEventListener("click", action.run);
    banner.append(button);
  }
  banner.hidden = false;
}

function explainEnd(page: Page, state: SaveState, connection: Connection, surface: Surface | null): void {
  const title = find<HTMLInputElement>("title")?.value ?? "page";
  const keep =
    connection.dirty && surface
      ? { label: "Download your copy", run: () => download(title, surface.plainText()) }
      : undefined;
  const unsaved = keep ? " Your last changes could not be stored." : "";
  if (state === "denied") showBanner(`You no longer have access to this page.${unsaved}`, keep);
  if (state === "refused") {
    const again = { label: "Try again", run: () => location.reload() };
    showBanner(`The server takes no more connections for this page or from you. Close other windows of it.${unsaved}`, keep ?? again);
  }
  if (state === "signed-out") {
    const signIn = { label: "Sign in", run: () => location.assign(`/login?next=${encodeURIComponent(`/p/${page.id}`)}`) };
    showBanner(`You are signed out.${unsaved}`, keep ?? signIn);
  }
}

/** Draws the editor, or says why there is none. `frozen` is called when it has to be given up later. */
function mount(page: Page, connection: Connection, editable: boolean, frozen: () => void): Surface | null {
  const { doc, provider } = connection;
  if (page.kind === "text") return new TextSurface(page.host, doc.getText(FIELD), editable);
  const guard = new Guard();
  const unsupported = (names: Set<string>): void =>
    showBanner(`This page has parts that this editor cannot show (${[...names].join(", ")}). It is read only here, so that nothing is lost.`);
  const fragment = doc.getXmlFragment(FIELD);
  const unknown = guard.unknownIn(fragment as unknown as Y.AbstractType<unknown>);
  if (unknown.size > 0) {
    unsupported(unknown);
    page.host.replaceChildren(create("div", "prose", wordsOf(fragment)));
    return null;
  }
  const surface = new RichSurface(page.host, doc, provider, page.self, editable);
  const check = (transaction: Y.Transaction): void => {
    if (transaction.local) return;
    const names = guard.unknownAfter(transaction);
    if (names.size === 0) return;
    doc.off("beforeObserverCalls", check);
    surface.freeze(page.host);
    frozen();
    unsupported(names);
  };
  doc.on("beforeObserverCalls", check);
  return surface;
}

function start(host: HTMLElement): void {
  const page = readPage(host);
  const connection = new Connection({ url: page.collabUrl, document: page.document, readOnly: page.readOnly });
  const title = find<HTMLInputElement>("title");
  if (title) bindTitle(title, page.id, page.csrf);
  connection.provider.setAwarenessField("user", page.self);
  if (connection.provider.awareness) showPresence(find("presence"), connection.provider.awareness, page.self);

  let surface: Surface | null = null;
  let setToolbar: (editable: boolean) => void = () => undefined;
  const toolbar = find("toolbar");
  const withoutEditor = (): void => {
    surface = null;
    setToolbar = () => undefined;
    toolbar?.remove();
  };
  connection.onFirstSync(() => {
    const editable = !connection.facts.readOnly;
    surface = mount(page, connection, editable, withoutEditor);
    host.dataset["ready"] = "true";
    if (!surface) return withoutEditor();
    setToolbar = fillToolbar(toolbar, surface);
    setToolbar(editable);
  });
  connection.onState((state, facts) => {
    const editable = !facts.readOnly && facts.ended === null;
    host.classList.toggle("editor-ended", facts.ended !== null);
    showState(find("save-state"), state, facts.readOnly);
    surface?.setEditable(editable);
    if (toolbar) toolbar.hidden = !editable;
    setToolbar(editable);
    if (title) title.readOnly = !editable;
    explainEnd(page, state, connection, surface);
  });
}

const host = find("editor");
if (host) start(host);
