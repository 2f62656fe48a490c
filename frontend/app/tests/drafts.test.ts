import assert from "node:assert/strict";
import { test } from "node:test";
import { alike, mayKeep, outdated } from "../drafts";

const DAY = 86_400_000;

test("two contents are alike when the same was typed, whatever guards them", () => {
  const typed: [string, string][] = [["ticket", "a"], ["seen", "1"], ["title", "Sidang"], ["notes", "a\r\nb"], ["room", ""]];
  assert.ok(alike(typed, [["ticket", "b"], ["csrf_token", "x"], ["title", "Sidang"], ["notes", "a\nb"]]));
  assert.ok(!alike(typed, [["title", "Sidang II"], ["notes", "a\nb"]]));
});

test("what was typed before the drafts were dropped is not kept again", () => {
  assert.ok(mayKeep(null, 5));
  assert.ok(!mayKeep("5", 5));
  assert.ok(!mayKeep("6", 5));
  assert.ok(mayKeep("5", 6));
});

test("one's own drafts last a week, those of others a day", () => {
  const keys: [string, number][] = [
    ["isian:saya:/a", 6 * DAY],
    ["isian:saya:/b", 0],
    ["isian:lain:/a", 6.5 * DAY],
    ["isian:lain:/b", 5 * DAY],
  ];
  assert.deepEqual(outdated(keys, "saya", 7 * DAY + 1), ["isian:saya:/b", "isian:lain:/b"]);
});
