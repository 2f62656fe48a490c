// What the device remembers, in IndexedDB: the pairing, the roster, the scans that wait, and the last ones.
// A scan is written here (to disk) before anything else happens to it, and leaves only with the service's answer.

import { openDB, type DBSchema, type IDBPDatabase } from "idb";
import type { Desk, Pairing, RefusalReason, Roster, RosterEntry, Session, WalkInResult } from "../generated/api";
import type { Direction } from "./api";
import { fromService, type Decision } from "./decide";
import type { Errand, WalkInTyped } from "./errands";
import { forgetAll, forgetOne } from "./forgetting";
import { retime } from "./retiming";
import { Vault, type Sealed } from "./seal";
import { shelve } from "./shelves";
import { WaitingSignatures, type WaitingSignature } from "./signatures";
import type { Made } from "./timekeeper";

export interface Waiting {
  seq?: number;
  meeting: string;
  /** The device that read it: paired anew, this browser may be another one by the time it is sent. Missing in what an older scanner stored. */
  device?: string;
  /** By which clocks it was made. */
  made?: Made | undefined;
  scan: Errand;
  /** What the device decided by itself, once it did. */
  local: Decision | null;
  /** The service calls this single scan malformed; it waits for a person. */
  parked?: boolean;
  /** The scan's code, or what was typed of a walk-in, which is then missing in `scan`. */
  sealed?: Sealed;
  /** Whether it is a walk-in. */
  walkIn?: true;
}

export interface PastScan {
  id: string;
  /** The meeting at whose door it was made. */
  meeting: string;
  /** Milliseconds since 1970, the service's time. */
  at: number;
  direction: Direction;
  session: string;
  decision: Decision;
  /** Not confirmed by the service yet. */
  unsent: boolean;
  /** What the device had shown, when the service decided otherwise. */
  shown?: Decision;
  /** Somebody at this device has dealt with it. */
  handled?: true;
  /** The service has heard of that. */
  told?: true;
}

/** A pairing that was given up. */
export interface Leaving {
  token: string;
  meeting: string;
}

/** Somebody was let in whom the service refused later: this waits for a person, until somebody has dealt with it. */
export const waitsForSomebody = ({ shown, decision, direction, handled }: PastScan): boolean =>
  shown !== undefined && decision.status === "refused" && direction === "in" && !handled;

export interface RosterState {
  cursor: string;
  etag: string | null;
  salt: string;
  sessions: Session[];
  /** Milliseconds since 1970, by the service's clock. */
  syncedAt: number;
  /** Who came in is asked to sign. */
  signatures?: boolean;
  /** What the desk needs for who comes without invitation; null where the meeting takes nobody so. */
  desk?: Desk | null;
  /** Why a code with this hash is refused for good; missing in what an older scanner stored. */
  barred?: Record<string, RefusalReason>;
}

/** People of all the meetings that the device serves; nobody's id is another's. */
type Listed = RosterEntry & { meeting: string };
/** What is kept of the device itself, or of one meeting. */
type Kept = "pairing" | "serving" | "current" | "over" | "choices" | "clock" | "key" | "leaving" | "check" | `${"roster" | "choices"} ${string}`;

export interface Schema extends DBSchema {
  state: { key: string; value: unknown };
  participants: { key: string; value: Listed; indexes: { meeting: string } };
  queue: { key: number; value: Waiting; indexes: { id: string } };
  history: { key: string; value: PastScan; indexes: { at: number } };
  signatures: { key: string; value: WaitingSignature };
}

const HISTORY_LENGTH = 100;
export const toDisk = { durability: "strict" } as const;

export class Store {
  private readonly vault = new Vault({ kept: () => this.get<CryptoKey>("key"), keepFirst: (made) => this.keepFirst(made) });

  readonly signatures: WaitingSignatures;

  private constructor(private readonly db: IDBPDatabase<Schema>) {
    this.signatures = new WaitingSignatures(db, this.vault);
  }

  static async open(name = "scanner"): Promise<Store> {
    const db = await openDB<Schema>(name, 2, {
      upgrade: (fresh, from, _to, change) => void shelve(fresh, from, change),
      // A newer page opens it in another tab: it must not wait for this one.
      blocking: (_now, _wanted, event) => (event.target as unknown as IDBDatabase).close(),
    });
    return new Store(db);
  }

