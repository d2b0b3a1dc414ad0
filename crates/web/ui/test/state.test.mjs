import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { endingFor, saveState, sentence } = await load("state");

const good = { online: true, synced: true, wasSynced: true, failed: false, unsynced: 0, readOnly: false, ended: null };

test("saved needs a connection, a handshake and no unconfirmed change", () => {
  assert.equal(saveState(good), "saved");
  assert.equal(saveState({ ...good, unsynced: 1 }), "saving");
  assert.equal(saveState({ ...good, synced: false }), "offline");
  assert.equal(saveState({ ...good, online: false }), "offline");
});

test("before the first handshake it is connecting, after a failure offline", () => {
  const fresh = { ...good, synced: false, wasSynced: false };
  assert.equal(saveState(fresh), "connecting");
  assert.equal(saveState({ ...fresh, failed: true }), "offline");
});

test("a reader is never told that something was saved", () => {
  assert.equal(saveState({ ...good, readOnly: true, unsynced: 3 }), "read-only");
  assert.equal(sentence("offline", true), "Offline — this page may be out of date");
});

test("lost access wins over everything", () => {
  assert.equal(saveState({ ...good, online: false, ended: "denied" }), "denied");
  assert.equal(saveState({ ...good, ended: "signed-out", unsynced: 2 }), "signed-out");
});

test("the reason of the server decides how it ends", () => {
  assert.deepEqual(["permission-denied", "not-found", "unauthenticated", "too-many-people", ""].map(endingFor), ["denied", "denied", "signed-out", "refused", "denied"]);
});
