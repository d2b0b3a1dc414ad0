//! The title of the page: saved on Enter and on leaving the field, followed when others change it.

import { call, readable } from "./api";
import { find, showMessage } from "./dom";

const SUFFIX = " · Pagespace";

function announce(title: string): void {
  document.title = title + SUFFIX;
  const heading = find("page-heading");
  if (heading) heading.textContent = title;
}

export function bindTitle(input: HTMLInputElement, pageId: string, csrf: string): void {
  const error = find("title-error");
  let stored = input.value;
  let saving = Promise.resolve();

  const fail = (message: string): void => {
    showMessage(error, message);
    input.setAttribute("aria-invalid", String(message !== ""));
  };

  const save = async (): Promise<void> => {
    const title = input.value.trim();
    if (title === stored || input.readOnly) return fail("");
    if (title === "") return fail("A page needs a title. Press Escape to get the old one back.");
    try {
      await call("PATCH", `/api/pages/${encodeURIComponent(pageId)}`, csrf, { title });
      stored = title;
      announce(title);
      fail("");
    } catch (problem) {
      fail(`The title was not saved. ${readable(problem)}`);
    }
  };
  // One at a time: Enter is followed by blur, and an older answer must not win.
  const queueSave = (): void => {
    saving = saving.then(save);
  };

  input.addEventListener("blur", queueSave);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") {
      event.preventDefault();
      queueSave();
      document.querySelector<HTMLElement>("#editor [contenteditable], #editor textarea")?.focus();
    } else if (event.key === "Escape") {
      input.value = stored;
      fail("");
    }
  });
  // The sidebar is the messenger: it re-reads the tree whenever a page of the drive has changed.
  document.addEventListener("pagespace:tree", () => {
    const link = document.querySelector(`#tree [data-page-id="${CSS.escape(pageId)}"] .tree-title`);
    const title = link?.textContent?.trim();
    if (!title || title === stored || input.value !== stored) return;
    stored = title;
    input.value = title;
    announce(title);
  });
}
