import assert from "node:assert/strict";
import { test } from "node:test";
import { hallCode, kept, type Remembered } from "../alone";

const code = "abcdefghijklmnop234567qrstuvwxyz";
const pass = (of: string, lastDay = "2026-12-01"): Remembered => ({ pass: of, name: "Budi", institution: "Dinas PU", meeting: "m", lastDay });
const now = Date.parse("2026-12-01T03:00:00Z");

test("only the hall's QR is read from the screen", () => {
  assert.equal(hallCode(`HTTPS://RAPAT.GO.ID/H/${code.toUpperCase()}`), code);
  for (const other of [`HTTPS://RAPAT.GO.ID/P/${code}`, `https://rapat.go.id/h/${code}x`, code, "WIFI:S:Hotel;;"]) assert.equal(hallCode(other), null);
});

test("a phone remembers each pass once, the newest first, until its meeting is over", () => {
  const before = [pass("a"), pass("b"), pass("old", "2026-11-20")];

  assert.deepEqual(kept(before, pass("b"), now).map((each) => each.pass), ["b", "a"]);
  assert.deepEqual(kept(before, null, now).map((each) => each.pass), ["a", "b"]);
});
