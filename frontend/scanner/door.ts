// One scan from the first beep to the verdict: written to disk, sent, and decided by the service, or by the roster
// when the service does not answer in time.

import type { Meeting, PairedDevice, RosterEntry, Session } from "../generated/api";
import type { Direction } from "./api";
import { newId } from "./codes";
import { decideLocally, OF_THE_CODE, type Decision } from "./decide";
import type { Errand, WalkInTyped } from "./errands";
import { whyOf, type Why } from "./forcing";
import type { Roster } from "./roster";
import type { PastScan, Store } from "./store";
import type { Made } from "./timekeeper";
import { decideWalkIn } from "./walk-in";

/** How long a person at the door waits for the service before the device decides. */
export const PATIENCE = 2_500;
/** The same code is not taken twice within this time. */
export const REPEAT = 3_000;
/** A code that stays before the camera is seen again well within this time. */
const STILL_THERE = 1_000;

export interface Input {
  /** What was scanned; or the person, when found by name. */
  code?: string;
  entry?: RosterEntry;
  /** Or who came without being on the list. */
  walkIn?: WalkInTyped;
  /** When they came, where a scan that was refused late is mended (milliseconds since 1970; now, where its clock was wrong), and which it is. */
  came?: { at: number | undefined; past: string };
  /** The door it stands at, where that is asked before and recorded later: the device may have gone over to another one meanwhile. */
  session?: Session;
  direction?: Direction;
  /** Why the clerk overrules a refusal; a scan without overrules none. */
  why?: Why;
}

export interface Shown extends PastScan {
  input: Input;
}

export interface DoorHooks {
  /** A code was read; the verdict follows. */
  begun(): void;
  /** The verdict. */
  decided(shown: Shown): void;
  /** The service answered a scan that the device had decided by itself. */
  settled(past: PastScan): void;
  queueChanged(): void;
}

export interface KeeperHooks extends DoorHooks {
  /** Anything in the status line may have changed. */
  changed(): void;
  /** The roster itself changed. */
  rosterChanged(): void;
  /** The right to the people's data ended; everything personal is already deleted. */
  over(why: "revoked" | "ended"): void;
}

/** Keeps one presented code from becoming many scans. */
export class Repeats {
  private readonly seen = new Map<string, { taken: number; last: number }>();

  /** Whether to take this sighting of a code as a new scan. `now` in milliseconds. */
  take(code: string, now: number): boolean {
    const before = this.seen.get(code);
    if (before && (now - before.taken < REPEAT || now - before.last < STILL_THERE)) {
      before.last = now;
      return false;
    }
    for (const [old, { last }] of this.seen) if (now - last > 60_000) this.seen.delete(old);
    this.seen.set(code, { taken: now, last: now });
    return true;
  }
}

interface DoorParts {
  store: Store;
  roster: Roster;
  meeting: Meeting;
  device: PairedDevice;
  /** The service's time as far as this device knows it. */
  now: () => number;
  /** The clocks as they stand. */
  made: () => Made;
  /** Whether that time is good enough to judge the door's hours by. */
  hoursKnown: () => boolean;
  /** Asks the sender to send. */
  send: () => void;
  hooks: DoorHooks;
}

export class Door {
  online = true;
  private closed = false;
  private readonly answers = new Map<string, (past: PastScan | null) => void>();

  constructor(private readonly parts: DoorParts) {}

  /** Presences that the device decided before a restart. */
  async resume(): Promise<void> {
    for (const { scan, local } of await this.parts.store.everythingWaiting()) {
      if (local) this.notePending(scan, local);
    }
  }

  /** The service answers, or does not; everybody who waits for it is told at once. */
  setOnline(online: boolean): void {
    this.online = online;
    if (!online) for (const answer of this.answers.values()) answer(null);
  }

  /** The right to the people's data ended: what is still being decided is shown to nobody and noted nowhere. */
  close(): void {
    this.closed = true;
    for (const answer of this.answers.values()) answer(null);
  }

  /** Records a scan and shows its verdict. */
  async scan(input: Input, session: Session, direction: Direction): Promise<void> {
    const { roster, hooks } = this.parts;
    hooks.begun();
    const [past] = await this.answered([input], session, direction);
    if (!past) return;
    const { status, reason } = past.decision;
    if (input.code && !past.unsent && status === "refused" && OF_THE_CODE.has(reason)) await roster.bar(input.code, reason!);
    hooks.decided(past);
    hooks.queueChanged();
  }

  /** Records several people who come in together, as one batch; what was answered of each. */
  async scanAll(inputs: Input[], session: Session): Promise<Shown[]> {
    const shown = await this.answered(inputs, session, "in");
    this.parts.hooks.queueChanged();
    return shown;
  }

