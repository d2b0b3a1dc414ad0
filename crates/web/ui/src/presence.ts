//! Who is here: one avatar per name, oneself first.

import type { Awareness } from "y-protocols/awareness";
import type { Person } from "./connection";
import { paintAvatar, safeColor } from "./color";
import { create } from "./dom";

const MOST_AVATARS = 5;
const LONGEST_NAME = 60;

/** Names and colours come from other clients: anything that is not a person is left out. */
export function peopleOf(states: Iterable<unknown>): Person[] {
  const people = new Map<string, Person>();
  for (const state of states) {
    const user = (state as { user?: { name?: unknown; color?: unknown } } | null)?.user;
    if (typeof user?.name !== "string" || user.name.trim() === "") continue;
    const name = Array.from(user.name.trim()).slice(0, LONGEST_NAME).join("");
    if (!people.has(name)) people.set(name, { name, color: safeColor(user.color) });
  }
  return [...people.values()];
}

function avatar(person: Person, label: string): HTMLLIElement {
  const item = create("li", "avatar");
  paintAvatar(item, person.name, person.color);
  item.title = label;
  item.setAttribute("aria-label", label);
  return item;
}

export function showPresence(list: HTMLElement | null, awareness: Awareness, self: Person): void {
  if (!list) return;
  const draw = (): void => {
    const others = peopleOf(awareness.getStates().values()).filter((person) => person.name !== self.name);
    const items = [avatar(self, `${self.name} (you)`)];
    items.push(...others.slice(0, MOST_AVATARS - 1).map((person) => avatar(person, person.name)));
    const hidden = others.slice(MOST_AVATARS - 1);
    if (hidden.length > 0) {
      const more = create("li", "avatar avatar-more", `+${hidden.length}`);
      more.title = hidden.map((person) => person.name).join(", ");
      items.push(more);
    }
    list.replaceChildren(...items);
  };
  awareness.on("change", draw);
  draw();
}
