// What a guest reads of a scan: kind, short, and no word that only a clerk needs.

import type { Session } from "../generated/api";
import { clock } from "../shared/time";
import type { Decision } from "../scanner/decide";
import { say, type Word } from "./strings";

export interface Greeting {
  tone: "good" | "warn" | "bad";
  title: string;
  more: string;
  name: string;
  office: string;
  /** Whom they represent; seat and notes. */
  lines: string[];
  /** They came in with this scan: a badge may be printed. */
  cameIn: boolean;
}

const TOLD = new Set(["too_early", "too_late", "wrong_session", "wrong_meeting", "capacity"]);

/** `session`: at whose door they stand. */
export function greetingOf(decision: Decision, zone: string, session: Session | null): Greeting {
  const { status, reason, participant, first } = decision;
  const person = {
    name: participant?.name ?? "",
    office: [participant?.position, participant?.organisation].filter(Boolean).join(", "),
    lines: [participant?.representing && say("represents", { name: participant.representing }), participant?.notes].filter((line): line is string => !!line),
  };
  if (status === "provisional") return { ...person, tone: "warn", title: say("provisional"), more: say("provisional_more"), cameIn: false };
  if (status === "refused") {
    const hour = session && (reason === "too_early" ? session.checkin_opens_at : reason === "too_late" ? session.checkin_closes_at : null);
    const word = hour ? say(reason === "too_early" ? "opens_at" : "closed_at", { time: clock(hour, zone) }) : reason && TOLD.has(reason) ? say(reason as Word) : "";
    const why = word && `${word} `;
    // Somebody else may stand here with a found pass: a refusal names nobody.
    return { tone: "bad", title: say("desk"), more: `${why}${say("desk_more")}`, name: "", office: "", lines: [], cameIn: false };
  }
  if (status === "already") {
    const more = first ? say("recorded_at", { time: clock(first.at, zone) }) : "";
    return { ...person, tone: "good", title: say("welcome_again"), more, cameIn: false };
  }
  return { ...person, tone: "good", title: say("welcome"), more: say("recorded"), cameIn: true };
}
