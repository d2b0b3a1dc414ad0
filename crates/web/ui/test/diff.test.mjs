import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { minimalEdit, mapPosition, shown, toStored, toShown } = await load("diff");

const apply = (text, edit) => (edit ? text.slice(0, edit.at) + edit.insert + text.slice(edit.at + edit.remove) : text);

test("typing, deleting and replacing give the smallest edit", () => {
  assert.deepEqual(minimalEdit("hello", "hello!", 6), { at: 5, remove: 0, insert: "!" });
  assert.deepEqual(minimalEdit("hello", "hell", 4), { at: 4, remove: 1, insert: "" });
  assert.deepEqual(minimalEdit("one two three", "one 2 three", 5), { at: 4, remove: 3, insert: "2" });
  assert.equal(minimalEdit("same", "same", 2), null);
});

test("the caret decides where an equal character was typed", () => {
  assert.deepEqual(minimalEdit("aaa", "aaaa", 1), { at: 0, remove: 0, insert: "a" });
  assert.deepEqual(minimalEdit("aaa", "aaaa", 4), { at: 3, remove: 0, insert: "a" });
});

test("a surrogate pair is never cut", () => {
  const edit = minimalEdit("x😀y", "x😁y", 3);
  assert.deepEqual(edit, { at: 1, remove: 2, insert: "😁" });
  // These two share the low unit, the pair above shares the high one.
  const low = minimalEdit("\u{1F600}", "\u{2FA00}", 2);
  assert.deepEqual(low, { at: 0, remove: 2, insert: "\u{2FA00}" });
});

test("random edits always lead from the old text to the new one", () => {
  let seed = 7;
  const random = (below) => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const alphabet = ["a", "b", "😀", "😁", "\n"];
  const word = () => Array.from({ length: random(8) }, () => alphabet[random(alphabet.length)]).join("");
  for (let round = 0; round < 5_000; round += 1) {
    const before = word();
    const after = word();
    const edit = minimalEdit(before, after, random(after.length + 1));
    assert.equal(apply(before, edit), after);
    if (!edit) continue;
    const removed = before.slice(edit.at, edit.at + edit.remove);
    assert.ok(edit.insert.isWellFormed() && removed.isWellFormed(), `a pair is cut in ${JSON.stringify(edit)}`);
  }
});

test("positions follow a foreign change", () => {
  const delta = [{ retain: 3 }, { insert: "XY" }, { delete: 2 }];
  assert.deepEqual([0, 3, 4, 5, 6].map((at) => mapPosition(delta, at)), [0, 3, 5, 5, 6]);
  assert.equal(mapPosition([{ insert: "ab" }], 0), 0);
  assert.equal(mapPosition([], 9), 9);
});

test("line ends that a text field cannot hold keep their places", () => {
  const text = "a\r\nb\rc\nd";
  assert.equal(shown(text), "a\nb\nc\nd");
  assert.deepEqual([0, 1, 2, 3, 4, 6].map((at) => toStored(text, at)), [0, 1, 3, 4, 5, 7]);
  for (let at = 0; at <= shown(text).length; at += 1) assert.equal(toShown(text, toStored(text, at)), at);
});
