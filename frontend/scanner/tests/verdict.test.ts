import assert from "node:assert/strict";
import { test } from "node:test";
import { canBeForced, decideLocally, fromService, type Decision, type Request } from "../decide";
import { Numbers } from "../numbers";
import type { Roster } from "../roster";
import { toldBeside } from "../status";
import { dictionaries } from "../strings";
import { waitsForSomebody, type PastScan } from "../store";
import { reasonText, toVerdict } from "../verdict";
import { person, session } from "./roster";

const setting = { direction: "in", zone: "Asia/Jakarta", mayForce: true, unsent: false } as const;
const decision = (more: Partial<Decision>): Decision => ({ status: "accepted", reason: null, participant: person("1"), first: null, forced: false, ...more });
const request = (more: Partial<Request>): Request => ({
  entry: person("1"),
  session: session("s"),
  direction: "in",
  barred: null,
  now: Date.parse("2026-11-21T02:00:00Z"),
  hoursKnown: true,
  force: false,
  present: null,
  ...more,
});

const reasons = ["unknown", "wrong_meeting", "revoked", "replaced", "declined", "not_confirmed", "wrong_session", "too_early", "too_late", "capacity", "quota", "no_walk_ins", "similar", "undone", "device_not_allowed", "id_conflict", "invalid"];

test("every reason of the contract has its own sentence", () => {
  const sentences = reasons.map(reasonText);
  assert.equal(new Set(sentences).size, reasons.length);
  assert.ok(sentences.every((sentence) => !sentence.startsWith("Alasan:")));
  assert.equal(reasonText("something_new"), "Alasan: something_new");
});

test("both languages fill the same places", () => {
  const { indonesian, english } = dictionaries;
  const places = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();
  for (const key of Object.keys(indonesian) as (keyof typeof indonesian)[]) {
    assert.ok(english[key], key);
    assert.deepEqual(places(english[key]), places(indonesian[key]), key);
  }
});

test("green, amber and red each come with their word", () => {
  const shown = (more: Partial<Decision>): string => {
    const { tone, word } = toVerdict(decision(more), setting);
    return `${tone} ${word}`;
  };
  assert.equal(shown({}), "good MASUK");
  assert.equal(shown({ reason: "not_confirmed" }), "warn MASUK, PERIKSA");
  assert.equal(shown({ status: "already" }), "warn SUDAH HADIR");
  assert.equal(shown({ status: "provisional", participant: null }), "warn DICATAT SEMENTARA");
  assert.equal(shown({ status: "refused", reason: "too_late" }), "bad DITOLAK");
  assert.equal(shown({ status: "refused", reason: "unknown", participant: null }), "bad TIDAK DIKENAL");
});

test("who stands at the wrong door is told the right one", () => {
  const theirs = [
    session("1", { title: "Komisi A", room: "Ruang Melati" }),
    session("2", { title: "Pleno", starts_at: "2026-11-22T06:00:00Z", ends_at: "2026-11-22T08:00:00Z" }),
  ];
  const told = (at: string): string =>
    toVerdict(decision({ status: "refused", reason: "wrong_session" }), { ...setting, theirs, at: Date.parse(at) }).reason;
  assert.equal(
    told("2026-11-21T01:30:00Z"),
    "Peserta ini tidak terdaftar pada sesi ini. Terdaftar pada: Komisi A, Ruang Melati, 09.00 WIB; Pleno, Minggu, 22 November 2026 13.00 WIB.",
  );
  assert.match(told("2026-11-22T01:30:00Z"), /Terdaftar pada: Pleno, 13\.00 WIB\.$/);
});

test("whoever came in again is told with that entry and the first", () => {
  const first = { at: "2026-11-21T01:30:00Z", gate: "Pintu A", by: "Meja 1" };
  const again = { at: "2026-11-21T03:05:00Z", gate: "Pintu B", by: "Meja 2" };
  assert.equal(toVerdict(decision({ status: "already", first }), setting).reason, "Tercatat pukul 08.30 WIB di Pintu A oleh Meja 1");
  const told = toVerdict(fromService({ id: "1", status: "already", reason: null, participant: null, first, again }, false), setting);
  assert.equal(told.reason, "Masuk lagi pukul 10.05 WIB di Pintu B oleh Meja 2. Masuk pertama 08.30 WIB");
});

test("the number of those present is told beside what is expected, not as a part of it", () => {
  assert.equal(toldBeside({ expected: 234 }), "hadir · 234 diharapkan");
});

test("what the service once said of a session gives way to a newer roster", () => {
  const numbers = new Numbers();
  const roster = { counts: () => ({ expected: 240, present: 5 }) } as unknown as Roster;
  numbers.confirm({ session: "pleno", expected: 237, present: 4 });
  const told = [numbers.of("pleno", roster, 0).expected];
  numbers.stale();
  told.push(numbers.of("pleno", roster, 0).expected);
  assert.deepEqual(told, [237, 240]);
});