  async get<T>(key: Kept): Promise<T | null> {
    return ((await this.db.get("state", key)) as T | undefined) ?? null;
  }

  async put(key: Kept, value: unknown): Promise<void> {
    await this.db.put("state", value, key);
  }

  pairing(): Promise<Pairing | null> {
    return this.get<Pairing>("pairing");
  }

  participants(meeting: string): Promise<RosterEntry[]> {
    return this.db.getAllFromIndex("participants", "meeting", meeting);
  }

  /** Takes over a meeting's full roster (`since` null) or what changed, and the cursor with it, in one transaction. */
  async applyRoster(meeting: string, roster: Roster, since: string | null, state: RosterState): Promise<void> {
    const change = this.db.transaction(["participants", "state"], "readwrite");
    const people = change.objectStore("participants");
    const old = since ? [] : await people.index("meeting").getAllKeys(meeting);
    const writes: Promise<unknown>[] = [...old, ...roster.removed].map((id) => people.delete(id));
    for (const entry of roster.participants) writes.push(people.put({ ...entry, meeting }));
    writes.push(change.objectStore("state").put(state, `roster ${meeting}`), change.done);
    await Promise.all(writes);
  }

  /** Puts a scan on disk; resolves when a crash can no longer take it away. */
  async enqueue(plain: Waiting): Promise<void> {
    const waiting = await this.sealed(plain);
    const change = this.db.transaction("queue", "readwrite", toDisk);
    await Promise.all([change.store.add(waiting), change.done]);
  }

  /** Marks a waiting scan as decided by the device and lists it; false when it was answered meanwhile. */
  async decideLocally(id: string, past: PastScan): Promise<boolean> {
    const change = this.db.transaction(["queue", "history"], "readwrite", toDisk);
    const waiting = await change.objectStore("queue").index("id").get(id);
    if (waiting) {
      waiting.local = past.decision;
      waiting.scan.offline = true;
      if (past.decision.status === "refused") waiting.scan.turned_away = true;
      await change.objectStore("queue").put(waiting);
      await change.objectStore("history").put(past);
    }
    await change.done;
    return Boolean(waiting);
  }

  private async sealed(waiting: Waiting): Promise<Waiting> {
    const { code, walkIn, ...scan } = waiting.scan;
    const plain = walkIn ? JSON.stringify(walkIn) : code;
    const mark = walkIn ? { walkIn: true as const } : {};
    const sealed = plain && (await this.vault.seal(plain));
    return sealed ? { ...waiting, ...mark, scan, sealed } : { ...waiting, ...mark };
  }

  private async unsealed({ sealed, ...waiting }: Waiting): Promise<Waiting> {
    if (!sealed) return waiting;
    // The service calls one malformed that cannot be opened, and it is set aside.
    const plain = (await this.vault.open(sealed)) ?? "";
    const found = waiting.walkIn ? { walkIn: JSON.parse(plain || '{"name": ""}') as WalkInTyped } : { code: plain };
    return { ...waiting, scan: { ...waiting.scan, ...found } };
  }

  /** The first key that any tab made. */
  private async keepFirst(made: CryptoKey): Promise<CryptoKey> {
    const change = this.db.transaction("state", "readwrite", toDisk);
    const first = (await change.store.get("key")) as CryptoKey | undefined;
    if (!first) await change.store.put(made, "key");
    await change.done;
    return first ?? made;
  }

  /** The oldest scans of the meeting that can be sent, with their codes. */
  async waiting(meeting: string, limit: number): Promise<Waiting[]> {
    const found: Waiting[] = [];
    let cursor = await this.db.transaction("queue").store.openCursor();
    for (; cursor && found.length < limit; cursor = await cursor.continue()) {
      if (cursor.value.meeting === meeting && !cursor.value.parked) found.push(cursor.value);
    }
    return Promise.all(found.map((waiting) => this.unsealed(waiting)));
  }

  /** All of them, without their codes. */
  async everythingWaiting(): Promise<Waiting[]> {
    return this.db.getAll("queue");
  }

