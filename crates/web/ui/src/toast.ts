//! Short messages at the edge of the screen, with one action at most.

import { create, find } from "./dom";

const SHOWN_MS = 8_000;

export function toast(text: string, action?: { label: string; run: () => void }): void {
  const host = find("toasts");
  if (!host) return;
  const box = create("div", "toast");
  box.append(create("span", "toast-text", text));
  if (action) {
    const button = create("button", "button button-small", action.label);
    button.type = "button";
    button.addEventListener("click", () => {
      box.remove();
      action.run();
    });
    box.append(button);
  }
  host.append(box);
  let timer = window.setTimeout(() => box.remove(), SHOWN_MS);
  // Someone who is reading or reaching for the button must not lose it.
  const hold = (): void => window.clearTimeout(timer);
  const release = (): void => {
    timer = window.setTimeout(() => box.remove(), SHOWN_MS);
  };
  box.addEventListener("mouseenter", hold);
  box.addEventListener("focusin", hold);
  box.addEventListener("mouseleave", release);
  box.addEventListener("focusout", release);
}
