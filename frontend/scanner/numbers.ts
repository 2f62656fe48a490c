// How many are expected and present in a session: the service's numbers, or what the roster and the waiting scans say.

import type { Counts } from "../generated/api";
import type { Roster } from "./roster";

export class Numbers {
  private readonly confirmed = new Map<string, { expected: number; present: number; fresh: boolean }>();

  confirm({ session, expected, present }: Counts): void {
    if (session) this.confirmed.set(session, { expected, present, fresh: true });
  }

  /** A newer roster knows better. */
  stale(): void {
    for (const numbers of this.confirmed.values()) numbers.fresh = false;
  }

  of(session: string, roster: Roster, waiting: number): { expected: number; present: number } {
    const confirmed = this.confirmed.get(session);
    if (confirmed?.fresh && waiting === 0) return confirmed;
    const counted = roster.counts(session);
    return { present: counted.present, expected: confirmed?.fresh ? confirmed.expected + roster.newcomers(session) : counted.expected };
  }
}
