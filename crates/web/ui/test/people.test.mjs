import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { safeColor, inkOn, initials } = await load("color");
const { peopleOf } = await load("presence");
const { address } = await load("link");

test("a colour that is not one never reaches a style", () => {
  assert.equal(safeColor("#A1b2c3"), "#A1b2c3");
  for (const bad of ["red", "#fff", "#12345g", "url(x)", "#123456;x", null, 7]) assert.equal(safeColor(bad), "#5b6472");
});

test("ink on a colour reads well", () => {
  assert.equal(inkOn("#ffffff"), "#000000");
  assert.equal(inkOn("#1a1d23"), "#ffffff");
});

test("initials of any name", () => {
  assert.deepEqual(["Ada Lovelace", "plato", "  ", "Ana María da Silva", "😀 x"].map(initials), ["AL", "P", "?", "AS", "😀X"]);
});

test("presence shows each name once and ignores what is not a person", () => {
  const states = [{ user: { name: "Ada", color: "#112233" } }, { user: { name: "Ada", color: "#445566" } }, null, {}, { user: { name: 5 } }, { user: { name: "B", color: "x" } }];
  assert.deepEqual(peopleOf(states), [{ name: "Ada", color: "#112233" }, { name: "B", color: "#5b6472" }]);
});

test("a typed address becomes a link address", () => {
  assert.equal(address(" example.org/a "), "https://example.org/a");
  assert.equal(address("ada@example.org"), "mailto:ada@example.org");
  assert.equal(address("/p/abc"), "/p/abc");
  assert.equal(address("http://x"), "http://x");
});
