//! The row of editing buttons: one stop for Tab, arrow keys inside (WAI-ARIA toolbar pattern).

import { create, icon } from "./dom";
import type { Surface, ToolbarItem } from "./surface";

const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

function keysFor(keys: string): string {
  return keys.replace("Mod", MAC ? "⌘" : "Ctrl").replace("Alt", MAC ? "⌥" : "Alt");
}

interface Drawn {
  item: ToolbarItem;
  button: HTMLButtonElement;
}

function draw(item: ToolbarItem): Drawn {
  const button = create("button", "tool");
  button.type = "button";
  button.tabIndex = -1;
  button.title = item.keys ? `${item.label} (${keysFor(item.keys)})` : item.label;
  button.setAttribute("aria-label", item.label);
  button.append(icon(item.icon));
  // Keeps the caret and the selection of the text while the button is pressed.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-disabled") !== "true") item.run();
  });
  return { item, button };
}

function refresh(drawn: readonly Drawn[], editable: boolean): void {
  for (const { item, button } of drawn) {
    if (item.active) button.setAttribute("aria-pressed", String(item.active()));
    const usable = editable && (item.enabled?.() ?? true);
    button.setAttribute("aria-disabled", String(!usable));
  }
}

function moveWithArrows(toolbar: HTMLElement, buttons: readonly HTMLButtonElement[]): void {
  const select = (index: number): void => {
    for (const button of buttons) button.tabIndex = -1;
    const target = buttons[(index + buttons.length) % buttons.length];
    if (target) target.tabIndex = 0;
  };
  select(0);
  toolbar.addEventListener("focusin", (event) => select(buttons.indexOf(event.target as HTMLButtonElement)));
  toolbar.addEventListener("keydown", (event) => {
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    select(next);
    buttons[(next + buttons.length) % buttons.length]?.focus();
  });
}

/** Fills the toolbar; the returned function tells it whether editing is allowed at present. */
export function fillToolbar(toolbar: HTMLElement | null, surface: Surface): (editable: boolean) => void {
  if (!toolbar) return () => undefined;
  let editable = true;
  let waiting = false;
  const drawn: Drawn[] = [];
  const groups = surface.toolbar.map((items) => {
    const group = create("div", "tool-group");
    const part = items.map(draw);
    drawn.push(...part);
    group.append(...part.map(({ button }) => button));
    return group;
  });
  toolbar.replaceChildren(...groups);
  moveWithArrows(toolbar, drawn.map(({ button }) => button));
  refresh(drawn, editable);
  // Once per frame at most: a burst of foreign edits must not cost a burst of redraws.
  surface.onChange(() => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      refresh(drawn, editable);
    });
  });
  return (allowed) => {
    editable = allowed;
    refresh(drawn, editable);
  };
}
