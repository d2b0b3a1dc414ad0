//! The shell around every signed-in screen: sidebar, new page, page menu.

import { call, readable } from "./api";
import { paintAvatar } from "./color";
import { find, showMessage } from "./dom";
import { toast } from "./toast";
import { startTree, type Tree } from "./tree";

const TRASHED = "pagespace.trashed";

interface Trashed {
  id: string;
  title: string;
}

function csrf(): string {
  return document.body.dataset["csrf"] ?? "";
}

/** Creates the page without leaving the screen on an error. Without script the form does the same. */
function bindNewPage(): void {
  const form = find<HTMLFormElement>("new-page");
  const error = find("new-page-error");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = form.querySelector<HTMLButtonElement>("button[type=submit]");
    const fields = new FormData(form);
    const text = (name: string): string => String(fields.get(name) ?? "").trim();
    const parentId = text("parentId");
    const body = { driveId: text("driveId"), title: text("title"), type: text("type"), ...(parentId ? { parentId } : {}) };
    showMessage(error, "");
    if (button) button.disabled = true;
    call<{ id: string }>("POST", "/api/pages", csrf(), body)
      .then((page) => location.assign(`/p/${encodeURIComponent(page.id)}`))
      .catch((problem: unknown) => {
        if (button) button.disabled = false;
        showMessage(error, readable(problem));
      });
  });
}

async function trash(menu: HTMLElement): Promise<void> {
  const { pageId = "", driveId = "" } = menu.dataset;
  const title = find<HTMLInputElement>("title")?.value ?? "Page";
  try {
    await call("DELETE", `/api/pages/${encodeURIComponent(pageId)}`, csrf(), { trash_children: true });
    // The offer to undo is made on the next screen: this one is about a page that is gone.
    sessionStorage.setItem(TRASHED, JSON.stringify({ id: pageId, title } satisfies Trashed));
    location.assign(`/d/${encodeURIComponent(driveId)}`);
  } catch (problem) {
    toast(`The page is still here. ${readable(problem)}`);
  }
}

function bindPageMenu(): void {
  const menu = find<HTMLDetailsElement>("page-menu");
  if (!menu) return;
  menu.addEventListener("click", (event) => {
    const action = (event.target as Element).closest<HTMLElement>("[data-action]")?.dataset["action"];
    if (!action) return;
    menu.open = false;
    if (action === "rename") find<HTMLInputElement>("title")?.select();
    if (action === "trash") void trash(menu);
  });
  document.addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target as Node)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary")?.focus();
  });
}

function offerUndo(tree: Tree | null): void {
  const kept = sessionStorage.getItem(TRASHED);
  sessionStorage.removeItem(TRASHED);
  if (!kept) return;
  const { id, title } = JSON.parse(kept) as Trashed;
  const undo = (): void => {
    call("POST", `/api/pages/${encodeURIComponent(id)}/restore`, csrf())
      .then(() => tree?.refresh())
      .then(() => toast(`“${title}” is back.`, { label: "Open", run: () => location.assign(`/p/${encodeURIComponent(id)}`) }))
      .catch((problem: unknown) => toast(`“${title}” is still in the trash. ${readable(problem)}`));
  };
  toast(`“${title}” moved to the trash.`, { label: "Undo", run: undo });
}

/** Below 768 px the sidebar is a sheet over the page, which cannot be reached while it is open. */
function bindSidebar(): void {
  const toggle = find("sidebar-toggle");
  const sidebar = find("sidebar");
  const centre = document.querySelector<HTMLElement>(".centre");
  if (!toggle || !sidebar || !centre) return;
  const isOpen = (): boolean => document.body.classList.contains("sidebar-open");
  const set = (open: boolean): void => {
    document.body.classList.toggle("sidebar-open", open);
    toggle.setAttribute("aria-expanded", String(open));
    centre.inert = open;
    if (open) sidebar.querySelector<HTMLElement>("a, input, button")?.focus();
    else toggle.focus();
  };
  toggle.addEventListener("click", (event) => {
    event.stopPropagation();
    set(true);
  });
  document.addEventListener("click", (event) => {
    if (isOpen() && !sidebar.contains(event.target as Node)) set(false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isOpen()) set(false);
  });
  window.matchMedia("(max-width: 767px)").addEventListener("change", () => {
    if (isOpen()) set(false);
  });
}

for (const element of document.querySelectorAll<HTMLElement>(".avatar[data-name]")) {
  paintAvatar(element, element.dataset["name"] ?? "", element.dataset["color"]);
}
for (const button of document.querySelectorAll<HTMLElement>("[data-focus]")) {
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    if (window.matchMedia("(max-width: 767px)").matches) find("sidebar-toggle")?.click();
    find(button.dataset["focus"] ?? "")?.focus();
  });
}
bindNewPage();
bindPageMenu();
bindSidebar();
offerUndo(startTree());
