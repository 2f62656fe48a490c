// Turns a decision into what the screen shows, the speaker plays and the phone's motor shakes.

import type { RefusalReason } from "../generated/api";
import { clockWithZone } from "../shared/time";
import type { Direction } from "./api";
import { canBeForced, type Decision } from "./decide";
import { say, type Word } from "./strings";

/** Colour, sign and sound in one: green, amber, red. */
export type Tone = "good" | "warn" | "bad";

export interface Verdict {
  tone: Tone;
  /** The one word that is read from afar. */
  word: string;
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
  undone: "reason_undone",
  device_not_allowed: "reason_device_not_allowed",
  id_conflict: "reason_id_conflict",
  invalid: "reason_invalid",
};

/** The Indonesian sentence for a reason; a reason this page does not know yet is shown as it came. */
export const reasonText = (reason: string | null): string =>
  reason === null ? "" : reason in REASONS ? say(REASONS[reason as RefusalReason]) : say("reason_other", { reason });

function toneAndWord(decision: Decision, direction: Direction, over: boolean): [Tone, string] {
  const { status, reason, first } = decision;
  if (status === "provisional") return ["warn", say("word_provisional")];
  if (status === "already" && direction === "out") return ["warn", say(first ? "word_already_out" : "word_not_in")];
  if (status === "already") return ["warn", say("word_already_in")];
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
}

export function toVerdict(decision: Decision, { direction, zone, mayForce, unsent, overSince = null }: Setting): Verdict {
  const late = direction === "in" && decision.status === "accepted" && overSince !== null;
  const [tone, word] = toneAndWord(decision, direction, late);
  const { participant: person, first } = decision;
  let reason = decision.status === "provisional" ? say("reason_provisional") : reasonText(decision.reason);
  if (decision.status === "already" && first) {
    const gate = first.gate ? say("at_gate", { gate: first.gate }) : "";
    const by = first.by && first.by !== first.gate ? say("by_whom", { by: first.by }) : "";
    reason = say(direction === "in" ? "reason_already" : "reason_already_out", { time: clockWithZone(first.at, zone), gate, by });
  }
  // Only a device that does not trust its clock lets somebody in at such an hour by itself.
  const hours = decision.reason === "too_early" || decision.reason === "too_late";
  if (decision.status === "accepted" && hours && !decision.forced) reason = [reason, say("clock_doubted")].join(" ");
  if (decision.status === "already" && !first && direction === "out") reason = say("reason_not_in");
  if (decision.status === "accepted" && decision.forced) reason = [reason, say("forced")].filter(Boolean).join(" ");
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
