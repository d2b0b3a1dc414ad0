// What the npm clients see of a running realtime service and its database.
//
// Run with `node --test clients.test.mjs` (after `npm ci`). Every variable is needed unless marked optional:
//
//   COLLAB_URL         ws://127.0.0.1:PORT/collab
//   DOCUMENT           name of a shared document, "page:<page id>", of a plain text page (Y.Text "default"), which
//                      may hold text already
//   READ_WRITE_TOKEN   credential (mcp_…) of somebody who may edit DOCUMENT
//   READ_ONLY_TOKEN    credential of somebody who may only read DOCUMENT
//   STRANGER_TOKEN     credential of somebody who may not read DOCUMENT
//   STRANGER_DOCUMENT  optional: name of a document that the stranger may edit, also a plain text page
//   DATABASE_URL       the database of the service, for looking into document_updates and document_states
//
// Exit code 0: all passed. Nothing is cleaned up: DOCUMENT ends with more text than before.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, afterEach, test } from "node:test";
import pg from "pg";
import WebSocket from "ws";
import * as Y from "yjs";
import { Client, openSocket, until } from "./client.mjs";

const needed = ["COLLAB_URL", "DOCUMENT", "READ_WRITE_TOKEN", "READ_ONLY_TOKEN", "STRANGER_TOKEN", "DATABASE_URL"];
const missing = needed.filter((name) => !process.env[name]);
assert.deepEqual(missing, [], "these variables are not set; see the head of this file");
const { COLLAB_URL: url, DOCUMENT, READ_WRITE_TOKEN, READ_ONLY_TOKEN, STRANGER_TOKEN, STRANGER_DOCUMENT, DATABASE_URL } = process.env;

const open = [];
const database = new pg.Pool({ connectionString: DATABASE_URL, max: 4 });
let markers = 0;

afterEach(() => {
  for (const client of open.splice(0)) client.close();
});
after(() => database.end());

function join(token, options = {}) {
  const client = new Client({ url, document: DOCUMENT, token, ...options });
  open.push(client);
  return client;
}

async function joined(token, options) {
  const client = join(token, options);
  await until("the document is received", () => client.stored || client.denied);
  assert.equal(client.denied, null);
  return client;
}

/** Text that nothing else in the document equals. */
const marker = (about) => `<${about} ${(markers += 1)} ${randomBytes(4).toString("hex")}>`;

const bothHave = (a, b, ...words) =>
  until(`both have ${words.join(", ")}`, () => a.value === b.value && words.every((part) => a.value.includes(part)));

/** The document as the database alone would restore it: the compacted state and the updates after it. */
async function restored() {
  const { rows } = await database.query(
    `SELECT state AS bytes, seq FROM document_states WHERE page_id = $1
     UNION ALL
     SELECT u.update, u.seq FROM document_updates u
     WHERE u.page_id = $1
       AND u.seq > COALESCE((SELECT s.seq FROM document_states s WHERE s.page_id = $1), 0)
     ORDER BY seq`,
    [DOCUMENT.replace(/^page[:.]/, "")],
  );
  const doc = new Y.Doc();
  for (const { bytes } of rows) Y.applyUpdate(doc, bytes);
  return doc.getText("default").toString();
}

test("two clients converge, also after one of them was offline", async () => {
  const [a, b] = [await joined(READ_WRITE_TOKEN), await joined(READ_WRITE_TOKEN)];
  const [before, whileA, whileB, later] = ["before", "typed offline", "typed online", "after"].map(marker);
  a.append(before);
  await bothHave(a, b, before);
  a.goOffline();
  await until("the socket is closed", () => !a.provider.isSynced);
  a.append(whileA);
  a.text.insert(0, whileA);
  b.append(whileB);
  await until("the other one's text is stored", () => b.stored);
  assert.equal(b.value.includes(whileA), false);
  await a.goOnline();
  await bothHave(a, b, before, whileA, whileB);
  a.append(later);
  await bothHave(a, b, later);
  await until("everything is confirmed", () => a.stored && b.stored);
  assert.equal(a.value.split(whileA).length, 3, "each offline change arrived exactly once");
  assert.equal(await restored(), a.value);
});

