// What is to be told about a scan that was answered, and what can be done about it.

import type { RosterEntry, Session } from "../generated/api";
import { clock } from "../shared/time";
import type { Input, Shown } from "./door";
import type { Doors } from "./doors";
import { isClosed } from "./gate";
import type { Keeper } from "./keeper";
import { waitsForSomebody, type PastScan } from "./store";
import { say } from "./strings";
import { toVerdict, type Verdict } from "./verdict";
import type { Actions } from "./verdict-view";
import type { Reopened } from "./walk-in-sheet";

export interface Together {
  count: number;
  person: Pick<RosterEntry, "id" | "organisation">;
  session: Session;
}

export function verdictOf({ roster, pairing }: Keeper, { decision, direction, unsent, session, at }: PastScan, mayForce = false): Verdict {
  const theirs = decision.participant ? roster.sessionsOf(decision.participant.id) : [];
  const zone = pairing.meeting.timezone;
  return toVerdict(decision, { direction, zone, unsent, mayForce, overSince: roster.overSince(session, at), theirs, at });
}

/** The same, and of which meeting it is where the device serves several. */
export function verdictAt(doors: Doors, past: PastScan, mayForce = false): Verdict {
  const keeper = doors.of(past.meeting);
  return { ...verdictOf(keeper, past, mayForce), meeting: doors.several ? keeper.pairing.meeting.title : "" };
}

/** Where this attendance can be taken back, and who came without being on the list corrected; nowhere while the service does not know of it. */
export function undoing({ pairing }: Keeper, { decision, direction, session, unsent }: PastScan): Actions["undo"] {
  const { participant, status, walkIn } = decision;
  if (unsent || direction !== "in" || status === "refused" || !participant) return null;
  const list = `/kegiatan/${pairing.meeting.id}/kehadiran`;
  if (walkIn) {
    const address = `${list}/datang-langsung/${participant.id}?${new URLSearchParams({ sesi: session })}`;
    return { address, label: say("mend_walk_in"), hint: say("mend_walk_in_hint") };
  }
  return { address: `${list}?${new URLSearchParams({ sesi: session, q: participant.name })}`, label: say("undo"), hint: say("undo_hint") };
}

/** Whether somebody was let in whom the service refused later, and who is not recorded as present since. */
export function waits({ roster }: Keeper, past: PastScan): boolean {
  const person = past.decision.participant;
  return waitsForSomebody(past) && !(person && roster.presence(person.id, past.session));
}

/** Of a scan that was refused late: when it was and which, for the one that mends it. */
export function mending(shown: Shown): Pick<Input, "came"> {
  if (shown.input.came) return { came: shown.input.came };
  return waitsForSomebody(shown) ? { came: { at: shown.decision.field === "scanned_at" ? undefined : shown.at, past: shown.id } } : {};
}

/** What is not about this moment at this door says which it is about. */
export function whenAndWhere({ roster, session: current, pairing }: Keeper, { at, input, session: id }: Shown, listed: boolean): string {
  const [time, session] = [clock(at, pairing.meeting.timezone), roster.session(id)];
  if (session && session.id !== current?.id) return say("scan_there", { session: session.title, time });
  return listed || input.came ? say("scan_at", { time }) : "";
}

/** Whether who came in with this scan is asked for a signature. */
export function toSign({ roster }: Keeper, { decision, direction }: PastScan): boolean {
  const here = decision.status === "accepted" || decision.status === "already";
  return roster.signed && direction === "in" && here && decision.participant !== null;
}

/** Those who may be recorded with somebody who came in: how many, of whom, and to which session. */
export function together(keeper: Keeper, { decision, direction, session: id }: PastScan): Together | null {
  const { roster } = keeper;
  const [person, session] = [decision.participant, roster.session(id)];
  if (!session || !person?.id || direction === "out" || decision.status === "refused" || isClosed(session, keeper.now())) return null;
  const count = roster.together(person, id).length;
  return count ? { count, person, session } : null;
}

/** How the form of a walk-in is opened again that was refused: with its hour, where somebody was let in before it was. */
export function reopened(shown: Shown, session: Session): Reopened | null {
  const { input, decision } = shown;
  const { typed, similar = [] } = decision;
  if (!typed) return null;
  const { apart, phone = "", email = "" } = input.walkIn ?? {};
  return { typed: { ...typed, phone, email, ...(apart && { apart }) }, similar, session, ...mending(shown) };
}
