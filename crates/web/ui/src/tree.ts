//! The page tree in the sidebar: drawn by the server, drawn again when something in it has changed.

import { find } from "./dom";
import { EventFeed } from "./events";
import { toast } from "./toast";

/** Events that change what the tree shows. The text of a page does not. */
function changesTree(type: string): boolean {
  return (type.startsWith("page.") && type !== "page.content") || type.startsWith("drive.") || type.startsWith("member.");
}

/** Either way the server knows where to send somebody who asks for the first page. */
function sayGoodbye(reason: string): void {
  const isSignedOut = reason === "unauthenticated";
  const text = isSignedOut ? "You are signed out." : "You no longer have access to this workspace.";
  toast(text, { label: isSignedOut ? "Sign in" : "Leave", run: () => location.assign("/") });
}

export class Tree {
  private running = false;
  private again = false;
  private gap = false;
  private readonly feed: EventFeed;

  constructor(private nav: HTMLElement) {
    this.markCurrent();
    const { driveId = "", wsUrl = "", head = "0" } = nav.dataset;
    this.feed = new EventFeed(wsUrl, driveId, Number(head) || 0, {
      event: (type) => {
        if (changesTree(type)) void this.refresh();
      },
      gap: () => {
        this.gap = true;
        void this.refresh();
      },
      revoked: sayGoodbye,
    });
  }

  /** One request at a time; whatever arrives meanwhile is answered by one more. */
  async refresh(): Promise<void> {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = true;
    do {
      this.again = false;
      await this.swap();
    } while (this.again);
    this.running = false;
  }

  private async swap(): Promise<void> {
    const path = `/d/${encodeURIComponent(this.nav.dataset["driveId"] ?? "")}/tree`;
    const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const parsed = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = parsed.getElementById("tree");
    if (!fresh) return;
    const focused = this.nav.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
    const scrolled = this.nav.scrollTop;
    this.nav.replaceWith(fresh);
    this.nav = fresh;
    fresh.scrollTop = scrolled;
    this.markCurrent();
    if (focused) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
    if (this.gap) {
      this.gap = false;
      this.feed.restartFrom(Number(fresh.dataset["head"]) || 0);
    }
    document.dispatchEvent(new CustomEvent("pagespace:tree"));
  }

  private markCurrent(): void {
    for (const link of this.nav.querySelectorAll("a.tree-link")) {
      if (link.getAttribute("href") === location.pathname) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
  }
}

export function startTree(): Tree | null {
  const nav = find("tree");
  return nav?.dataset["wsUrl"] ? new Tree(nav) : null;
}
