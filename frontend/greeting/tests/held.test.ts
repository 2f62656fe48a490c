import assert from "node:assert/strict";
import { test } from "node:test";
import { HANDS, Hands } from "../held";

test("a hand on the page, and a moment after it, holds the news", () => {
  const hands = new Hands();
  assert.equal(hands.busy(0), false);
  hands.touched(10, true);
  assert.equal(hands.busy(10 + 10 * HANDS), true);
  hands.touched(20_000, false);
  assert.equal(hands.busy(20_000 + HANDS - 1), true);
  assert.equal(hands.busy(20_000 + HANDS), false);
});

test("scrolling holds it, too", () => {
  const hands = new Hands();
  hands.touched(5_000);
  assert.equal(hands.busy(5_001), true);
  assert.equal(hands.busy(5_000 + HANDS), false);
});
