import assert from "node:assert/strict";
import { test } from "node:test";
import { sentences } from "../verdict-view";

test("what is read aloud has one full stop after each part", () => {
  assert.equal(sentences(["MASUK", "Budi, M.T.", false, "Sudah masuk."]), "MASUK. Budi, M.T. Sudah masuk.");
});
