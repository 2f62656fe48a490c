import assert from "node:assert/strict";
import { test } from "node:test";
import { keyOf, matches } from "../phrases";

const key = keyOf("Kesepakatan tindak lanjut", "Diskominfo", "Rapat menyepakati Ja'far");

test("each typed word begins a word of name, unit or text", () => {
  for (const typed of ["", "kese", "TINDAK kesepakatan", "disko menye", "jafar"]) assert.ok(matches(key, typed), typed);
});

test("what stands within a word, or nowhere, finds nothing", () => {
  for (const typed of ["pakatan", "kese lanjutan", "lanjut diskominfo x"]) assert.ok(!matches(key, typed), typed);
});
