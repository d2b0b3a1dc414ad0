//! The dialog for the address of a link. Native, so that focus and Escape work as everywhere.

import type { Editor } from "@tiptap/core";
import { create } from "./dom";

const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/** "example.org" means a web address; paths of our own pages and full addresses stay as they are. */
export function address(typed: string): string {
  const trimmed = typed.trim();
  if (trimmed === "" || SCHEME.test(trimmed) || /^[/#?]/.test(trimmed)) return trimmed;
  return trimmed.includes("@") && !trimmed.includes("/") ? `mailto:${trimmed}` : `https://${trimmed}`;
}

function button(className: string, text: string, value: string): HTMLButtonElement {
  const element = create("button", className, text);
  element.type = "submit";
  element.value = value;
  return element;
}

export function editLink(editor: Editor): void {
  const present = (editor.getAttributes("link")["href"] as string | undefined) ?? "";
  const dialog = create("dialog", "dialog");
  const form = create("form", "stack");
  form.method = "dialog";
  const field = create("div", "field");
  const label = create("label", "", "Address of the link");
  const input = create("input", "");
  const error = create("p", "field-error");
  input.id = "link-address";
  input.type = "text";
  input.inputMode = "url";
  input.placeholder = "https://…";
  input.value = present;
  input.setAttribute("aria-describedby", "link-error");
  error.id = "link-error";
  error.setAttribute("role", "alert");
  label.htmlFor = input.id;
  field.append(label, input, error);
  const actions = create("div", "dialog-actions");
  actions.append(button("button button-primary", "Apply", "apply"));
  if (present !== "") actions.append(button("button", "Remove link", "remove"));
  const cancel = create("button", "button", "Cancel");
  cancel.type = "button";
  cancel.addEventListener("click", () => dialog.close("cancel"));
  actions.append(cancel);
  form.append(field, actions);
  dialog.setAttribute("aria-label", "Link");
  dialog.append(form);

  form.addEventListener("submit", (event) => {
    const choice = (event.submitter as HTMLButtonElement | null)?.value;
    if (choice === "remove" || apply(editor, address(input.value))) return;
    event.preventDefault();
    error.textContent = "This is not an address that a link may have.";
    input.focus();
  });
  dialog.addEventListener("close", () => {
    const chain = editor.chain().focus();
    if (dialog.returnValue === "remove") chain.extendMarkRange("link").unsetLink();
    chain.run();
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  input.select();
}

/** False when the editor refuses the address, for instance one that would run a script. */
function apply(editor: Editor, href: string): boolean {
  if (href === "") return editor.chain().extendMarkRange("link").unsetLink().run();
  const chain = editor.chain().extendMarkRange("link");
  if (editor.state.selection.empty && !editor.isActive("link")) {
    const mark = { type: "link", attrs: { href } };
    if (!editor.can().setLink({ href })) return false;
    return chain.insertContent({ type: "text", text: href, marks: [mark] }).run();
  }
  return chain.setLink({ href }).run();
}