test("whoever comes in after the event is let in with a word about it, however it was decided", () => {
  const overSince = "2026-11-21T05:00:00Z";
  const late = toVerdict(decision({}), { ...setting, overSince });
  assert.deepEqual([late.tone, late.word], ["warn", "MASUK, PERIKSA"]);
  assert.match(late.reason, /^Acara sudah berakhir pukul 12\.00 WIB/);
  assert.match(toVerdict(decision({ reason: "not_confirmed" }), { ...setting, overSince }).reason, /berakhir.*belum mengonfirmasi/);
  assert.equal(toVerdict(decision({}), { ...setting, direction: "out", overSince }).tone, "good");
  assert.doesNotMatch(toVerdict(decision({ status: "refused", reason: "too_late" }), { ...setting, overSince }).reason, /berakhir/);
});

test("what the service refused after somebody was let in waits until somebody has dealt with it", () => {
  const past = (more: Partial<PastScan>): PastScan => {
    return { id: "a", meeting: "m", at: 0, direction: "in", session: "s", unsent: false, decision: decision({ status: "refused", reason: "revoked" }), shown: decision({}), ...more };
  };
  const { shown: _shown, ...agreed } = past({});
  assert.equal(waitsForSomebody(past({})), true);
  for (const other of [past({ handled: true }), past({ direction: "out" }), past({ decision: decision({}) }), agreed]) assert.equal(waitsForSomebody(other), false);
});

test("a repeated scan says when, where and by whom the first was, in the meeting's zone", () => {
  const first = { at: "2026-11-21T01:12:00Z", gate: "Pintu Utama", by: "Meja 1" };
  assert.equal(toVerdict(decision({ status: "already", first }), setting).reason, "Tercatat pukul 08.12 WIB di Pintu Utama oleh Meja 1");
  assert.match(toVerdict(decision({ status: "already", first }), { ...setting, zone: "Asia/Jayapura" }).reason, /10\.12 WIT/);
});

test("only what force can turn shows the button, and only on a device that may", () => {
  const forcible = reasons.filter((reason) => canBeForced(decision({ status: "refused", reason })));
  assert.deepEqual(forcible, ["replaced", "declined", "not_confirmed", "wrong_session", "too_early", "too_late", "capacity", "quota", "undone", "device_not_allowed"]);
  const refused = decision({ status: "refused", reason: "capacity" });
  assert.equal(toVerdict(refused, setting).mayForce, true);
  assert.equal(toVerdict(refused, { ...setting, mayForce: false }).mayForce, false);
  assert.equal(toVerdict(decision({ status: "already" }), setting).mayForce, false);
});

test("the represented and the representing are named", () => {
  const standIn = person("2", { representing: "Ade Sarip, Sekda" });
  assert.equal(toVerdict(decision({ participant: standIn }), setting).representation, "Mewakili Ade Sarip, Sekda");
  const replaced = decision({ status: "refused", reason: "replaced", replacedBy: "Hanafi" });
  assert.equal(toVerdict(replaced, setting).representation, "Diwakili oleh Hanafi");
});

test("an invalid scan is refused", () => {
  const { status, reason } = fromService({ id: "x", status: "refused", reason: "invalid", participant: null, first: null }, false);
  assert.deepEqual([status, reason], ["refused", "invalid"]);
});

test("the roster decides as the service would", () => {
  const decide = (more: Partial<Request>): string => {
    const { status, reason } = decideLocally(request(more));
    return reason ? `${status} ${reason}` : status;
  };
  const present = { first: { at: "2026-11-21T01:30:00Z", gate: null, by: null }, left: false };
  assert.equal(decide({}), "accepted");
  assert.equal(decide({ entry: null }), "provisional unknown");
  assert.equal(decide({ present }), "already");
  assert.equal(decide({ present, direction: "out" }), "accepted");
  assert.equal(decide({ entry: person("1", { status: "invited" }) }), "accepted not_confirmed");
  assert.equal(decide({ entry: person("1", { status: "declined" }) }), "accepted declined");
  assert.equal(decide({ entry: person("1", { status: "pending" }) }), "refused not_confirmed");
  assert.equal(decide({ entry: person("1", { status: "replaced" }) }), "refused replaced");
  assert.equal(decide({ entry: person("1", { sessions: ["other"] }) }), "refused wrong_session");
  assert.equal(decide({ now: Date.parse("2026-11-21T00:59:00Z") }), "refused too_early");
  const late = Date.parse("2026-11-21T05:01:00Z");
  assert.equal(decide({ now: late }), "refused too_late");
  assert.equal(decide({ now: late, hoursKnown: false }), "accepted too_late");
  assert.equal(decide({ entry: null, barred: "revoked" }), "refused revoked");
  assert.equal(decide({ direction: "out" }), "already");
  assert.equal(decide({ now: late, present }), "already");
  for (const status of ["confirmed", "pending", "declined"]) {
    assert.equal(decide({ now: late, direction: "out", present, entry: person("1", { status, sessions: ["other"] }) }), "accepted");
  }
  assert.equal(decide({ direction: "out", entry: person("1", { status: "replaced" }) }), "refused replaced");
});

test("force overrules locally", () => {
  const forced = decideLocally(request({ force: true, entry: person("1", { sessions: ["other"] }) }));
  assert.equal(forced.status, "accepted");
  assert.match(toVerdict(forced, setting).reason, /atas tanggung jawab petugas/);
  assert.equal(decideLocally(request({ force: true, entry: person("1", { status: "replaced" }) })).status, "accepted");
});