  /** When the last scan was made that this device knows of, by the service's clock as it was known then; 0 without any. */
  async latest(): Promise<number> {
    const last = await this.db.transaction("history").store.index("at").openCursor(null, "prev");
    const waiting = (await this.everythingWaiting()).map(({ scan }) => Date.parse(scan.scanned_at));
    return Math.max(0, last?.value.at ?? 0, ...waiting);
  }

  countWaiting(): Promise<number> {
    return this.db.count("queue");
  }

  /** Sets a scan aside that the service cannot read, so that it does not hold up the others. */
  async park(id: string): Promise<void> {
    const change = this.db.transaction("queue", "readwrite", toDisk);
    const waiting = await change.store.index("id").get(id);
    if (waiting) await change.store.put({ ...waiting, parked: true });
    await change.done;
  }

  /**
   * The service's answers: the scans leave the queue, the list and the roster learn the result, all or nothing.
   * Returns what is now listed for them.
   */
  async settle(results: WalkInResult[]): Promise<PastScan[]> {
    const change = this.db.transaction(["queue", "history", "participants"], "readwrite", toDisk);
    const settled: PastScan[] = [];
    for (const result of results) {
      const waiting = await change.objectStore("queue").index("id").get(result.id);
      if (!waiting) continue;
      const { scan, local } = waiting;
      const decision = fromService(result, scan.force ?? false, waiting.walkIn);
      const past: PastScan = { id: scan.id, meeting: waiting.meeting, at: Date.parse(scan.scanned_at), direction: scan.direction, session: scan.session, decision, unsent: false };
      if (local && local.status !== decision.status) past.shown = local;
      await change.objectStore("queue").delete(waiting.seq!);
      await change.objectStore("history").put(past);
      const person = result.participant && (await change.objectStore("participants").get(result.participant.id));
      if (person && scan.direction === "in" && (result.status === "accepted" || result.status === "already")) {
        const at = result.first?.at ?? scan.scanned_at;
        await change.objectStore("participants").put({ ...person, attended: { [scan.session]: at, ...person.attended } });
      }
      settled.push(past);
    }
    await change.done;
    return settled;
  }

  async past(ids: string[]): Promise<PastScan[]> {
    const found = await Promise.all(ids.map((id) => this.db.get("history", id)));
    return found.filter((past) => past !== undefined);
  }

  /** Somebody has dealt with scans that waited for it; `told`: the service knows. */
  async handle(ids: string[], told = false): Promise<void> {
    const change = this.db.transaction("history", "readwrite", toDisk);
    for (const id of ids) {
      const past = await change.store.get(id);
      if (past) await change.store.put({ ...past, handled: true, ...(told && { told }) });
    }
    await change.done;
  }

  /** What was dealt with at this meeting's door, of which the service does not know yet. */
  async untold(meeting: string): Promise<string[]> {
    return (await this.db.getAll("history")).filter((past) => past.meeting === meeting && past.handled && !past.told).map(({ id }) => id);
  }

  /** Scans that wait are told at their true time, as far as `timeOf` knows it (milliseconds since 1970), and so is what they showed. */
  retime(timeOf: (made: Made) => number | null): Promise<void> {
    return retime(this.db, timeOf);
  }

  /** The latest scans, newest first; older ones are forgotten, but for those that wait for somebody. */
  async history(limit = HISTORY_LENGTH): Promise<PastScan[]> {
    const change = this.db.transaction("history", "readwrite");
    const found: PastScan[] = [];
    let cursor = await change.store.index("at").openCursor(null, "prev");
    for (; cursor; cursor = await cursor.continue()) {
      const { unsent, handled, told } = cursor.value;
      if (found.length < limit || waitsForSomebody(cursor.value)) found.push(cursor.value);
      else if (!unsent && (!handled || told)) await cursor.delete();
    }
    await change.done;
    return found;
  }

  /** Deletes the pairing (`left`: of which the service does not know yet) and everything personal, all or nothing. Scans that wait hold only codes and ids; they stay until they are sent. */
  forgetPeople(left: Leaving | null = null): Promise<void> {
    return forgetAll(this.db, left);
  }

  /** The same of one of the meetings that the device serves; with the last one the pairing goes. `over`: it does not come back by itself. */
  forgetMeeting(meeting: string, over: boolean): Promise<void> {
    return forgetOne(this.db, meeting, over);
  }
}
