// Somebody stands at the door of one meeting and belongs to another one that this device serves, too.

import type { RosterEntry } from "../generated/api";
import { clockWithZone, day, sameDay } from "../shared/time";
import type { Input } from "./door";
import type { Doors, Guest } from "./doors";
import { theirPlace, theirSession } from "./gate";
import type { Keeper } from "./keeper";
import { signal } from "./sound";
import { say } from "./strings";
import { nobody, type Verdict } from "./verdict";
import type { VerdictView } from "./verdict-view";

export class Guests {
  constructor(
    private readonly doors: Doors,
    private readonly verdicts: VerdictView,
    private readonly take: (input: Input) => void,
  ) {}

  /** Tells where they belong; they are recorded there at a tap, or where the device follows its guests at once. */
  show({ keeper, entry }: Guest, whom: Input): void {
    const session = theirSession(keeper.roster.sessions, entry.sessions, keeper.now());
    const { follow, direction, muted } = this.doors.current.choices;
    const record = session && (() => this.take({ ...whom, session, direction }));
    if (follow && record) return record();
    signal("warn", muted);
    this.verdicts.show(null, told(keeper, entry), { there: record && { session: session!.title, record } });
  }
}

/** Which meeting, which room and when: nobody is sent away without knowing where to. */
function told(keeper: Keeper, { name, position, organisation, sessions }: RosterEntry): Verdict {
  const { title: meeting, timezone: zone } = keeper.pairing.meeting;
  const now = keeper.now();
  const session = theirPlace(keeper.roster.sessions, sessions, now);
  const date = session && !sameDay(session.starts_at, now, zone) ? `${day(session.starts_at, zone, document.documentElement.lang)} ` : "";
  const place = session && [session.title, session.room, date + clockWithZone(session.starts_at, zone)].filter(Boolean).join(", ");
  const reason = say(place ? "guest_of" : "guest_of_meeting", { meeting, place: place ?? "" });
  return { ...nobody, tone: "warn", word: say("word_elsewhere"), reason, name, position, organisation };
}
