//! Small helpers for building and finding elements without markup strings.

const SVG = "http://www.w3.org/2000/svg";

/** Finds an element of the server's markup. Absent elements are normal: screens differ. */
export function find<E extends HTMLElement>(id: string): E | null {
  return document.getElementById(id) as E | null;
}

export function create<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text = "",
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (className !== "") element.className = className;
  if (text !== "") element.textContent = text;
  return element;
}

/** An icon of the sprite. It is decoration: the button around it carries the name. */
export function icon(name: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `/assets/icons.svg#${name}`);
  svg.append(use);
  return svg;
}

/** Shows a message in an element that is hidden while it has none. */
export function showMessage(element: HTMLElement | null, message: string): void {
  if (!element) return;
  element.textContent = message;
  element.hidden = message === "";
}
