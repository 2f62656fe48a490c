import assert from "node:assert/strict";
import { test } from "node:test";
import { nextSession, onlySession, theirPlace, theirSession } from "../gate";
import { session } from "./roster";

const day = (hours: string): string => `2026-11-21T${hours}:00Z`;
const at = (hours: string): number => Date.parse(day(hours));
const hall = (id: string, starts: string, ends: string, opens: string) =>
  session(id, { starts_at: day(starts), ends_at: day(ends), checkin_opens_at: day(opens), checkin_closes_at: day("12:00") });
const morning = hall("a", "02:00", "05:00", "01:00");
const noon = hall("b", "06:00", "08:00", "04:00");
const beside = hall("c", "06:00", "08:00", "04:00");
const told = (sessions: (typeof noon)[], chosenAt: string, now: string, direction: "in" | "out" = "in"): string => {
  const next = nextSession(sessions, morning, at(chosenAt), direction, at(now));
  return next ? `${next.go ? "go to" : "offer"} ${next.session.id}` : "stay";
};

test("a gate goes over to the next session when its own is over, and is offered it before", () => {
  const both = [morning, noon];
  assert.equal(told(both, "01:00", "04:30"), "stay"); // its door is open, people still come to the one that runs
  assert.equal(nextSession(both, { ...morning, ends_at: day("07:00") }, 0, "in", at("05:30"))?.go, false);
  assert.equal(told(both, "01:00", "05:00"), "go to b");
  assert.equal(told(both, "05:10", "05:20"), "offer b"); // somebody has chosen since
  assert.equal(told(both, "01:00", "05:20", "out"), "offer b");
  assert.equal(told(both, "01:00", "08:30"), "stay");
  assert.equal(told([morning, noon, beside], "01:00", "05:20"), "stay"); // which of two is somebody's to say
});

test("what needs no choosing is chosen", () => {
  assert.equal(onlySession([morning], true, at("13:00"))?.id, "a");
  assert.equal(onlySession([morning, noon], false, at("02:00"))?.id, "a");
  assert.equal(onlySession([morning, noon], false, at("04:30")), null);
  assert.equal(onlySession([morning, noon], true, at("02:00")), null);
});

test("a guest of another meeting is recorded where one door is open to them, and told where they belong", () => {
  const other = [hall("x", "02:00", "05:00", "01:00"), hall("y", "06:00", "08:00", "04:00"), hall("z", "06:00", "08:00", "04:00")];
  const recorded = (own: string[] | null, now: string): string | undefined => theirSession(other, own, at(now))?.id;
  const belongs = (own: string[] | null, now: string): string | undefined => theirPlace(other, own, at(now))?.id;
  assert.equal(recorded(null, "02:00"), "x");
  assert.equal(recorded(null, "04:30"), "x"); // of several open doors the one that runs
  assert.equal(recorded(["y"], "04:30"), "y");
  assert.equal(recorded(null, "06:30"), undefined); // which of two is somebody's to say
  assert.equal(recorded(["y"], "02:00"), undefined);
  assert.equal(belongs(null, "02:00"), "x");
  assert.equal(belongs(["z"], "02:00"), "z");
  assert.equal(belongs(null, "09:00"), "z");
  assert.equal(belongs(["none"], "02:00"), undefined);
});
