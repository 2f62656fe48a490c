// Which session a gate checks in: what the timetable of its sessions says, beside what somebody chose.

import type { Session } from "../generated/api";
import type { Direction } from "./api";

/** How long before its beginning a session whose door is open is offered to a gate that still serves another one. */
const AHEAD = 30 * 60_000;

const [begins, ends, opens, closes] = (["starts_at", "ends_at", "checkin_opens_at", "checkin_closes_at"] as const).map(
  (name) => (session: Session): number => Date.parse(session[name]),
) as [(session: Session) => number, (session: Session) => number, (session: Session) => number, (session: Session) => number];

export const isOpen = (session: Session, now: number): boolean => opens(session) <= now && now <= closes(session);

export const isClosed = (session: Session, now: number): boolean => now > closes(session);

/** The only session, or where none was chosen before the only one whose door is open, needs no choosing. */
export function onlySession(sessions: Session[], chosenBefore: boolean, now: number): Session | null {
  const [only, ...others] = sessions.length === 1 ? sessions : chosenBefore ? [] : sessions.filter((each) => isOpen(each, now));
  return only && !others.length ? only : null;
}

/** Of the sessions of another meeting the one to which a guest of theirs comes now (`own` null: they may come to all): the only one whose door is
 * open, or of several the only one that runs; null where somebody must say. */
export function theirSession(sessions: Session[], own: string[] | null, now: number): Session | null {
  const open = sessions.filter((each) => isOpen(each, now) && (!own || own.includes(each.id)));
  const running = open.filter((each) => begins(each) <= now && now < ends(each));
  return (open.length === 1 ? open[0] : running.length === 1 ? running[0] : null) ?? null;
}

/** Where somebody belongs, as far as it can be told: the session that comes next or runs, else the last one. */
export function theirPlace(sessions: Session[], own: string[] | null, now: number): Session | null {
  const theirs = sessions.filter((each) => !own || own.includes(each.id)).sort((one, other) => begins(one) - begins(other));
  return theirs.find((each) => ends(each) > now) ?? theirs.at(-1) ?? null;
}

export interface Next {
  session: Session;
  /** To go over to by itself; else only to be offered. */
  go: boolean;
}

/**
 * The session after the chosen one, once its door is open: the gate goes over to it when the chosen one is over, unless somebody has chosen
 * since (`chosenAt`), or people are scanned out. Sessions that begin together are somebody's to choose from.
 */
export function nextSession(sessions: Session[], chosen: Session, chosenAt: number, direction: Direction, now: number): Next | null {
  const later = sessions.filter((each) => begins(each) > begins(chosen) && isOpen(each, now) && ends(each) > now);
  later.sort((one, other) => begins(one) - begins(other));
  const [session, rival] = later;
  if (!session || (rival && begins(rival) === begins(session))) return null;
  const since = Math.max(Math.min(ends(chosen), closes(chosen)), opens(session));
  const over = since <= now;
  if (!over && now < begins(session) - AHEAD) return null;
  return { session, go: over && chosenAt < since && direction === "in" };
}