test("a client that comes later receives everything", async () => {
  const a = await joined(READ_WRITE_TOKEN);
  const words = marker("for the late one");
  a.append(words);
  await until("the text is stored", () => a.stored);
  const late = await joined(READ_WRITE_TOKEN);
  assert.equal(late.value, a.value);
});

test("nothing is confirmed before it is in the database", async () => {
  const a = await joined(READ_WRITE_TOKEN);
  const checks = [];
  a.provider.on("unsyncedChanges", ({ number }) => {
    if (number !== 0) return;
    const claimed = a.value;
    checks.push(restored().then((text) => ({ claimed, text })));
  });
  for (let round = 1; round <= 30; round += 1) {
    const confirmed = checks.length;
    for (let i = 0; i < round % 4 + 1; i += 1) a.append(marker(`round ${round}`));
    await until("the changes are confirmed", () => checks.length > confirmed);
  }
  for (const { claimed, text } of await Promise.all(checks)) {
    assert.ok(text.startsWith(claimed), "a confirmed change is missing in the database");
  }
});

test("a read-only member reads, but what it writes reaches nobody", async () => {
  const writer = await joined(READ_WRITE_TOKEN);
  const reader = await joined(READ_ONLY_TOKEN);
  await until("the reader has the text", () => reader.value === writer.value);
  assert.equal(reader.scope, "readonly");
  assert.equal(writer.scope, "read-write");
  const [refused, accepted] = [marker("refused"), marker("accepted")];
  reader.append(refused);
  // Messages of one socket keep their order: when this one has arrived, the write before it was looked at.
  reader.provider.setAwarenessField("user", { name: refused });
  const isSeen = () => writer.provider.awareness.getStates().get(reader.doc.clientID)?.user?.name === refused;
  await until("the writer sees the reader", isSeen);
  writer.append(accepted);
  await until("the reader follows", () => reader.value.includes(accepted));
  await until("the writer's text is stored", () => writer.stored);
  assert.equal(reader.provider.unsyncedChanges, 1, "the reader's change must stay unsynced");
  assert.equal(writer.value.includes(refused), false);
  assert.equal((await restored()).includes(refused), false);
  const witness = await joined(READ_WRITE_TOKEN);
  assert.equal(witness.value.includes(refused), false);
});

test("a stranger is denied, and its socket stays usable", async () => {
  const socket = openSocket(url);
  let closed = 0;
  socket.on("close", () => (closed += 1));
  const denied = join(STRANGER_TOKEN, { socket });
  await until("the denial", () => denied.denied);
  assert.equal(denied.denied, "permission-denied");
  assert.equal(denied.value, "");
  denied.append(marker("by a stranger"));
  if (STRANGER_DOCUMENT) {
    const own = await joined(STRANGER_TOKEN, { socket, document: STRANGER_DOCUMENT });
    const words = marker("in an own document");
    own.append(words);
    await until("the change is confirmed", () => own.stored);
  } else {
    const other = join(STRANGER_TOKEN, { socket, document: "page:zzzzzzzzzzzzzzzzzzzzzzzz" });
    await until("an answer about another document", () => other.denied);
  }
  assert.equal(closed, 0, "the socket was closed");
  assert.equal((await restored()).includes("by a stranger"), false);
  socket.destroy();
});

test("a wrong credential is refused", async () => {
  const client = join(`mcp_${"0".repeat(32)}`);
  let code = null;
  client.socket.on("close", ({ event }) => (code = event.code));
  await until("the refusal", () => client.denied || code === 4401);
  assert.equal(client.value, "");
});

test("positions count in UTF-16 units, as in the browser", async () => {
  const [a, b] = [await joined(READ_WRITE_TOKEN), await joined(READ_WRITE_TOKEN)];
  const [left, right] = [marker("links"), marker("rechts")];
  const start = a.text.length;
  a.append(`${left}👩‍👩‍👧 naïve 日本語 😀${right}`);
  await bothHave(a, b, right);
  // Between the two: behind the family, which is eight units long.
  b.text.insert(start + left.length + 8, "[here]");
  a.text.delete(a.value.indexOf("😀", start), 2);
  const expected = `${left}👩‍👩‍👧[here] naïve 日本語 ${right}`;
  await until("both agree", () => a.value === b.value && a.value.endsWith(expected));
  await until("everything is confirmed", () => a.stored && b.stored);
  assert.equal(await restored(), a.value);
});

