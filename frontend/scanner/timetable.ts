// Tells at the door which session comes next, and goes over to it.

import { byId } from "../shared/dom";
import type { Keeper } from "./keeper";
import { toast } from "./sheets";
import { say } from "./strings";

/** Goes over to the next session when this one is over, never while a verdict or a question is open; before that it is offered. */
export function followTimetable(keeper: Keeper, verdictOpen: boolean): void {
  const { next } = keeper;
  const offer = byId("next-session");
  offer.hidden = !next || next.go;
  if (next) offer.textContent = say("session_next", { title: next.session.title });
  if (!next?.go || verdictOpen || document.querySelector("dialog[open]")) return;
  void keeper.choose({ session: next.session.id });
  toast(say("session_switched", { title: next.session.title }), true);
}
