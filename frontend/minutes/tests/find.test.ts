import assert from "node:assert/strict";
import { test } from "node:test";
import { hitsIn } from "../find";

const words = (text: string, wanted: string, exact = false): string[] => hitsIn(text, wanted, exact).map(({ from, to }) => text.slice(from, to));

test("capitals count only where they are asked for", () => {
  assert.deepEqual(words("Bappeda, BAPPEDA, bappeda", "bappeda"), ["Bappeda", "BAPPEDA", "bappeda"]);
  assert.deepEqual(words("Bappeda, BAPPEDA, bappeda", "bappeda", true), ["bappeda"]);
});

test("signs mean themselves, and a blank finds any blank", () => {
  assert.deepEqual(words("Rp 10.000 (a+b) Rp\u00a010.000 10x000", "Rp 10.000"), ["Rp 10.000", "Rp\u00a010.000"]);
  assert.deepEqual(words("(a+b)[c]", "(a+b)["), ["(a+b)["]);
});

test("nothing is found of nothing, and nothing twice", () => {
  assert.deepEqual(words("aaa", ""), []);
  assert.deepEqual(words("aaaa", "aa"), ["aa", "aa"]);
});
