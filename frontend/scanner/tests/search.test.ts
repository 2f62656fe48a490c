import assert from "node:assert/strict";
import { test } from "node:test";
import { wordsOf } from "../../shared/search";
import { RosterSearch } from "../search";
import { person } from "./roster";
// What the service's own search boxes find and do not find; tests/frontend asks them, too.
import spellings from "./searches.json";

const people = [
  person("1", { name: "Dr. Hj. Siti Aminah, S.Sos.", position: "Lurah", organisation: "Kelurahan Tegalega" }),
  person("2", { name: "Siti Aminah", position: "Camat", organisation: "Kecamatan Bogor Tengah" }),
  person("3", { name: "Tegar Lesmana", position: "Sekretaris", organisation: "Dinas Kesehatan" }),
  person("4", { name: "José Ünal", category: "Narasumber", representing: "Ade Sarip, Sekda" }),
  person("5", { name: "محمد الأمين", organisation: "Kementerian Agama" }),
];
const search = new RosterSearch(people);
const ids = (query: string): string[] => search.find(query).map(({ id }) => id);

test("needs three letters", () => {
  assert.deepEqual(ids("si"), []);
  assert.deepEqual(ids("si a"), ["1", "2"]);
});

test("every word of the query begins a word of some field", () => {
  assert.deepEqual(ids("siti tegal"), ["1"]);
  assert.deepEqual(ids("camat bogor"), ["2"]);
  assert.deepEqual(ids("aminah lurah tegalega"), ["1"]);
  assert.deepEqual(ids("inah"), []);
});

test("people whose name matches come before those whose institution does", () => {
  assert.deepEqual(ids("tega"), ["3", "1"]);
});

test("accents, capitals, punctuation and other scripts do not matter", () => {
  assert.deepEqual(ids("JOSE una"), ["4"]);
  assert.deepEqual(ids("s.sos"), ["1"]);
  assert.deepEqual(ids("محمد"), ["5"]);
});

test("finds what the search boxes of the service find", () => {
  const finds = (name: string, query: string): boolean => new RosterSearch([person("1", { name })]).find(query).length === 1;
  for (const [name, query] of spellings.found) assert.ok(finds(name!, query!), `${query} in ${name}`);
  for (const [name, query] of spellings.not_found) assert.ok(!finds(name!, query!), `${query} in ${name}`);
  for (const [letter, plain] of Object.entries(spellings.letters)) assert.deepEqual(wordsOf(letter), [plain]);
  for (const quote of spellings.quotes) assert.deepEqual(wordsOf(`a${quote}b`), ["ab"]);
});

test("the part behind an apostrophe is found by itself", () => {
  assert.equal(new RosterSearch([person("1", { name: "Ma'ruf" })]).find("ruf").length, 1);
});

test("below three letters a whole name is found, a title is not", () => {
  const few = new RosterSearch([person("1", { name: "Dr. Li Wei, S.E." }), person("2", { name: "H. Lia U" }), person("3", { name: "Wa U" })]);
  const found = (query: string): string[] => few.find(query).map(({ id }) => id);
  assert.deepEqual(found("li"), ["1"]);
  assert.deepEqual(found("u"), ["2", "3"]);
  assert.deepEqual(found("u w"), []);
  assert.deepEqual(found("h"), []);
  assert.deepEqual(found("dr"), []);
});

test("category and the represented person are searched too", () => {
  assert.deepEqual(ids("narasum"), ["4"]);
  assert.deepEqual(ids("ade sar"), ["4"]);
});

test("of 5,000 people the few that match best are found", () => {
  const many = Array.from({ length: 5000 }, (_, at) =>
    person(String(at), { name: `Peserta Nomor ${at}`, position: "Kepala Bidang Perencanaan", organisation: `Kelurahan ${at % 300}` }),
  );
  const large = new RosterSearch(many);
  assert.equal(large.find("kepala kelurahan 299")[0]!.organisation, "Kelurahan 299");
  assert.equal(large.find("kepala").length, 30);
});
