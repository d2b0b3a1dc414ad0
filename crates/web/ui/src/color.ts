//! Colours of people. They arrive from other clients, so they are checked before they reach a style.

const FALLBACK = "#5b6472";

export function safeColor(color: unknown): string {
  return typeof color === "string" && /^#[0-9a-f]{6}$/i.test(color) ? color : FALLBACK;
}

function channel(color: string, at: number): number {
  const value = Number.parseInt(color.slice(at, at + 2), 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
}

/** Black or white, whichever reads better on `color` (relative luminance as in WCAG 2). */
export function inkOn(color: string): "#000000" | "#ffffff" {
  const luminance = 0.2126 * channel(color, 1) + 0.7152 * channel(color, 3) + 0.0722 * channel(color, 5);
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

export function initials(name: string): string {
  const words = name.trim().split(/\s+/u);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : ""];
  return letters.map((word) => Array.from(word ?? "")[0] ?? "").join("").toUpperCase() || "?";
}

/** Turns an element into a person's avatar. */
export function paintAvatar(element: HTMLElement, name: string, color: unknown): void {
  const safe = safeColor(color);
  element.style.setProperty("--person", safe);
  element.style.setProperty("--person-ink", inkOn(safe));
  element.textContent = initials(name);
}
