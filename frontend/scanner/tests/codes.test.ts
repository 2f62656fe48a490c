import assert from "node:assert/strict";
import { test } from "node:test";
import { mayBeCut, ALPHABET, checkCharacter, codeHash, newId, readCode, readPairing, readTyped } from "../codes";
// Made by meetings/passcode.py; tests/frontend checks that it would still make the same.
import vectors from "./passcodes.json";

const code = vectors.passes[0]!.code;
const pass = { kind: "pass", code };

test("every code of the service is a pass with the same check character and roster hash", async () => {
  for (const { code, hash } of vectors.passes) {
    assert.deepEqual(readCode(code), { kind: "pass", code });
    assert.equal(checkCharacter(code.slice(0, -1)), code.at(-1));
    assert.equal(await codeHash(vectors.salt, code), hash);
  }
});

test("case, white space, links and look-alikes are forgiven", () => {
  assert.deepEqual(readCode(`  ${code.toLowerCase()}\n`), pass);
  assert.deepEqual(readCode(`HTTPS://RAPAT.KOTABOGOR.GO.ID/P/${code}`), pass);
  assert.deepEqual(readCode(`https://host/p/${code.toLowerCase()}/`), pass);
  for (const typed of [`${code.slice(0, 5)} ${code.slice(5, 9)}-${code.slice(9)}`, `(${code}).`, `${code}\u200b`, `https://host/P/${code}?fbclid=x&y=1`, `https://host/P/${code}/.`]) {
    assert.deepEqual(readCode(typed), pass, typed);
  }
  const zeroes = vectors.passes.find(({ code }) => code.slice(2).includes("0") && code.slice(2).includes("1"))!.code;
  assert.deepEqual(readCode(`M1${zeroes.slice(2).replaceAll("0", "o").replaceAll("1", "l")}`), { kind: "pass", code: zeroes });
  assert.deepEqual(readCode(`MI${code.slice(2)}`), pass);
});

test("every single wrong character is noticed", () => {
  for (let at = 2; at < code.length; at++) {
    for (const wrong of ALPHABET) {
      if (wrong === code[at]) continue;
      assert.equal(readCode(code.slice(0, at) + wrong + code.slice(at + 1)).kind, "damaged");
    }
  }
});

test("a cut-off code is damaged, other QR codes are foreign", () => {
  for (const cut of [code.slice(0, -1), code.slice(0, 20), `${code}A`, `HTTPS://HOST/P/${code.slice(0, 9)}`]) {
    assert.equal(readCode(cut).kind, "damaged", cut);
  }
  for (const other of ["", "WIFI:S:Hotel;T:WPA;P:rahasia;;", "https://example.org/", "M1", "MI Negeri Satu Bogor", "mi-ftahul-huda-bogor", `/P/${code}?x=1`.replace("/P/", "/Q/")]) {
    assert.equal(readCode(other).kind, "foreign", other);
  }
});

test("what a keyboard scanner mangles or cuts in front is still read when the code is whole", () => {
  assert.deepEqual(readTyped(`HTTPSÇ--HOST-P-${code}`), pass);
  assert.deepEqual(readTyped(`ST/P/${code}`), pass);
  assert.equal(readTyped(code.slice(3)).kind === "pass", false);
});

test("the pairing code is taken from link, fragment or bare text", () => {
  for (const text of ["ABCD-2345", "https://host/pindai/#ABCD-2345", "#pair=ABCD-2345", " ABCD-2345 ", "#code=ABCD-2345&x=1"]) {
    assert.equal(readPairing(text), "ABCD-2345", text);
  }
});

test("a broken percent sign in a pairing link does not throw", () => {
  assert.equal(readPairing("#100%"), "100%");
});

test("ids are UUIDs, with and without randomUUID", () => {
  const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  assert.match(newId(), shape);
  Object.defineProperty(crypto, "randomUUID", { value: undefined, configurable: true });
  assert.match(newId(), shape);
  delete (crypto as { randomUUID?: unknown }).randomUUID;
});

test("what a keyboard scanner typed is a cut pass only where it can be one", () => {
  for (const cut of ["7KQ2M9XW4TA0B", "https;--rapat.example.go.id-p-M17KQ2M9XW4TA0BC"]) assert.ok(mayBeCut(cut), cut);
  for (const other of ["WIFI:T:WPA;S:Hotel;P:rahasia1234567;;", "https://example.go.id/undangan", "196001011990011001"]) assert.ok(!mayBeCut(other), other);
});
