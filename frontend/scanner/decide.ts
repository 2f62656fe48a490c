// What the device itself can say about a scan while the service does not answer. It follows the service's rules as far
// as the roster goes; where the meeting's settings decide, it lets the person in with a warning and the service settles.

import type { Direction, FirstPresence, Person, RosterEntry, ScanResult, Session } from "./contract";

/** A verdict's content, from the service or from the roster. */
export interface Decision {
  /** `provisional`: recorded, but nobody on this device knows the code; the service will say. */
  status: "accepted" | "already" | "refused" | "provisional";
  reason: string | null;
  participant: Person | null;
  first: FirstPresence | null;
  /** The clerk asked to overrule a refusal. */
  forced: boolean;
  /** Who stands in for a replaced person, as the roster tells; the service says so in its notes. */
  replacedBy?: string | null;
}

export interface Request {
  entry: RosterEntry | null;
  session: Session;
  direction: Direction;
  /** The service's time as this device knows it, milliseconds since 1970. */
  now: number;
  force: boolean;
  /** First presence in this session known to the device, also from scans that still wait. */
  present: FirstPresence | null;
}

/** Refusals that nobody may overrule. */
const FINAL = new Set(["unknown", "wrong_meeting", "revoked", "id_conflict", "invalid"]);

/** Whether `force` can turn this refusal into an acceptance (the device's own right is another question). */
export const canBeForced = (decision: Decision): boolean => decision.status === "refused" && !FINAL.has(decision.reason ?? "");

export function fromService(result: ScanResult, forced: boolean): Decision {
  const { participant, first } = result;
  if (result.status === "invalid") return { status: "refused", reason: "invalid", participant, first, forced };
  return { status: result.status, reason: result.reason, participant, first, forced };
}

/** Who may not pass the door at all, in or out. */
function barred({ status }: RosterEntry): string | null {
  if (["withdrawn", "deleted", "revoked"].includes(status)) return "revoked";
  return status === "replaced" ? "replaced" : null;
}

/** Who may not come in here and now. Leaving is always possible. */
function refusal({ session, now }: Request, entry: RosterEntry): string | null {
  if (entry.status === "pending") return "not_confirmed";
  if (entry.sessions && !entry.sessions.includes(session.id)) return "wrong_session";
  if (session.checkin_opens_at && now < Date.parse(session.checkin_opens_at)) return "too_early";
  if (session.checkin_closes_at && now > Date.parse(session.checkin_closes_at)) return "too_late";
  return null;
}

const WARNINGS: Record<string, string> = { declined: "declined", invited: "not_confirmed" };

/** Decides from the roster alone. */
export function decideLocally(request: Request): Decision {
  const { entry, direction, force, present } = request;
  if (!entry) return { status: "provisional", reason: "unknown", participant: null, first: null, forced: force };
  const answer = (status: Decision["status"], reason: string | null, first: FirstPresence | null = null): Decision => {
    return { status, reason, participant: entry, first, forced: force };
  };
  const stopped = barred(entry);
  if (stopped && !(force && !FINAL.has(stopped))) return answer("refused", stopped);
  if (direction === "out") return answer("accepted", stopped);
  if (present) return answer("already", null, present);
  const refused = refusal(request, entry);
  if (refused && !force) return answer("refused", refused);
  return answer("accepted", stopped ?? refused ?? WARNINGS[entry.status] ?? null);
}
