import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import { test } from "node:test";
import type { Decision } from "../../scanner/decide";
import { greetingOf } from "../greeting";
import { afterWrong, pinMatches } from "../pin";
import { RosterSearch } from "../../scanner/search";
import { person as entry, session } from "../../scanner/tests/roster";
import { doorOf } from "../hours";
import { besides, byName } from "../search";
import { dictionaries } from "../strings";

const budi = { id: "p", name: "Budi Santoso", position: "Kepala Dinas", organisation: "Dinas PU", category: null, colour: null, representing: null, notes: "Meja A-12" };
const made = (change: Partial<Decision>): Decision => ({ status: "accepted", reason: null, participant: budi, first: null, forced: false, ...change });

test("the PIN that the committee set opens, and no other", async () => {
  const hash = `1000$${"0f".repeat(16)}$${pbkdf2Sync("2468", Buffer.from("0f".repeat(16), "hex"), 1000, 32, "sha256").toString("hex")}`;

  assert.equal(await pinMatches(hash, "2468"), true);
  for (const wrong of ["2469", "", "24680", "abcd"]) assert.equal(await pinMatches(hash, wrong), false);
  assert.equal(await pinMatches("", "2468"), false);
});

test("whoever guesses the PIN waits longer and longer", () => {
  let tries = { wrong: 0, until: 0 };
  const waits = [1, 2, 3, 4, 5, 6].map(() => (tries = afterWrong(tries, 1_000)).until);

  assert.deepEqual(waits, [0, 0, 0, 0, 61_000, 121_000]);
});

test("a guest is greeted with name, office and seat", () => {
  const { title, name, office, lines, cameIn } = greetingOf(made({}), "Asia/Jakarta", null);

  assert.deepEqual([title, name, office, lines, cameIn], ["Selamat datang", "Budi Santoso", "Kepala Dinas, Dinas PU", ["Meja A-12"], true]);
});

test("a second time prints no second badge", () => {
  const again = greetingOf(made({ status: "already", first: { at: "2026-12-01T02:14:00Z", gate: null, by: null } }), "Asia/Jakarta", null);

  assert.equal(again.cameIn, false);
  assert.equal(again.more, "Tercatat pukul 09.14.");
});

test("a refusal names nobody and sends to the desk", () => {
  for (const reason of ["revoked", "too_late", "replaced"] as const) {
    const refused = greetingOf(made({ status: "refused", reason }), "Asia/Jakarta", null);
    assert.deepEqual([refused.name, refused.office, refused.lines], ["", "", []]);
    assert.equal(refused.title, "Mohon ke meja registrasi");
  }
});

const plenary = session("pleno", { checkin_opens_at: "2026-12-01T04:10:00Z", checkin_closes_at: "2026-12-01T06:00:00Z" });

test("before the door opens and after it has closed the kiosk names the hour and invites nobody", () => {
  const at = (hour: string): string => doorOf(plenary, Date.parse(`2026-12-01T${hour}:00Z`));
  const why = (reason: "too_early" | "too_late"): string => greetingOf(made({ status: "refused", reason }), "Asia/Jakarta", plenary).more;

  assert.deepEqual(["04:09", "04:10", "06:00", "06:01"].map(at), ["early", "open", "open", "shut"]);
  assert.equal(why("too_early"), "Pintu dibuka pukul 11.10. Petugas kami membantu Anda.");
  assert.equal(why("too_late"), "Pintu sudah ditutup pukul 13.00. Petugas kami membantu Anda.");
});

test("a guest finds themselves by name, and nobody lists an office", () => {
  const people = [
    entry("1", { name: "Dr. Budi Santoso, M.Si.", organisation: "Dinas Sosial", position: "Sekretaris" }),
    entry("2", { name: "Dinda Ayu", organisation: "Kecamatan Asri" }),
    entry("3", { name: "Li", organisation: "Dinas Sosial" }),
  ];
  const finds = (query: string): string[] => byName(new RosterSearch(people).find(query), query).map(({ id }) => id);

  assert.deepEqual([finds("din"), finds("a a a"), finds("sekretaris"), finds("msi")], [["2"], [], [], []]);
  assert.deepEqual([finds("san"), finds("bud dinas"), finds("li"), finds("di")], [["1"], ["1"], ["3"], []]);
  assert.deepEqual(people.map(besides), ["Sekretaris, Dinas Sosial", "Kecamatan Asri", "Dinas Sosial"]);
});

test("both languages fill the same places", () => {
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const [key, text] of Object.entries(dictionaries.indonesian)) {
    assert.deepEqual(places(dictionaries.english[key as keyof typeof dictionaries.english]), places(text), key);
  }
});
