// Turns a decision into what the screen shows, the speaker plays and the phone's motor shakes.

import type { RefusalReason, Session } from "../generated/api";
import { clockWithZone, day, sameDay } from "../shared/time";
import type { Direction } from "./api";
import { canBeForced, type Decision } from "./decide";
import { say, type Word } from "./strings";

/** Colour, sign and sound in one: green, amber, red. */
export type Tone = "good" | "warn" | "bad";

export interface Verdict {
  tone: Tone;
  /** The one word that is read from afar. */
  word: string;
  /** The meeting it is about; empty where the device serves one alone. */
  meeting?: string;
  /** Why, in a sentence; empty when there is nothing to add. */
  reason: string;
  name: string;
  position: string;
  organisation: string;
  category: string;
  colour: string | null;
  /** "Mewakili …" or "Diwakili oleh …". */
  representation: string;
  notes: string;
  /** "belum terkirim" while the service has not confirmed. */
  unsent: boolean;
  mayForce: boolean;
}

/** Nobody is known of whom something is told. */
export const nobody = { name: "", position: "", organisation: "", category: "", colour: null, representation: "", notes: "", unsent: false, mayForce: false };

const REASONS: Record<RefusalReason, Word> = {
  unknown: "reason_unknown",
  wrong_meeting: "reason_wrong_meeting",
  revoked: "reason_revoked",
  replaced: "reason_replaced",
  declined: "reason_declined",
  not_confirmed: "reason_not_confirmed",
  wrong_session: "reason_wrong_session",
  too_early: "reason_too_early",
  too_late: "reason_too_late",
  capacity: "reason_capacity",
  quota: "reason_quota",
  no_walk_ins: "reason_no_walk_ins",
  similar: "reason_similar",
  undone: "reason_undone",
  device_not_allowed: "reason_device_not_allowed",
  id_conflict: "reason_id_conflict",
  invalid: "reason_invalid",
};

const INVALID: Record<NonNullable<Decision["field"]>, Word> = {
  name: "invalid_name",
  position: "invalid_position",
  organisation: "invalid_organisation",
  category: "invalid_category",
  phone: "invalid_phone",
  email: "invalid_email",
  scanned_at: "invalid_clock",
};

/** The Indonesian sentence for a reason; a reason this page does not know yet is shown as it came. */
export const reasonText = (reason: string | null): string =>
  reason === null ? "" : reason in REASONS ? say(REASONS[reason as RefusalReason]) : say("reason_other", { reason });

function toneAndWord(decision: Decision, direction: Direction, over: boolean): [Tone, string] {
  const { status, reason, first } = decision;
  if (status === "provisional") return ["warn", say("word_provisional")];
  if (status === "already" && direction === "out") return ["warn", say(first ? "word_already_out" : "word_not_in")];
  if (status === "already") return ["warn", say("word_already_in")];
  if (status === "refused" && reason === "similar") return ["warn", say("word_similar")];
  if (status === "refused") return ["bad", reason === "unknown" ? say("word_unknown") : say("word_refused")];
  if (over || (reason && !decision.forced)) return ["warn", direction === "in" ? say("word_in_check") : say("word_out")];
  return ["good", direction === "in" ? say("word_in") : say("word_out")];
}

export interface Setting {
  direction: Direction;
  zone: string;
  /** The device's right to overrule. */
  mayForce: boolean;
  unsent: boolean;
  /** Since when the session was over at the moment of the scan, if it was. */
  overSince?: string | null;
  /** The sessions that the person is called to. */
  theirs?: readonly Session[];
  /** The moment of the scan, milliseconds since 1970. */
  at?: number;
}

const MOST_SESSIONS = 3;

/** Where somebody belongs who stands at another door: session, room and hour; what is over only where nothing else is left. */
function calledTo(theirs: readonly Session[], at: number, zone: string): string {
  const ahead = theirs.filter((session) => Date.parse(session.ends_at) > at);
  const told = (ahead.length ? ahead : theirs).slice(0, MOST_SESSIONS).map(({ title, room, starts_at }) => {
    const date = sameDay(starts_at, at, zone) ? "" : day(starts_at, zone, typeof document === "undefined" ? "id" : document.documentElement.lang);
    return [title, room, [date, clockWithZone(starts_at, zone)].filter(Boolean).join(" ")].filter(Boolean).join(", ");
  });
  return told.length ? say("called_to", { sessions: told.join("; ") }) : "";
}

export function toVerdict(decision: Decision, { direction, zone, mayForce, unsent, overSince = null, theirs = [], at = Date.now() }: Setting): Verdict {
  const late = direction === "in" && decision.status === "accepted" && overSince !== null;
  const [tone, word] = toneAndWord(decision, direction, late);
  const { participant: person, first, again } = decision;
  let reason = decision.status === "provisional" ? say("reason_provisional") : reasonText(decision.reason);
  if (decision.field) reason = say(INVALID[decision.field]);
  if (decision.status === "already" && first) {
    const { at, gate, by } = again ?? first;
    reason = say(again ? "reason_again" : direction === "in" ? "reason_already" : "reason_already_out", {
      time: clockWithZone(at, zone),
      gate: gate ? say("at_gate", { gate }) : "",
      by: by && by !== gate ? say("by_whom", { by }) : "",
      first: clockWithZone(first.at, zone),
    });
  }
  // Only a device that does not trust its clock lets somebody in at such an hour by itself.
  const hours = decision.reason === "too_early" || decision.reason === "too_late";
  if (decision.status === "accepted" && hours && !decision.forced) reason = [reason, say("clock_doubted")].join(" ");
  if (decision.status === "already" && !first && direction === "out") reason = say("reason_not_in");
  if (decision.status === "accepted" && decision.forced) reason = [reason, say("forced")].filter(Boolean).join(" ");
  if (decision.reason === "wrong_session") reason = [reason, calledTo(theirs, at, zone)].filter(Boolean).join(" ");
  if (decision.status === "refused" && decision.reason === "quota") reason = [reason, say("to_desk")].join(" ");
  if (decision.walkIn && decision.status === "accepted") reason = [say("walked_in"), reason].filter(Boolean).join(" ");
  if (late) reason = [say("event_over", { time: clockWithZone(overSince, zone) }), reason].filter(Boolean).join(" ");
  const represented = person?.representing ?? "";
  return {
    tone,
    word,
    reason,
    name: person?.name ?? "",
    position: person?.position ?? "",
    organisation: person?.organisation ?? "",
    category: person?.category ?? "",
    colour: person?.colour ?? null,
    representation: decision.replacedBy
      ? say("replaced_by", { name: decision.replacedBy })
      : represented && say("represents", { name: represented }),
    notes: person?.notes ?? "",
    unsent,
    mayForce: mayForce && canBeForced(decision),
  };
}
