// The npm client of the Hocuspocus protocol in Node, as a person's editor uses it.
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import WebSocket from "ws";
import * as Y from "yjs";

/** A socket that tries again soon: tests stop and start servers. */
export function openSocket(url) {
  const socket = new HocuspocusProviderWebsocket({
    url,
    WebSocketPolyfill: WebSocket,
    delay: 50,
    minDelay: 50,
    maxDelay: 250,
  });
  // What was typed while the socket was down is in the document, and the handshake carries it. The provider would
  // send its queue of single updates as well, and count their acknowledgements against later changes: it would
  // report "nothing unsynced" too early. The web editor does the same.
  socket.on("open", () => {
    socket.messageQueue = [];
  });
  return socket;
}

/** One document on a socket (its own, unless one is given). */
export class Client {
  constructor({ url, socket, document, token }) {
    this.ownsSocket = socket === undefined;
    this.socket = socket ?? openSocket(url);
    this.doc = new Y.Doc();
    this.text = this.doc.getText("default");
    this.denied = null;
    this.scope = null;
    this.isClosed = false;
    this.provider = new HocuspocusProvider({ websocketProvider: this.socket, name: document, document: this.doc, token });
    this.provider.on("authenticationFailed", ({ reason }) => (this.denied = reason));
    this.provider.on("authenticated", ({ scope }) => (this.scope = scope));
    this.provider.attach();
  }

  get value() {
    return this.text.toString();
  }

  /** Nothing of this client is unconfirmed. */
  get stored() {
    return this.provider.isSynced && this.provider.unsyncedChanges === 0;
  }

  append(words) {
    this.text.insert(this.text.length, words);
  }

  goOffline() {
    this.socket.disconnect();
  }

  goOnline() {
    return this.socket.connect();
  }

  /** As when a cable is pulled: no goodbye of any kind. */
  vanish() {
    this.socket.shouldConnect = false;
    this.socket.webSocket?.terminate();
  }

  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    this.provider.destroy();
    if (this.ownsSocket) this.socket.destroy();
    this.doc.destroy();
  }
}

/** Asks until the answer pleases; says the last answer when it never does. */
export async function until(what, ask, limit = 15_000) {
  const deadline = Date.now() + limit;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`not within ${limit} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
