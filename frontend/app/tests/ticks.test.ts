import assert from "node:assert/strict";
import { test } from "node:test";
import { tickedNow } from "../ticks";

test("what was ticked on other pages stays, what this page shows is as it is ticked here", () => {
  assert.deepEqual(tickedNow(["a", "b"], ["b", "c"], ["c"]), ["a", "c"]);
  assert.deepEqual(tickedNow([], ["a"], ["a"]), ["a"]);
  assert.deepEqual(tickedNow(["a"], [], []), ["a"]);
});
