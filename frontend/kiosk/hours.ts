// What the guests' screen says of the door: it invites nobody whom it would turn away.

import type { Session } from "../generated/api";
import { clock, day, sameDay } from "../shared/time";
import { say } from "./strings";

export type DoorState = "early" | "open" | "shut";

/** `now` in milliseconds since 1970, by the service's clock. */
export function doorOf({ checkin_opens_at, checkin_closes_at }: Session, now: number): DoorState {
  if (now < Date.parse(checkin_opens_at)) return "early";
  return now > Date.parse(checkin_closes_at) ? "shut" : "open";
}

/** What the waiting screen asks for, or from when on it will. */
export function inviting(session: Session, zone: string, now: number): string {
  const { checkin_opens_at: opens, checkin_closes_at: closes } = session;
  const state = doorOf(session, now);
  if (state === "open") return say("how");
  if (state === "shut") return say("closed_at", { time: clock(closes, zone) });
  const time = clock(opens, zone);
  return sameDay(opens, now, zone) ? say("opens_at", { time }) : say("opens_on", { time, day: day(opens, zone, document.documentElement.lang || "id") });
}
