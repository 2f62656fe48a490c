import assert from "node:assert/strict";
import { test } from "node:test";

import { fill, leftAfter, type Result, waitingOf } from "../pieces";

const result = (id: string, more: Partial<Result> = {}): Result => ({ id, state: "signed", told: "", stops: false, wait: 0, ...more });

test("what was answered is not sent again", () => {
  assert.deepEqual(leftAfter(["a", "b", "c"], [result("a"), result("b", { state: "refused" })]), ["c"]);
  assert.deepEqual(leftAfter(["a"], [result("a", { state: "unsure", stops: true })]), []);
});

test("what a busy gateway did not touch stays, unless it wants hours", () => {
  const busy = result("a", { state: "refused", stops: true, wait: 30 });
  assert.deepEqual(leftAfter(["a", "b"], [busy]), ["a", "b"]);
  assert.deepEqual(leftAfter(["a", "b"], [{ ...busy, wait: 3600 }]), ["b"]);
  assert.deepEqual(leftAfter(["a"], [{ ...busy, state: "unsure" }]), []);
});

test("numbers stand in the words of the page", () => {
  assert.equal(fill("{done} dari {all} selesai", { done: 3, all: 10 }), "3 dari 10 selesai");
});

test("after a lost answer the page says what still waits", () => {
  const page = { querySelectorAll: () => [{ value: "b" }, { value: "x" }] } as unknown as ParentNode;
  assert.deepEqual(waitingOf(page, ["a", "b", "c"]), ["b"]);
});
