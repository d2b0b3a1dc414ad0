//! A rich page: TipTap bound to the shared document, with the carets of other people.

import { Editor } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { CollaborationCaret } from "@tiptap/extension-collaboration-caret";
import { Placeholder } from "@tiptap/extensions";
import type { HocuspocusProvider } from "@hocuspocus/provider";
import type * as Y from "yjs";
import { inkOn, safeColor } from "./color";
import type { Person } from "./connection";
import { create } from "./dom";
import { editLink } from "./link";
import { CONTENT } from "./schema";
import type { Surface, ToolbarItem } from "./surface";

const FIELD = "default";
const LONGEST_NAME = 40;

/** Another person's caret. Styles are set through the object model: the page allows no inline style. */
function caret(user: Record<string, unknown>): HTMLElement {
  const color = safeColor(user["color"]);
  const mark = create("span", "caret");
  const label = create("span", "caret-label", String(user["name"] ?? "").slice(0, LONGEST_NAME));
  mark.style.setProperty("--person", color);
  mark.style.setProperty("--person-ink", inkOn(color));
  mark.append(label);
  return mark;
}

function selection(user: Record<string, unknown>): Record<string, string> {
  return { nodeName: "span", class: "caret-selection", style: `--person: ${safeColor(user["color"])}` };
}

function toolbarOf(editor: Editor): ToolbarItem[][] {
  const mark = (icon: string, label: string, keys: string, name: string, run: () => void): ToolbarItem => ({
    icon,
    label,
    keys,
    active: () => editor.isActive(name),
    run,
  });
  const heading = (level: 1 | 2 | 3): ToolbarItem => ({
    icon: `heading-${level}`,
    label: `Heading ${level}`,
    keys: `Mod+Alt+${level}`,
    active: () => editor.isActive("heading", { level }),
    run: () => void editor.chain().focus().toggleHeading({ level }).run(),
  });
  const chain = () => editor.chain().focus();
  return [
    [
      mark("bold", "Bold", "Mod+B", "bold", () => void chain().toggleBold().run()),
      mark("italic", "Italic", "Mod+I", "italic", () => void chain().toggleItalic().run()),
      mark("strike", "Strikethrough", "Mod+Shift+S", "strike", () => void chain().toggleStrike().run()),
      mark("inline-code", "Code", "Mod+E", "code", () => void chain().toggleCode().run()),
      mark("link", "Link", "Mod+K", "link", () => editLink(editor)),
    ],
    [heading(1), heading(2), heading(3)],
    [
      mark("bullet-list", "Bullet list", "Mod+Shift+8", "bulletList", () => void chain().toggleBulletList().run()),
      mark("ordered-list", "Numbered list", "Mod+Shift+7", "orderedList", () => void chain().toggleOrderedList().run()),
      mark("task-list", "Task list", "Mod+Shift+9", "taskList", () => void chain().toggleTaskList().run()),
      mark("quote", "Quote", "Mod+Shift+B", "blockquote", () => void chain().toggleBlockquote().run()),
      mark("code-block", "Code block", "Mod+Alt+C", "codeBlock", () => void chain().toggleCodeBlock().run()),
    ],
    [
      { icon: "undo", label: "Undo", keys: "Mod+Z", enabled: () => editor.can().undo(), run: () => void chain().undo().run() },
      { icon: "redo", label: "Redo", keys: "Mod+Shift+Z", enabled: () => editor.can().redo(), run: () => void chain().redo().run() },
    ],
  ];
}

/** Ctrl or Cmd and a click follow a link; a plain click places the caret. */
function followLink(event: MouseEvent): boolean {
  if (!(event.ctrlKey || event.metaKey)) return false;
  const link = (event.target as Element | null)?.closest<HTMLAnchorElement>("a[href]");
  if (!link) return false;
  window.open(link.href, "_blank", "noopener");
  return true;
}

/** A click below the last block makes room to write there, which a code block or a table does not offer. */
function writeBelow(editor: Editor, event: MouseEvent): boolean {
  const { dom, state } = editor.view;
  const last = dom.lastElementChild?.getBoundingClientRect();
  if (!editor.isEditable || event.target !== dom || !last || event.clientY <= last.bottom) return false;
  if (state.doc.lastChild?.type.name === "paragraph") return false;
  const end = state.doc.content.size;
  return editor.chain().insertContentAt(end, { type: "paragraph" }).focus("end").run();
}

export class RichSurface implements Surface {
  readonly toolbar: ToolbarItem[][];
  private readonly editor: Editor;

  constructor(host: HTMLElement, doc: Y.Doc, provider: HocuspocusProvider, self: Person, editable: boolean) {
    host.replaceChildren();
    this.editor = new Editor({
      element: host,
      editable,
      injectCSS: false,
      extensions: [
        ...CONTENT,
        Placeholder.configure({ placeholder: "Write something…" }),
        Collaboration.configure({ document: doc, field: FIELD }),
        CollaborationCaret.configure({ provider, user: self, render: caret, selectionRender: selection }),
      ],
      editorProps: {
        attributes: { class: "prose", role: "textbox", "aria-multiline": "true", "aria-label": "Page content" },
        handleClick: (_view, _position, event) => followLink(event) || writeBelow(this.editor, event),
        handleKeyDown: (_view, event) => this.linkKey(event),
      },
    });
    this.toolbar = toolbarOf(this.editor);
  }

  setEditable(editable: boolean): void {
    if (this.editor.isEditable !== editable) this.editor.setEditable(editable);
  }

  onChange(listener: () => void): void {
    this.editor.on("transaction", listener);
  }

  plainText(): string {
    return this.editor.getText();
  }

  focus(): void {
    this.editor.commands.focus();
  }

  /** Takes the page out of the editor's hands and leaves its words readable. */
  freeze(host: HTMLElement): void {
    const copy = this.editor.view.dom.cloneNode(true) as HTMLElement;
    copy.removeAttribute("contenteditable");
    copy.setAttribute("aria-readonly", "true");
    this.editor.destroy();
    host.replaceChildren(copy);
  }

  private linkKey(event: KeyboardEvent): boolean {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k" || !this.editor.isEditable) return false;
    event.preventDefault();
    // A selection made by the previous key press reaches the editor with the next turn only.
    setTimeout(() => editLink(this.editor));
    return true;
  }
}
