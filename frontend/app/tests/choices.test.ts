import assert from "node:assert/strict";
import { test } from "node:test";
import { matching } from "../choices";

const UNITS = ["Dinas Kesehatan", "Dinas Pendidikan", "\u2003Puskesmas Đa Kao", "Kécamatan Tengah"];

test("every word, in any order, accents and capitals or not", () => {
  assert.deepEqual(matching(UNITS, "kes din"), [true, false, false, false]);
  assert.deepEqual(matching(UNITS, "kecamatan"), [false, false, false, true]);
  assert.deepEqual(matching(UNITS, "da kao"), [false, false, true, false]);
  assert.deepEqual(matching(UNITS, "  "), [true, true, true, true]);
});
