//! The document model of rich pages, and a guard for content that this version does not know.

import { Extension, type Extensions, getSchema } from "@tiptap/core";
import { Image } from "@tiptap/extension-image";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { TableKit } from "@tiptap/extension-table";
import { StarterKit } from "@tiptap/starter-kit";
import * as Y from "yjs";

/**
 * A paragraph that scripts read and wrote as a line without a tag. Dropping the mark would change the
 * numbers of all lines below as soon as somebody types in it.
 */
const BareParagraph = Extension.create({
  name: "bareParagraph",
  addGlobalAttributes: () => [
    { types: ["paragraph"], attributes: { bare: { default: null, rendered: false, parseHTML: () => null } } },
  ],
});

/** Nodes and marks. The server writes the same names (README, "Document model"). */
export const CONTENT: Extensions = [
  StarterKit.configure({
    // The shared document has its own history: only one's own edits are undone.
    undoRedo: false,
    // Would write an empty paragraph into pages that somebody only looks at.
    trailingNode: false,
    link: { openOnClick: false, autolink: true, defaultProtocol: "https", HTMLAttributes: { rel: "noopener noreferrer nofollow" } },
  }),
  TaskList,
  TaskItem.configure({
    nested: true,
    a11y: { checkboxLabel: (node) => `Done: ${node.textContent || "empty task"}` },
  }),
  TableKit.configure({ table: { resizable: false } }),
  Image,
  BareParagraph,
];

/**
 * Names in `root` that the schema lacks. The binding between editor and shared document *deletes* what
 * it cannot draw, for everybody; so the page is shown without an editor instead.
 */
export class Guard {
  private readonly nodes: Set<string>;
  private readonly marks: Set<string>;

  constructor() {
    const schema = getSchema(CONTENT);
    this.nodes = new Set(Object.keys(schema.nodes));
    this.marks = new Set(Object.keys(schema.marks));
  }

  unknownIn(root: Y.AbstractType<unknown>): Set<string> {
    const unknown = new Set<string>();
    this.walk(root, unknown);
    return unknown;
  }

  /** Looks only at what a transaction has touched, before the editor sees it. */
  unknownAfter(transaction: Y.Transaction): Set<string> {
    const unknown = new Set<string>();
    for (const type of transaction.changed.keys()) this.walk(type as Y.AbstractType<unknown>, unknown);
    return unknown;
  }

  private walk(type: Y.AbstractType<unknown>, unknown: Set<string>): void {
    if (type instanceof Y.XmlText) {
      for (const part of type.toDelta() as { attributes?: object }[]) {
        for (const name of Object.keys(part.attributes ?? {})) {
          // Overlapping marks of one kind carry a suffix: "--" and eight characters.
          if (!this.marks.has(name.replace(/--.{8}$/, ""))) unknown.add(name);
        }
      }
      return;
    }
    if (type instanceof Y.XmlElement && !this.nodes.has(type.nodeName)) unknown.add(type.nodeName);
    if (type instanceof Y.XmlFragment) {
      for (const child of type.toArray()) this.walk(child as Y.AbstractType<unknown>, unknown);
    }
  }
}

/** The words of shared content without any markup: one line per block. */
export function wordsOf(root: Y.XmlFragment): string {
  const words = (type: unknown): string => {
    if (type instanceof Y.XmlText) return (type.toDelta() as { insert?: unknown }[]).map(({ insert }) => (typeof insert === "string" ? insert : "")).join("");
    return type instanceof Y.XmlFragment ? type.toArray().map(words).join(" ") : "";
  };
  return root.toArray().map(words).join("\n");
}
