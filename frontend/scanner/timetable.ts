// Tells at the door which session comes next, and goes over to it.

import { byId } from "../shared/dom";
import type { Doors } from "./doors";
import { toast } from "./sheets";
import { say } from "./strings";

/** Goes over to the next session when this one is over, never while a verdict or a question is open; before that it is offered. */
export function followTimetable(doors: Doors, verdictOpen: boolean): void {
  const { next, several } = doors;
  const title = next && [next.session.title, several && doors.at(next.session.id).pairing.meeting.title].filter(Boolean).join(" · ");
  const offer = byId("next-session");
  offer.hidden = !next || next.go;
  if (title) offer.textContent = say("session_next", { title });
  if (!next?.go || verdictOpen || document.querySelector("dialog[open]")) return;
  void doors.choose(next.session);
  toast(say("session_switched", { title: title! }), true);
}
