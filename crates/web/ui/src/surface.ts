//! What the page needs from an editor, whichever kind it is.

export interface ToolbarItem {
  icon: string;
  /** The name, and the keys in the way the platform writes them. */
  label: string;
  keys?: string;
  /** Absent for things that have no on and off. */
  active?: () => boolean;
  enabled?: () => boolean;
  run: () => void;
}

export interface Surface {
  /** Groups, drawn with a line between them. */
  toolbar: ToolbarItem[][];
  setEditable(editable: boolean): void;
  /** Calls back when something that the toolbar shows may have changed. */
  onChange(listener: () => void): void;
  /** The words of the page, for a person who may keep a copy only. */
  plainText(): string;
  focus(): void;
}
