import assert from "node:assert/strict";
import { test } from "node:test";
import { calm } from "../calm";
import { sentence, shown, valueAt } from "../main";

test("paths reach into objects and end in nothing where there is nothing", () => {
  const data = { present: 1250, latest: { name: "Siti" }, list: [1] };
  assert.equal(valueAt(data, "latest.name"), "Siti");
  assert.equal(valueAt(data, "latest.at"), null);
  assert.equal(valueAt(data, "list.0"), null);
  assert.equal(valueAt(data, "."), data);
});

test("numbers get their dots, nothing stays empty", () => {
  assert.deepEqual([1250, "x", null, {}].map(shown), ["1.250", "x", "", ""]);
});

test("numbers are said once they stand still, not at every look", () => {
  const toSay = calm();
  const looks = ["0 hadir", "0 hadir", "1 hadir", "2 hadir", "2 hadir", "2 hadir", "3 hadir", "2 hadir", "2 hadir"];
  assert.deepEqual(looks.map(toSay), [null, null, null, null, "2 hadir", null, null, null, null]);
});

test("in a rush that does not end something is said all the same", () => {
  const toSay = calm(3);
  assert.deepEqual(["0", "1", "2", "3", "4", "5", "6"].map(toSay), [null, null, null, "3", null, null, "6"]);
});

test("a sentence takes its numbers from their places", () => {
  assert.equal(sentence("{present} dari {all.expected} hadir", { present: 1250, all: { expected: 2000 } }), "1.250 dari 2.000 hadir");
});
