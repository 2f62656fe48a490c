import assert from "node:assert/strict";
import { test } from "node:test";
import { RosterSearch } from "../search";
import { person } from "./roster";

const people = [
  person("1", { name: "Dr. Hj. Siti Aminah, S.Sos.", position: "Lurah", organisation: "Kelurahan Tegalega" }),
  person("2", { name: "Siti Aminah", position: "Camat", organisation: "Kecamatan Bogor Tengah" }),
  person("3", { name: "Tegar Lesmana", position: "Sekretaris", organisation: "Dinas Kesehatan" }),
  person("4", { name: "José Ünal", category: "Narasumber", representing: { id: "9", name: "Ade Sarip" } }),
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

test("category and the represented person are searched too", () => {
  assert.deepEqual(ids("narasum"), ["4"]);
  assert.deepEqual(ids("ade sar"), ["4"]);
});

test("5,000 people are indexed and searched without a pause", () => {
  const many = Array.from({ length: 5000 }, (_, at) =>
    person(String(at), { name: `Peserta Nomor ${at}`, position: "Kepala Bidang Perencanaan", organisation: `Kelurahan ${at % 300}` }),
  );
  const started = performance.now();
  const large = new RosterSearch(many);
  const built = performance.now();
  assert.equal(large.find("kepala kelurahan 299")[0]!.organisation, "Kelurahan 299");
  const found = performance.now();
  assert.ok(built - started < 1000, `index took ${built - started} ms`);
  assert.ok(found - built < 100, `search took ${found - built} ms`);
});