  /** Puts all of them on disk, then sends; the answers of the service, or the device's own where it does not answer in time. */
  private async answered(inputs: Input[], session: Session, direction: Direction): Promise<Shown[]> {
    const scans: Errand[] = [];
    for (const input of inputs) scans.push(await this.put(input, session, direction));
    const answers = scans.map(({ id }) => (this.online ? this.answerTo(id) : null));
    this.parts.hooks.queueChanged();
    this.parts.send();
    const shown: Shown[] = [];
    for (const [at, input] of inputs.entries()) {
      const past = (await answers[at]) ?? (await this.decide(scans[at]!, input, session));
      if (past && !this.closed) shown.push({ ...past, input });
    }
    return shown;
  }

  private async put(input: Input, session: Session, direction: Direction): Promise<Errand> {
    const { store, meeting, device, now } = this.parts;
    const whom = input.walkIn ? { walkIn: input.walkIn } : input.code === undefined ? { participant: input.entry!.id } : { code: input.code };
    const scan: Errand = {
      id: newId(),
      ...whom,
      session: session.id,
      direction: input.walkIn || input.came ? "in" : direction,
      scanned_at: new Date(input.came?.at ?? now()).toISOString(),
      offline: !this.online || input.came !== undefined,
      ...(input.came && { settles: input.came.past }),
      method: device.kind ?? (input.code === undefined ? "search" : "qr"),
      ...whyOf(input.why),
    };
    const made = input.came ? undefined : this.parts.made();
    await store.enqueue({ meeting: meeting.id, device: device.id, made, scan, local: null });
    return scan;
  }

  /** Takes note of what the service answered, here or through another tab. */
  settled(pasts: PastScan[]): void {
    for (const past of pasts) {
      this.notePresence(past);
      const answer = this.answers.get(past.id);
      if (answer) answer(past);
      else this.parts.hooks.settled(past);
    }
    this.parts.hooks.queueChanged();
  }

  private answerTo(id: string): Promise<PastScan | null> {
    return new Promise((resolve) => {
      const finish = (past: PastScan | null) => {
        clearTimeout(timer);
        this.answers.delete(id);
        resolve(past);
      };
      const timer = setTimeout(() => {
        this.online = false;
        finish(null);
      }, PATIENCE);
      this.answers.set(id, finish);
    });
  }

  private async decide(scan: Errand, input: Input, session: Session): Promise<PastScan | null> {
    if (this.closed) return null;
    const { roster } = this.parts;
    if (input.walkIn) return this.keepDecision(scan, this.decideWalkIn(scan, input.walkIn, session));
    const { entry, barred } = input.entry ? { entry: input.entry, barred: null } : await roster.byCode(input.code!);
    const decision = decideLocally({
      entry,
      barred,
      session,
      direction: scan.direction,
      now: Date.parse(scan.scanned_at),
      hoursKnown: this.parts.hoursKnown(),
      force: scan.force ?? false,
      present: entry && roster.presence(entry.id, session.id),
    });
    if (entry && decision.reason === "replaced") decision.replacedBy = roster.standInFor(entry);
    return this.keepDecision(scan, decision);
  }

  private decideWalkIn(scan: Errand, typed: WalkInTyped, session: Session): Decision {
    const { roster } = this.parts;
    return decideWalkIn({
      typed,
      desk: roster.desk,
      similar: roster.similar(typed).map(({ id }) => id),
      session,
      now: Date.parse(scan.scanned_at),
      hoursKnown: this.parts.hoursKnown(),
      force: scan.force ?? false,
    });
  }

  private async keepDecision(scan: Errand, decision: Decision): Promise<PastScan> {
    const { store } = this.parts;
    const { id, direction } = scan;
    const past = { id, meeting: this.parts.meeting.id, at: Date.parse(scan.scanned_at), direction, session: scan.session, decision, unsent: true };
    if (await store.decideLocally(id, past)) {
      this.notePending(scan, decision);
      return past;
    }
    const [answered] = await store.past([id]);
    return answered ?? past;
  }

  private notePending(scan: Errand, decision: Decision): void {
    const { roster, device } = this.parts;
    if (decision.status !== "accepted" || !decision.participant) return;
    if (scan.direction === "out") roster.markLeft(decision.participant.id, scan.session);
    else roster.markPending(decision.participant.id || scan.id, scan.session, { at: scan.scanned_at, gate: device.gate, by: device.name });
  }

  private notePresence({ id, decision, direction, session, at, shown }: PastScan): void {
    const { roster } = this.parts;
    roster.dropPending(id, session); // of a walk-in, who had no other id
    if (shown?.participant) roster.dropPending(shown.participant.id, session);
    const person = decision.participant;
    if (!person || decision.status === "refused") return;
    if (direction === "in") roster.markPresent(person.id, session, decision.first?.at ?? new Date(at).toISOString());
    else roster.markLeft(person.id, session);
  }
}
