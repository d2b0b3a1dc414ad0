//! The one sentence that tells whether the text is safe, computed from facts about the connection.

export interface Facts {
  /** The browser's own opinion; false is reliable, true is not. */
  online: boolean;
  /** The handshake of the present socket is complete. */
  synced: boolean;
  /** A handshake was complete at least once on this page. */
  wasSynced: boolean;
  /** At least one attempt to connect has failed. */
  failed: boolean;
  /** Changes that the server has not confirmed as stored. */
  unsynced: number;
  readOnly: boolean;
  /** Why trying again cannot help, if so. */
  ended: Ending | null;
}

/** No right to this page; no session; or the server takes no more ("refused"). */
export type Ending = "denied" | "signed-out" | "refused";

export type SaveState = "connecting" | "saving" | "saved" | "offline" | "read-only" | Ending;

/** Reads the reasons of the realtime service. */
export function endingFor(reason: string): Ending {
  if (reason === "unauthenticated") return "signed-out";
  return reason.startsWith("too-many") ? "refused" : "denied";
}

/** "saved" needs a complete handshake and no unconfirmed change: it is never a guess. */
export function saveState(facts: Facts): SaveState {
  if (facts.ended) return facts.ended;
  if (!facts.online) return "offline";
  if (!facts.synced) return facts.wasSynced || facts.failed ? "offline" : "connecting";
  if (facts.readOnly) return "read-only";
  return facts.unsynced > 0 ? "saving" : "saved";
}

/** The sentence for a state. Without edits of one's own there is nothing to worry about offline. */
export function sentence(state: SaveState, readOnly: boolean): string {
  switch (state) {
    case "connecting":
      return "Connecting…";
    case "saving":
      return "Saving…";
    case "saved":
      return "All changes saved";
    case "offline":
      return readOnly
        ? "Offline — this page may be out of date"
        : "Offline — your changes are kept here until the connection returns";
    case "read-only":
      return "Read only";
    case "signed-out":
      return "You are signed out";
    case "denied":
      return "You no longer have access";
    case "refused":
      return "Not connected";
  }
}
