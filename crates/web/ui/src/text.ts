//! A plain text page: one text field bound to a shared text, edit by edit.

import * as Y from "yjs";
import { type DeltaPart, mapPosition, minimalEdit, shown, toShown, toStored } from "./diff";
import { create } from "./dom";
import type { Surface } from "./surface";

export class TextSurface implements Surface {
  readonly toolbar;
  private readonly field = create("textarea", "text-field");
  private readonly undo: Y.UndoManager;
  private readonly listeners: (() => void)[] = [];
  /** The shared text as the field shows it (line ends aside). */
  private stored: string;
  /** Foreign changes that wait for the end of a composition, because setting the field would end it. */
  private waiting: DeltaPart[][] = [];
  private composing = false;
  /** Where the last own edit ended: an edit elsewhere is a step of its own for Undo. */
  private lastEnd = -1;

  constructor(host: HTMLElement, private readonly text: Y.Text, editable: boolean) {
    this.stored = text.toString();
    this.undo = new Y.UndoManager(text, { trackedOrigins: new Set([this]) });
    this.toolbar = [
      [
        { icon: "undo", label: "Undo", keys: "Mod+Z", enabled: () => this.undo.canUndo(), run: () => this.step("undo") },
        { icon: "redo", label: "Redo", keys: "Mod+Shift+Z", enabled: () => this.undo.canRedo(), run: () => this.step("redo") },
      ],
    ];
    this.field.spellcheck = false;
    this.field.setAttribute("aria-label", "Page content");
    this.field.value = shown(this.stored);
    this.setEditable(editable);
    this.listen();
    host.replaceChildren(this.field);
  }

  setEditable(editable: boolean): void {
    this.field.readOnly = !editable;
  }

  onChange(listener: () => void): void {
    this.listeners.push(listener);
  }

  plainText(): string {
    return this.field.value;
  }

  focus(): void {
    this.field.focus();
  }

  private listen(): void {
    const { field } = this;
    this.text.observe((event, transaction) => {
      if (transaction.origin === this) return;
      if (this.composing) this.waiting.push(event.delta as DeltaPart[]);
      else this.show([event.delta as DeltaPart[]]);
    });
    field.addEventListener("input", () => {
      if (!this.composing) this.commit();
    });
    field.addEventListener("compositionstart", () => {
      this.composing = true;
    });
    field.addEventListener("compositionend", () => {
      this.composing = false;
      this.commit();
    });
    // The field's own undo would bring back other people's old text.
    field.addEventListener("beforeinput", (event) => {
      if (event.inputType !== "historyUndo" && event.inputType !== "historyRedo") return;
      event.preventDefault();
      this.step(event.inputType === "historyUndo" ? "undo" : "redo");
    });
    field.addEventListener("keydown", (event) => this.key(event));
    this.undo.on("stack-item-added", () => this.changed());
    this.undo.on("stack-item-popped", () => this.changed());
  }

  private key(event: KeyboardEvent): void {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (key !== "z" && key !== "y") return;
    event.preventDefault();
    this.step(key === "y" || event.shiftKey ? "redo" : "undo");
  }

  private step(direction: "undo" | "redo"): void {
    if (this.field.readOnly) return;
    this.undo[direction]();
    this.field.focus();
  }

  /** Carries what was typed into the shared text, around foreign changes that had to wait. */
  private commit(): void {
    const { field, text } = this;
    const edit = minimalEdit(shown(this.stored), field.value, field.selectionStart);
    const waiting = this.waiting.splice(0);
    if (!edit) return this.show(waiting);
    const from = this.through(waiting, edit.at);
    const to = Math.max(from, this.through(waiting, edit.at + edit.remove));
    if (from !== this.lastEnd && to !== this.lastEnd) this.undo.stopCapturing();
    this.lastEnd = from + edit.insert.length;
    text.doc?.transact(() => {
      if (to > from) text.delete(from, to - from);
      if (edit.insert !== "") text.insert(from, edit.insert);
    }, this);
    this.stored = text.toString();
    if (field.value !== shown(this.stored)) this.redraw(toShown(this.stored, from + edit.insert.length));
    this.changed();
  }

  /** Shows foreign changes and keeps the selection on the same characters. */
  private show(deltas: DeltaPart[][]): void {
    if (deltas.length === 0) return;
    const after = this.text.toString();
    const start = toShown(after, this.through(deltas, this.field.selectionStart));
    const end = toShown(after, this.through(deltas, this.field.selectionEnd));
    this.stored = after;
    this.redraw(start, end);
    this.changed();
  }

  /** From an index of the field, before the given changes, to an index of the shared text after them. */
  private through(deltas: DeltaPart[][], index: number): number {
    return deltas.reduce((position, delta) => mapPosition(delta, position), toStored(this.stored, index));
  }

  private redraw(start: number, end = start): void {
    const { field } = this;
    const direction = field.selectionDirection;
    field.value = shown(this.text.toString());
    field.setSelectionRange(start, end, direction);
  }

  private changed(): void {
    for (const listener of this.listeners) listener();
  }
}
