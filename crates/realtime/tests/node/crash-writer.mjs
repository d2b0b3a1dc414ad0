// Types without end and writes down what the service has confirmed, for tests that kill the service.
//
//   node crash-writer.mjs FILE
//
// Environment: COLLAB_URL, READ_WRITE_TOKEN, DOCUMENT (a plain text page, Y.Text "default"), and WRITER, a word that
// marks this writer's text (default "w"; give each of several writers its own).
//
// The text typed is "WRITER:1;WRITER:2;…", one update each, in bursts. When every update up to number n is
// confirmed, the line "WRITER:n" of each newly confirmed one is appended to FILE and {"acked": n} is printed.
// After a crash every marker in FILE must be in the document. It reconnects by itself, for ever. It also prints
// {"connected": true} and {"connected": false}. SIGTERM or SIGINT ends it, after a last {"done": n}; a denial ends it
// with {"denied": reason} and exit code 1.
import { appendFileSync } from "node:fs";
import { Client } from "./client.mjs";

const LONGEST_BURST = 12;
const PAUSE_MS = 2;

const { COLLAB_URL, READ_WRITE_TOKEN, DOCUMENT, WRITER = "w" } = process.env;
const [file] = process.argv.slice(2);
if (!file || !COLLAB_URL || !READ_WRITE_TOKEN || !DOCUMENT) {
  console.error("usage: COLLAB_URL=… READ_WRITE_TOKEN=… DOCUMENT=… node crash-writer.mjs FILE");
  process.exit(2);
}

const say = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);
const client = new Client({ url: COLLAB_URL, document: DOCUMENT, token: READ_WRITE_TOKEN });
let typed = 0;
let acked = 0;
let resume = null;

function confirm() {
  if (!client.stored || acked === typed) return;
  const lines = Array.from({ length: typed - acked }, (_, index) => `${WRITER}:${acked + index + 1}\n`);
  acked = typed;
  appendFileSync(file, lines.join(""));
  say({ acked });
}

/** A change is confirmed when the count is back at zero; the handshake after a reconnect counts as one change. */
client.provider.on("unsyncedChanges", () => {
  confirm();
  if (client.stored) resume?.();
});
client.provider.on("synced", () => {
  say({ connected: true });
  if (client.stored) resume?.();
});
client.provider.on("close", () => say({ connected: false }));
client.provider.on("authenticationFailed", ({ reason }) => {
  say({ denied: reason });
  process.exit(1);
});

function end() {
  say({ done: acked });
  process.exit(0);
}
process.on("SIGTERM", end);
process.on("SIGINT", end);

const allStored = () => (client.stored ? Promise.resolve() : new Promise((resolve) => (resume = resolve)));
const pause = () => new Promise((resolve) => setTimeout(resolve, PAUSE_MS));

await allStored();
for (;;) {
  const burst = 1 + Math.floor(Math.random() * LONGEST_BURST);
  for (let i = 0; i < burst; i += 1) {
    typed += 1;
    client.append(`${WRITER}:${typed};`);
    await pause();
  }
  await allStored();
}
