// The device's own decision against the table of the door's rules, which the service's rules are held to as well.

import assert from "node:assert/strict";
import { test } from "node:test";
import table from "../../../tests/data/door_rules.json";
import type { RefusalReason, RosterEntry } from "../../generated/api";
import type { Direction } from "../api";
import { decideLocally, seatedAt } from "../decide";
import { decideWalkIn } from "../walk-in";
import { person, session } from "./roster";

type Facts = Record<string, string>;
interface Verdict {
  status: string;
  reason?: string | undefined;
  first?: boolean;
}

const GONE = ["withdrawn", "deleted"];
const NOT_ON_THE_ROSTER = ["unknown", "of another meeting", ...GONE];
const times: Facts = table.times;
const hall = session("hall", { starts_at: times["starts"]!, checkin_opens_at: times["opens"]!, checkin_closes_at: times["closes"]! });

const read = <Line extends { if: object }>(line: Line) => {
  const asked = Object.entries(line.if as Record<string, string | string[]>).map(([fact, wanted]) => [fact, [wanted].flat()] as const);
  return { ...line, holds: (facts: Facts) => asked.every(([fact, wanted]) => wanted.includes(facts[fact]!)) };
};
const rules = table.rules.map(read);
const unseen = table.device.map(read);

function* combinations(facts: [string, string[]][] = Object.entries(table.facts)): Generator<Facts> {
  const [[fact, values], ...rest] = facts as [[string, string[]], ...[string, string[]][]];
  for (const value of values) {
    if (rest.length === 0) yield { [fact]: value };
    else for (const others of combinations(rest)) yield { [fact]: value, ...others };
  }
}

/** What the table says of these facts, as far as a device can know them. */
function expected(facts: Facts): Verdict {
  const seen = { ...facts };
  for (const line of unseen) if (line.holds(seen)) Object.assign(seen, line.as);
  const line = rules.find((rule) => rule.holds(seen))!;
  return "device" in line ? line.device! : line.then;
}

/** The roster holds one code of a person: the one that works, or a represented person's that stopped. */
function entryOf({ who, pass, session: invited }: Facts): RosterEntry | null {
  const held = pass === "active" || pass === "revoked since" || (pass === "replaced" && who === "replaced");
  if (!held || NOT_ON_THE_ROSTER.includes(who!)) return null;
  return person("1", { status: who as RosterEntry["status"], sessions: invited === "not open to them" ? ["elsewhere"] : null });
}

/** Codes that the roster names as no longer good; of a found name there is none. */
function barredOf({ who, pass }: Facts): RefusalReason | null {
  if (who === "unknown" || who === "of another meeting") return null;
  const stopped = GONE.includes(who!) || pass === "revoked" || (pass === "replaced" && who !== "replaced");
  return stopped ? "revoked" : null;
}

function decided(facts: Facts): Verdict {
  const here = { at: times["opens"]!, gate: null, by: null };
  const present = ["none", "undone since"].includes(facts["presence"]!) ? null : { first: here, left: facts["presence"] === "left" };
  const { status, reason, first } = decideLocally({
    entry: entryOf(facts),
    barred: barredOf(facts),
    session: hall,
    direction: facts["direction"] as Direction,
    now: Date.parse(times[facts["when"]!]!),
    hoursKnown: true,
    force: facts["force"] === "with the right",
    present,
  });
  return { status, reason: reason ?? undefined, first: first !== null };
}

const inWords = ({ status, reason, first }: Verdict): string => [status, reason, first && "shows the first"].filter(Boolean).join(", ");

test("a device decides every combination of facts as the table says, as far as it can know them", () => {
  for (const facts of combinations()) {
    const [said, wanted] = [inWords(decided(facts)), inWords(expected(facts))];
    if (said !== wanted) assert.fail(`${said} instead of ${wanted}: ${JSON.stringify(facts)}`);
  }
});

const desk = { rules: table.walk_in.rules.map(read), unseen: table.walk_in.device.map(read) };

function decidedWalkIn(facts: Facts): Verdict {
  const { status, reason } = decideWalkIn({
    typed: { name: "Ani", category: "c" },
    desk: facts["switch"] === "on" ? { categories: [{ id: "c", name: "Tamu", left: facts["quota"] === "full" ? 0 : 1 }] } : null,
    similar: facts["listed"] === "somebody alike" ? ["1"] : [],
    session: hall,
    now: Date.parse(times[facts["when"]!]!),
    hoursKnown: true,
    force: facts["force"] === "with the right",
  });
  return { status, reason: reason ?? undefined };
}

test("and every walk-in", () => {
  for (const facts of combinations(Object.entries(table.walk_in.facts))) {
    const seen = { ...facts };
    for (const line of desk.unseen) if (line.holds(seen)) Object.assign(seen, line.as);
    const [said, wanted] = [inWords(decidedWalkIn(facts)), inWords(desk.rules.find((rule) => rule.holds(seen))!.then as Verdict)];
    if (said !== wanted) assert.fail(`${said} instead of ${wanted}: ${JSON.stringify(facts)}`);
  }
});

test("a device tells the seat of the session's own hall, and the shared plan's elsewhere", () => {
  const entry = person("a", { seats: { "": "A-3", h: "12" }, notes: "Kursi roda" });
  assert.equal(seatedAt(entry, session("s", { hall: "h" })).notes, "Kursi 12 · Kursi roda");
  assert.equal(seatedAt(entry, session("s")).notes, "Kursi A-3 · Kursi roda");
  assert.equal(seatedAt(entry, session("s", { hall: "other" })).notes, "Kursi roda");
  assert.equal(seatedAt(person("b", { notes: "Kursi A-1" }), session("s")).notes, "Kursi A-1");
});
