//! Plain text arithmetic in UTF-16 units: the smallest edit between two texts, and where positions go.

/** Replace `remove` units at `at` by `insert`. */
export interface Edit {
  at: number;
  remove: number;
  insert: string;
}

function isHighSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(text: string, index: number): boolean {
  const unit = text.charCodeAt(index);
  return unit >= 0xdc00 && unit <= 0xdfff;
}

/**
 * The edit that turns `before` into `after`. `caret` is the caret in `after`: what stands behind it was
 * not typed, which decides between equal answers ("aa" → "aaa"). Never cuts a surrogate pair in two.
 */
export function minimalEdit(before: string, after: string, caret: number): Edit | null {
  if (before === after) return null;
  const shorter = Math.min(before.length, after.length);
  const mostSuffix = Math.min(shorter, Math.max(0, after.length - caret));
  let suffix = 0;
  while (suffix < mostSuffix && before[before.length - 1 - suffix] === after[after.length - 1 - suffix]) suffix += 1;
  if (suffix > 0 && isLowSurrogate(after, after.length - suffix)) suffix -= 1;
  let prefix = 0;
  while (prefix < shorter - suffix && before[prefix] === after[prefix]) prefix += 1;
  if (prefix > 0 && isHighSurrogate(after, prefix - 1)) prefix -= 1;
  return {
    at: prefix,
    remove: before.length - prefix - suffix,
    insert: after.slice(prefix, after.length - suffix),
  };
}

export interface DeltaPart {
  retain?: number;
  delete?: number;
  insert?: unknown;
}

/** Where a position of the old text is in the new one. At an insertion it stays before the new text. */
export function mapPosition(delta: readonly DeltaPart[], position: number): number {
  let read = 0;
  let written = 0;
  for (const part of delta) {
    if (part.retain !== undefined) {
      if (position <= read + part.retain) return written + position - read;
      read += part.retain;
      written += part.retain;
    } else if (part.delete !== undefined) {
      if (position <= read + part.delete) return written;
      read += part.delete;
    } else if (typeof part.insert === "string") {
      if (position <= read) return written;
      written += part.insert.length;
    }
  }
  return written + position - read;
}

/** A text field knows one line end only: `\r\n` and `\r` are shown as `\n`. */
export function shown(text: string): string {
  return text.includes("\r") ? text.replace(/\r\n?/g, "\n") : text;
}

/** Index in `text` of the unit that is at `index` in `shown(text)`. */
export function toStored(text: string, index: number): number {
  if (!text.includes("\r")) return index;
  let stored = 0;
  for (let seen = 0; seen < index && stored < text.length; seen += 1) {
    stored += text[stored] === "\r" && text[stored + 1] === "\n" ? 2 : 1;
  }
  return stored;
}

/** Index in `shown(text)` of the unit that is at `index` in `text`. */
export function toShown(text: string, index: number): number {
  return shown(text.slice(0, index)).length;
}
