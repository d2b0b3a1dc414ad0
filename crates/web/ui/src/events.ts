//! Follows the events of one drive by number: in order, nothing twice, nothing missed.

interface Message {
  t: string;
  topic?: string;
  seq?: number;
  type?: string;
  head?: number;
  retry_ms?: number;
  reason?: string;
}

const SHORTEST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 15_000;

export interface Listener {
  /** An event that has not been seen before. */
  event(type: string): void;
  /** Some events cannot be replayed: read everything again. */
  gap(): void;
  /** This person may not follow the drive any longer. */
  revoked(reason: string): void;
}

export class EventFeed {
  private wait = SHORTEST_WAIT_MS;
  private stopped = false;
  private socket: WebSocket | null = null;
  private timer = 0;
  private readonly topic: string;

  constructor(private readonly url: string, driveId: string, private seen: number, private readonly listener: Listener) {
    this.topic = `drive:${driveId}`;
    this.connect();
    window.addEventListener("online", () => this.connectNow());
  }

  private connect(): void {
    if (this.stopped) return;
    const socket = new WebSocket(this.url);
    this.socket = socket;
    socket.addEventListener("open", () => {
      this.send({ t: "auth", token: "cookie" });
      this.send({ t: "sub", topic: this.topic, after: this.seen });
    });
    socket.addEventListener("message", (event) => {
      const message = parse(event.data);
      if (message) this.receive(message);
    });
    socket.addEventListener("close", (event) => {
      this.socket = null;
      if (event.code === 4401 || event.code === 4403) this.stopped = true;
      this.reconnectLater();
    });
  }

  /** Waits a little longer each time, and never as long as the others who lost the same server. */
  private reconnectLater(): void {
    if (this.stopped) return;
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.connect(), this.wait * (0.5 + Math.random() / 2));
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT_MS);
  }

  private connectNow(): void {
    if (this.socket) return;
    window.clearTimeout(this.timer);
    this.connect();
  }

  private send(message: object): void {
    this.socket?.send(JSON.stringify(message));
  }

  private receive(message: Message): void {
    if (message.t === "bye") {
      this.wait = Math.max(SHORTEST_WAIT_MS, message.retry_ms ?? 0);
      return;
    }
    if (message.topic !== this.topic) return;
    switch (message.t) {
      case "subok":
        this.wait = SHORTEST_WAIT_MS;
        break;
      case "ev":
        if (message.seq === undefined || message.seq <= this.seen) return;
        this.seen = message.seq;
        this.listener.event(message.type ?? "");
        break;
      case "gap":
        this.listener.gap();
        break;
      case "revoked":
        this.stopped = true;
        this.socket?.close();
        this.listener.revoked(message.reason ?? "");
        break;
    }
  }

  /** After everything was read again: continue from there. */
  restartFrom(head: number): void {
    this.seen = Math.max(this.seen, head);
    if (this.socket?.readyState === WebSocket.OPEN) this.send({ t: "sub", topic: this.topic, after: this.seen });
  }
}

function parse(data: unknown): Message | null {
  if (typeof data !== "string") return null;
  try {
    const message = JSON.parse(data) as Message | null;
    return typeof message?.t === "string" ? message : null;
  } catch {
    return null;
  }
}
