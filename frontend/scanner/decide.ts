// What the device itself can say about a scan while the service does not answer. It follows the service's rules as far
// as the roster goes; where the meeting's settings decide, it lets the person in with a warning and the service settles.

import type { FirstPresence, RefusalReason, RosterEntry, ScannedPerson, ScanStatus, Session, Typed, WalkInResult } from "../generated/api";
import type { Direction } from "./api";
import { say } from "./strings";

/** A verdict's content, from the service or from the roster. */
export interface Decision {
  /** `provisional`: recorded, but nobody on this device knows the code; the service will say. */
  status: ScanStatus | "provisional";
  reason: RefusalReason | null;
  participant: ScannedPerson | RosterEntry | null;
  first: FirstPresence | null;
  /** The entry since which the person is inside, where it is not the first; only the service knows it. */
  again?: FirstPresence;
  /** The clerk asked to overrule a refusal. */
  forced: boolean;
  /** Who stands in for a replaced person, as the roster tells; the service says so in its notes. */
  replacedBy?: string | null;
  /** Somebody who came without being on the list. */
  walkIn?: true;
  /** What was typed of a walk-in that is not on the list by it. */
  typed?: Typed;
  /** Who on the list may be meant. */
  similar?: string[];
  /** What was not valid of a walk-in. */
  field?: WalkInResult["field"];
}

export interface Request {
  entry: RosterEntry | null;
  /** Why the service refuses this code for good, as far as the device was told. */
  barred: RefusalReason | null;
  session: Session;
  direction: Direction;
  /** The service's time as this device knows it, milliseconds since 1970. */
  now: number;
  /** Whether that time is good enough to turn somebody away; else the service settles. */
  hoursKnown: boolean;
  force: boolean;
  /** Presence in this session as the device knows it, also from scans that still wait: the first, and whether they left again here. */
  present: { first: FirstPresence; left: boolean } | null;
}

/** Refusals that nobody may overrule; those of a code stay true of it. */
export const OF_THE_CODE = new Set<RefusalReason | null>(["unknown", "wrong_meeting", "revoked"]);
const FINAL = new Set<RefusalReason | null>([...OF_THE_CODE, "id_conflict", "invalid", "no_walk_ins", "similar"]);

/** Whether `force` can turn this refusal into an acceptance (the device's own right is another question). */
export const canBeForced = (decision: Decision): boolean => decision.status === "refused" && !FINAL.has(decision.reason);

/** Somebody typed, as far as a verdict shows them. */
export function typedPerson({ name, position, organisation }: Pick<Typed, "name" | "position" | "organisation">): ScannedPerson {
  return { id: "", name, position, organisation, category: null, colour: null, representing: null, notes: null };
}

export function fromService(result: WalkInResult, forced: boolean, walkIn = false): Decision {
  const { status, reason, first, again, typed, similar, field } = result;
  const participant = result.participant ?? (typed ? typedPerson(typed) : null);
  const more = { ...(again && { again }), ...(walkIn && { walkIn }), ...(typed && { typed }), ...(similar && { similar }), ...(field && { field }) };
  return { status, reason, participant, first, ...more, forced };
}

/** Who may not pass the door at all, in or out. */
const replaced = ({ status }: RosterEntry): RefusalReason | null => (status === "replaced" ? "replaced" : null);

/** Who may not come in here. Leaving is always possible. */
function refusal({ session }: Request, entry: RosterEntry): RefusalReason | null {
  if (entry.status === "pending") return "not_confirmed";
  return entry.sessions && !entry.sessions.includes(session.id) ? "wrong_session" : null;
}

/** Whether the door is closed now. */
export function closed({ session, now }: Pick<Request, "session" | "now">): RefusalReason | null {
  if (now < Date.parse(session.checkin_opens_at)) return "too_early";
  if (now > Date.parse(session.checkin_closes_at)) return "too_late";
  return null;
}

const WARNINGS: Partial<Record<RosterEntry["status"], RefusalReason>> = { declined: "declined", invited: "not_confirmed" };

/** Somebody as the roster tells them at a session: with the seat that they have in its hall. */
export function seatedAt(entry: RosterEntry, { hall = "" }: Session): RosterEntry {
  const seat = entry.seats?.[hall];
  return seat ? { ...entry, notes: [say("seat", { seat }), entry.notes].filter(Boolean).join(" · ") } : entry;
}

/** Decides from the roster alone. */
export function decideLocally(request: Request): Decision {
  const { entry, barred, direction, force, present } = request;
  if (barred) return { status: "refused", reason: barred, participant: null, first: null, forced: force };
  if (!entry) return { status: "provisional", reason: "unknown", participant: null, first: null, forced: force };
  const answer = (status: Decision["status"], reason: RefusalReason | null, first: FirstPresence | null = null): Decision => {
    return { status, reason, participant: seatedAt(entry, request.session), first, forced: force };
  };
  const stopped = replaced(entry);
  if (stopped && !force) return answer("refused", stopped);
  if (direction === "out") {
    if (!present || present.left) return answer("already", null, present && present.first);
    return answer("accepted", stopped);
  }
  if (present && !present.left) return answer("already", null, present.first);
  const shut = closed(request);
  const refused = refusal(request, entry) ?? (request.hoursKnown ? shut : null);
  if (refused && !force) return answer("refused", refused);
  return answer("accepted", stopped ?? refused ?? shut ?? WARNINGS[entry.status] ?? null);
}
