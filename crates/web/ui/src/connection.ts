//! One shared document over the Hocuspocus protocol, and the facts that its save state is made of.

import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import * as Y from "yjs";
import { type Ending, endingFor, type Facts, saveState, type SaveState } from "./state";

export interface Person {
  name: string;
  color: string;
}

export interface Target {
  url: string;
  document: string;
  readOnly: boolean;
}

/** Close codes after which trying again cannot help. */
const UNAUTHENTICATED = 4401;
const FORBIDDEN = 4403;

/** The server pings every 20 s; two missed pings and a little patience mean the line is dead. */
const SILENCE_LIMIT_MS = 45_000;

type Listener = (state: SaveState, facts: Facts) => void;

export class Connection {
  readonly doc = new Y.Doc();
  readonly provider: HocuspocusProvider;
  readonly facts: Facts;
  /** An own edit exists that the server has not confirmed. */
  dirty = false;
  private readonly socket: HocuspocusProviderWebsocket;
  private readonly listeners: Listener[] = [];
  private readonly onceSynced: (() => void)[] = [];

  constructor(target: Target) {
    this.facts = {
      online: navigator.onLine,
      synced: false,
      wasSynced: false,
      failed: false,
      unsynced: 0,
      readOnly: target.readOnly,
      ended: null,
    };
    this.socket = new HocuspocusProviderWebsocket({
      url: target.url,
      delay: 500,
      minDelay: 500,
      maxDelay: 5_000,
      messageReconnectTimeout: SILENCE_LIMIT_MS,
    });
    this.socket.on("open", () => this.dropStaleQueue());
    this.socket.on("disconnect", () => this.disconnected());
    // The browser sends the session cookie with the handshake; the token only says so.
    this.provider = new HocuspocusProvider({
      websocketProvider: this.socket,
      name: target.document,
      document: this.doc,
      token: "cookie",
    });
    this.listenToProvider(target.readOnly);
    this.provider.attach();
    this.listenToBrowser();
  }

  /** Calls back now and on every change. */
  onState(listener: Listener): void {
    this.listeners.push(listener);
    listener(saveState(this.facts), this.facts);
  }

  /** Calls back once, when the document has been received for the first time. */
  onFirstSync(listener: () => void): void {
    if (this.facts.wasSynced) listener();
    else this.onceSynced.push(listener);
  }

  private listenToProvider(pageIsReadOnly: boolean): void {
    const { provider, facts } = this;
    provider.on("synced", () => {
      facts.synced = true;
      facts.wasSynced = true;
      this.publish();
      for (const listener of this.onceSynced.splice(0)) listener();
    });
    provider.on("authenticated", ({ scope }: { scope: string }) => {
      facts.readOnly = pageIsReadOnly || scope === "readonly";
      this.publish();
    });
    provider.on("authenticationFailed", ({ reason }: { reason: string }) => this.end(endingFor(reason)));
    provider.on("unsyncedChanges", ({ number }: { number: number }) => {
      facts.unsynced = number;
      this.publish();
    });
    provider.on("close", ({ event }: { event: { code: number; reason: string } }) => this.closed(event));
    this.doc.on("update", (_update: Uint8Array, origin: unknown) => {
      if (origin !== provider) this.dirty = true;
    });
  }

  private listenToBrowser(): void {
    const update = (): void => {
      this.facts.online = navigator.onLine;
      this.publish();
    };
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    window.addEventListener("beforeunload", (event) => {
      if (this.dirty && !this.facts.readOnly) event.preventDefault();
    });
  }

  /**
   * A socket that closed carries its close event; a document that the server closed on a socket that
   * stays open carries a plain object.
   */
  private closed(event: { code: number; reason: string }): void {
    if (!(event instanceof Event)) this.end(endingFor(event.reason));
    else if (event.code === UNAUTHENTICATED) this.end("signed-out");
    else if (event.code === FORBIDDEN) this.end("refused");
  }

  /** The provider itself overlooks a connection that it gave up because it was silent for too long. */
  private disconnected(): void {
    this.provider.synced = false;
    this.facts.synced = false;
    this.facts.failed = true;
    this.publish();
  }

  private end(ending: Ending): void {
    this.facts.ended ??= ending;
    this.publish();
    this.socket.disconnect();
  }

  /**
   * Everything typed while the socket was down is in the document, and the handshake carries it in one
   * piece. The provider would also send its queue of single updates: their acknowledgements would be
   * counted against later changes, and "saved" would be shown too early.
   */
  private dropStaleQueue(): void {
    (this.socket as unknown as { messageQueue: unknown[] }).messageQueue = [];
  }

  private publish(): void {
    const state = saveState(this.facts);
    if (state === "saved") this.dirty = false;
    for (const listener of this.listeners) listener(state, this.facts);
  }
}
