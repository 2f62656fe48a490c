// The roster in memory: who a code or an id belongs to, who is present, how many are expected; kept fresh from the
// service and stored by Store.

import type { Desk, FirstPresence, RefusalReason, Roster as RosterAnswer, RosterEntry, Session } from "../generated/api";
import { CallFailed } from "../shared/http";
import type { MeetingApi } from "./api";
import { codeHash } from "./codes";
import type { WalkInTyped } from "./errands";
import { RosterSearch } from "./search";
import type { RosterState, Store } from "./store";
import { mayBe } from "./walk-in";

/** Who counts as expected, as the service counts. */
const EXPECTED = new Set(["invited", "confirmed"]);
/** Who may stand at the door with others of their institution: whoever said no may have come all the same. */
const AWAITED = new Set([...EXPECTED, "declined"]);
/** How long after its last door closed a meeting may still need its roster: people leave late. */
const AFTERMATH = 3 * 3_600_000;

const MOST_SIMILAR = 8;

const key = (participant: string, session: string): string => `${participant} ${session}`;

export interface Known {
  entry: RosterEntry | null;
  barred: RefusalReason | null;
}

export class Roster {
  private people = new Map<string, RosterEntry>();
  private byHash = new Map<string, RosterEntry>();
  private state: RosterState | null = null;
  private finder: RosterSearch | null = null;
  /** Present by this device's own decision, not yet confirmed. */
  private pending = new Map<string, FirstPresence>();
  /** Went out on this device; the next `in` is a return, not a repetition. */
  private left = new Set<string>();

  constructor(
    private readonly store: Store,
    private readonly meeting: string,
  ) {}

  get loaded(): boolean {
    return this.state !== null;
  }

  get sessions(): Session[] {
    return this.state?.sessions ?? [];
  }

  /** Null where the meeting takes nobody who is not on the list. */
  get desk(): Desk | null {
    return this.state?.desk ?? null;
  }

  /** Whether who came in is asked to sign. */
  get signed(): boolean {
    return this.state?.signatures === true;
  }

  /** Who on the list may be meant by what was typed, without those whom the clerk has said to be others. */
  similar({ name, organisation = "", apart = [] }: WalkInTyped): RosterEntry[] {
    return [...this.people.values()].filter((entry) => mayBe({ name, organisation }, entry) && !apart.includes(entry.id)).slice(0, MOST_SIMILAR);
  }

  /** Who else of this person's institution may come to the session and has not; by name. */
  together({ id, organisation }: Pick<RosterEntry, "id" | "organisation">, session: string): RosterEntry[] {
    const awaited = (entry: RosterEntry): boolean =>
      entry.id !== id && AWAITED.has(entry.status) && (!entry.sessions || entry.sessions.includes(session)) && !this.presence(entry.id, session);
    const theirs = [...this.people.values()].filter((entry) => entry.organisation === organisation && awaited(entry));
    return organisation ? theirs.sort((one, other) => one.name.localeCompare(other.name, "id")) : [];
  }

  /** The institutions on the list, for whoever types one. */
  get institutions(): string[] {
    return [...new Set([...this.people.values()].map(({ organisation }) => organisation).filter(Boolean))].sort();
  }

  get size(): number {
    return this.people.size;
  }

  /** When the service last told this page what is on it, or that nothing had changed, by ticks of this page. */
  freshAt = -Infinity;

  get syncedAt(): number {
    return this.state?.syncedAt ?? 0;
  }

  session(id: string | null): Session | null {
    return this.sessions.find((session) => session.id === id) ?? null;
  }

  person(id: string): RosterEntry | null {
    return this.people.get(id) ?? null;
  }

  /** The sessions that somebody is called to, as far as this device was told; none for who may come to all. */
  sessionsOf(id: string): Session[] {
    const own = this.person(id)?.sessions ?? [];
    return this.sessions.filter((session) => own.includes(session.id));
  }

  find(query: string): RosterEntry[] {
    this.finder ??= new RosterSearch([...this.people.values()]);
    return this.finder.find(query);
  }

  /** Whose code it is, and why nobody comes in with it, as far as this device was told. */
  async byCode(code: string): Promise<Known> {
    const hash = this.state && (await codeHash(this.state.salt, code));
    const entry = (hash && this.byHash.get(hash)) || null;
    return { entry, barred: (!entry && hash && this.state?.barred?.[hash]) || null };
  }

  /** The service refused this code for good: without it, this device says the same. */
  async bar(code: string, reason: RefusalReason): Promise<void> {
    const hash = this.state && (await codeHash(this.state.salt, code));
    if (!hash || !this.state?.barred || this.state.barred[hash] === reason) return;
    this.state.barred[hash] = reason;
    await this.store.put(`roster ${this.meeting}`, this.state);
  }

