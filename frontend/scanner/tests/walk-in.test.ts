import assert from "node:assert/strict";
import { test } from "node:test";
import type { MeetingApi } from "../api";
import { fromService } from "../decide";
import { post, type Errand } from "../errands";
import { toVerdict } from "../verdict";
import { isName, mayBe } from "../walk-in";

test("the same name anywhere, and a likely spelling at the same institution, may be one person", () => {
  const at = (name: string, organisation = "Dinas Sosial"): { name: string; organisation: string } => ({ name, organisation });
  for (const [one, other] of [
    [at("Drs. Budi Santoso, M.Si."), at("Budi Santoso", "Dinas Kesehatan")],
    [at("Santoso Budi"), at("Budi Santoso")],
    [at("M. Yusuf"), at("Muhammad Yusuf Ali", "dinas sosial")],
    [at("Ma'ruf"), at("Maruf Amin")],
  ]) assert.ok(mayBe(one!, other!), `${one!.name}, ${other!.name}`);
  for (const [one, other] of [
    [at("Budi"), at("Budi Santoso", "Dinas Kesehatan")],
    [at("Budi Santoso"), at("Budi Rahardjo")],
    [at("Ani", ""), at("Ani Lestari", "")],
    [at("?"), at("Ani")],
  ]) assert.ok(!mayBe(one!, other!), `${one!.name}, ${other!.name}`);
});

test("scans and walk-ins go to their calls and come back together", async () => {
  const errand = (id: string, more: Partial<Errand>): Errand => ({ id, session: "s", direction: "in", scanned_at: "2026-11-21T02:00:00Z", method: "search", ...more });
  const calls: string[] = [];
  const answer = (ids: { id: string }[]) => ({ results: ids.map(({ id }) => ({ id })), counts: { session: null, expected: 0, present: ids.length }, server_time: "" });
  const api = {
    scans: (all: Errand[]) => (calls.push(`scans ${all.map(({ id }) => id)}`), answer(all)),
    walkIns: (all: object[]) => (calls.push(JSON.stringify(all)), answer(all as { id: string }[])),
  } as unknown as MeetingApi;

  const { results } = await post(api, [errand("1", { code: "M1" }), errand("2", { walkIn: { name: "Ani", apart: ["x"] } }), errand("3", { participant: "p" })]);

  assert.deepEqual(calls, ["scans 1,3", '[{"id":"2","session":"s","scanned_at":"2026-11-21T02:00:00Z","name":"Ani","apart":["x"]}]']);
  assert.deepEqual(results.map(({ id }) => id), ["1", "3", "2"]);
});

test("many walk-ins go in small calls, and what was answered before one failed is the answer", async () => {
  const sizes: number[] = [];
  const walkIns = (all: { id: string }[]): unknown => {
    sizes.push(all.length);
    if (sizes.length === 3) throw new Error("503");
    return { results: all.map(({ id }) => ({ id })), counts: { session: null, expected: 0, present: 0 }, server_time: "" };
  };
  const errands = Array.from({ length: 45 }, (_, at): Errand => ({ id: String(at), session: "s", direction: "in", scanned_at: "", walkIn: { name: "Ani" } }));

  const { results } = await post({ walkIns } as unknown as MeetingApi, errands);

  assert.deepEqual([sizes, results.length], [[20, 20, 5], 40]);
  sizes.length = 2;
  await assert.rejects(post({ walkIns } as unknown as MeetingApi, errands));
});

test("nobody is called by the words that stand for nothing", () => {
  for (const name of ["Ani", "Z", "Nan", "None Saputra"]) assert.ok(isName(name), name);
  for (const name of ["", "?", "=1+1", "tidak ada", "N/A", "null", "nan"]) assert.ok(!isName(name), name);
});

test("a walk-in's verdict says that somebody was registered, or who was typed", () => {
  const setting = { direction: "in", zone: "Asia/Jakarta", mayForce: true, unsent: false } as const;
  const typed = { name: "Ani", position: "", organisation: "Dinas Sosial", category: null };
  const refused = toVerdict(fromService({ id: "1", status: "refused", reason: "similar", participant: null, first: null, typed, similar: ["p"] }, false, true), setting);
  assert.deepEqual([refused.tone, refused.word, refused.name, refused.mayForce], ["warn", "PERIKSA DAFTAR", "Ani", false]);
  const invalid = toVerdict(fromService({ id: "1", status: "refused", reason: "invalid", participant: null, first: null, typed, field: "scanned_at" }, false, true), setting);
  assert.match(invalid.reason, /^Jam perangkat ini tidak cocok/);
  for (const [status, tells] of [["refused", true], ["accepted", false]] as const) {
    const { reason } = toVerdict({ status, reason: "quota", participant: null, first: null, forced: !tells, walkIn: true }, setting);
    assert.equal(reason.includes("meja panitia"), tells, reason);
  }
  const accepted = toVerdict(fromService({ id: "1", status: "accepted", reason: null, participant: null, first: null }, false, true), setting);
  assert.deepEqual([accepted.tone, accepted.reason], ["good", "Datang langsung: didaftarkan sebagai peserta."]);
});