test("presence appears, changes, and goes away with its owner", async () => {
  const [a, b, c] = [await joined(READ_WRITE_TOKEN), await joined(READ_WRITE_TOKEN), await joined(READ_ONLY_TOKEN)];
  const seen = (by, whose) => by.provider.awareness.getStates().get(whose.doc.clientID)?.user?.name;
  b.provider.setAwarenessField("user", { name: "Ada" });
  c.provider.setAwarenessField("user", { name: "Grace" });
  await until("both are seen", () => seen(a, b) === "Ada" && seen(a, c) === "Grace");
  b.provider.setAwarenessField("user", { name: "Ada L." });
  await until("the change is seen", () => seen(a, b) === "Ada L.");
  const late = await joined(READ_WRITE_TOKEN);
  await until("a late one sees who is here", () => seen(late, b) === "Ada L." && seen(late, c) === "Grace");
  b.close();
  await until("who left is gone", () => seen(a, b) === undefined);
  c.vanish();
  await until("who vanished is gone", () => seen(a, c) === undefined);
});

/** Sends `frames` on a socket of its own and tells with which code the server ends it. */
function codeAfter(frames) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on("open", () => frames.forEach((frame) => socket.send(frame)));
    socket.on("close", (code) => resolve(code));
    socket.on("error", reject);
    setTimeout(() => reject(new Error("the connection was not closed")), 15_000).unref();
  });
}

test("garbage ends the connection that sent it, with a code, and no other", async () => {
  const [a, b] = [await joined(READ_WRITE_TOKEN), await joined(READ_WRITE_TOKEN)];
  let closed = 0;
  for (const client of [a, b]) client.socket.on("close", () => (closed += 1));
  const garbage = {
    text: ["{}"],
    "random bytes": [randomBytes(200)],
    "an endless number": [Buffer.alloc(64, 0xff)],
    "a name that is longer than the frame": [Buffer.from([200, 1, 65])],
    "more than a frame may hold": [Buffer.alloc(20 * 1024 * 1024, 1)],
  };
  const codes = await Promise.all(
    Object.entries(garbage).map(async ([what, frames]) => [what, await codeAfter(frames).catch((error) => error.message)]),
  );
  for (const [what, code] of codes) {
    assert.ok([1002, 1003, 1007, 1008, 1009, 4205, 4400, 4401, 4408].includes(code), `${what}: closed with ${code}`);
  }
  const words = marker("after the garbage");
  a.append(words);
  await bothHave(a, b, words);
  assert.equal(closed, 0, "somebody else was disconnected");
});

test("an update that does not decode ends its author's connection only", async () => {
  const [a, b] = [await joined(READ_WRITE_TOKEN), await joined(READ_WRITE_TOKEN)];
  const before = await restored();
  let code = null;
  b.socket.shouldConnect = false;
  b.socket.on("close", ({ event }) => (code ??= event.code));
  const name = Buffer.from(DOCUMENT);
  const body = randomBytes(60).fill(0xff, 0, 12);
  b.socket.webSocket.send(Buffer.concat([Buffer.from([name.length]), name, Buffer.from([0, 2, body.length]), body]));
  await until("the connection is closed", () => code !== null);
  assert.notEqual(code, 1006);
  const words = marker("after the broken update");
  a.append(words);
  await until("the change is confirmed", () => a.stored);
  assert.equal(await restored(), before + words);
});

test("a silent connection hears from the server before its client gives up", { timeout: 40_000 }, async () => {
  const a = await joined(READ_WRITE_TOKEN);
  // Browsers hide the pings of websockets, so the protocol has one of its own: a frame of one byte. The client
  // also hears the echo of its own presence, which a background tab may stop to renew; so only the ping counts.
  let pings = 0;
  a.socket.on("message", ({ data }) => (pings += data.byteLength === 1 && new Uint8Array(data)[0] === 9 ? 1 : 0));
  await until("a ping", () => pings > 0, 29_000);
});