  /** Reads what is stored; also after another tab changed it. */
  async load(): Promise<void> {
    this.state = await this.store.get<RosterState>(`roster ${this.meeting}`);
    this.people = new Map((await this.store.participants(this.meeting)).map((entry) => [entry.id, entry]));
    this.reindex();
  }

  /**
   * Asks the service for what changed. Returns its time, or null if nothing changed (which does not tell it: so not where it is not
   * `known` yet). Raises CallFailed.
   */
  async sync(api: MeetingApi, known: boolean): Promise<string | null> {
    // What an older scanner stored does not say which passes were withdrawn.
    const since = this.state?.barred ? this.state.cursor : null;
    let full = since === null;
    const answer = await api.roster(since, since && known ? (this.state?.etag ?? null) : null).catch((error: unknown) => {
      const cursorTooOld = error instanceof CallFailed && since !== null && [400, 404, 410, 422].includes(error.status);
      if (!cursorTooOld) throw error;
      full = true;
      return api.roster(null, null);
    });
    this.freshAt = performance.now();
    if (!answer.data) return null;
    await this.apply(answer.data, full, answer.etag);
    return answer.data.server_time;
  }

  private async apply(answer: RosterAnswer, full: boolean, etag: string | null): Promise<void> {
    const { cursor, salt, sessions, server_time, walk_ins, signatures = false } = answer;
    const barred = (!full && this.state?.barred) || {};
    for (const hash of answer.revoked) barred[hash] = "revoked";
    const state = { cursor, etag, salt, sessions, syncedAt: Date.parse(server_time), desk: walk_ins ?? null, signatures, barred };
    await this.store.applyRoster(this.meeting, answer, full ? null : cursor, state);
    this.state = state; // never shown before it is kept
    if (full) this.people.clear();
    for (const entry of answer.participants) this.people.set(entry.id, entry);
    for (const id of answer.removed) this.people.delete(id);
    if (full || answer.participants.length || answer.removed.length) this.reindex();
  }

  private reindex(): void {
    this.byHash = new Map();
    for (const entry of this.people.values()) if (entry.code_hash) this.byHash.set(entry.code_hash, entry);
    this.finder = null;
  }

  /** The first presence, and whether they left again at this device. */
  presence(participant: string, session: string): { first: FirstPresence; left: boolean } | null {
    const at = this.people.get(participant)?.attended[session];
    const first = this.pending.get(key(participant, session)) ?? (at ? { at, gate: null, by: null } : null);
    return first && { first, left: this.left.has(key(participant, session)) };
  }

  markPending(participant: string, session: string, first: FirstPresence): void {
    this.left.delete(key(participant, session));
    this.pending.set(key(participant, session), first);
  }

  /** The service confirmed a presence. */
  markPresent(participant: string, session: string, at: string): void {
    this.pending.delete(key(participant, session));
    this.left.delete(key(participant, session));
    const entry = this.people.get(participant);
    if (entry) entry.attended = { [session]: at, ...entry.attended };
  }

  markLeft(participant: string, session: string): void {
    this.left.add(key(participant, session));
  }

  /** The service did not confirm what the device had decided. */
  dropPending(participant: string, session: string): void {
    this.pending.delete(key(participant, session));
  }

  /** Counted on the roster; the service's own numbers, where known, go before it. */
  counts(session: string): { expected: number; present: number } {
    let expected = 0;
    let present = 0;
    for (const entry of this.people.values()) {
      if (entry.attended[session] || this.pending.has(key(entry.id, session))) present++;
      if (EXPECTED.has(entry.status) && (!entry.sessions || entry.sessions.includes(session))) expected++;
    }
    const more = this.newcomers(session);
    return { expected: expected + more, present: present + more };
  }

  /** How many were put on the list here, and are not known by it yet: they count as present and as expected, as the service will count. */
  newcomers(session: string): number {
    const unknown = (at: string): boolean => at.endsWith(` ${session}`) && !this.people.has(at.split(" ")[0]!);
    return [...this.pending.keys()].filter(unknown).length;
  }

  /** Who stands in for a replaced participant, as far as the roster tells. */
  standInFor(participant: RosterEntry): string | null {
    const names = [participant.name, [participant.name, participant.position].filter(Boolean).join(", ")];
    for (const { id, name, position, representing } of this.people.values()) {
      if (representing && id !== participant.id && names.includes(representing)) return [name, position].filter(Boolean).join(", ");
    }
    return null;
  }

  /** When the session had ended by its hour, if it had at that moment (milliseconds since 1970). */
  overSince(id: string, at: number): string | null {
    const ends = this.session(id)?.ends_at;
    return ends && Date.parse(ends) < at ? ends : null;
  }

  /** Whether every session's door closed long enough ago that the people's data must go. */
  isOver(now: number): boolean {
    const ends = this.sessions.flatMap(({ ends_at, checkin_closes_at }) => [ends_at, checkin_closes_at]);
    return ends.length > 0 && Math.max(...ends.map((end) => Date.parse(end))) + AFTERMATH < now;
  }
}
