// The standard way of recording: whom a pass or a tap on the list means is shown first, with what the door says of them.

import type { RosterEntry } from "../generated/api";
import { decideLocally } from "./decide";
import type { Input } from "./door";
import { faceOf } from "./guest-pictures";
import type { Keeper } from "./keeper";
import { askWhether } from "./sheets";
import { toVerdict } from "./verdict";

/** Where it is recorded: the door at the moment of the question, whatever the device has gone over to by the answer. */
export type Place = Pick<Input, "session" | "direction">;

export function placeOf({ session, choices }: Keeper): Place {
  return { ...(session && { session }), direction: choices.direction };
}

/** Asks whether to record this person; null for no. What the door refuses anyway is not asked: its refusal is the answer. */
export async function askFirst(entry: RosterEntry, keeper: Keeper): Promise<Place | null> {
  const [place, { session, choices, roster }] = [placeOf(keeper), keeper];
  if (!session) return place; // the door asks for one
  const { direction } = choices;
  const said = decideLocally({
    entry,
    session,
    direction,
    barred: null,
    now: keeper.now(),
    hoursKnown: keeper.hoursKnown(),
    force: false,
    present: roster.presence(entry.id, session.id),
  });
  if (said.status === "refused") return place;
  const { reason } = toVerdict(said, { direction, zone: keeper.pairing.meeting.timezone, mayForce: false, unsent: false });
  return (await askWhether(entry, direction, reason, faceOf(keeper, entry))) ? place : null;
}
