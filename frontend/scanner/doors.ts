// The meetings whose doors one device keeps: of each a keeper, with its roster, queue and rights; one of them is at the screen.

import type { Pairing, RosterEntry, Served, Session } from "../generated/api";
import { CallFailed } from "../shared/http";
import { meetings } from "./api";
import { isOpen, onlySession, type Next } from "./gate";
import type { KeeperHooks } from "./door";
import { Keeper } from "./keeper";
import type { Store } from "./store";
import { Timekeeper } from "./timekeeper";

/** Milliseconds between two looks at which meetings there are. */
const AGAIN = 60_000;

export interface DoorsHooks extends Omit<KeeperHooks, "over"> {
  /** The right to one of the meetings ended; with the last one `last`. */
  over(keeper: Keeper, why: "revoked" | "ended", last: boolean): void;
  /** Another meeting is at the screen, or one has come. */
  moved(): void;
}

/** Somebody whom another meeting of this device expects. */
export interface Guest {
  keeper: Keeper;
  entry: RosterEntry;
}

/** What its meetings are called, in a row. */
export const titlesOf = ({ all }: Doors): string => all.map(({ pairing }) => pairing.meeting.title).join(", ");

export class Doors {
  /** The one at the screen. */
  current: Keeper;
  private keepers: Keeper[];
  private readonly clock = new Timekeeper();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;

  constructor(
    private readonly store: Store,
    private readonly pairing: Pairing,
    private readonly hooks: DoorsHooks,
  ) {
    this.current = this.keeperOf(pairing);
    this.keepers = [this.current];
  }

  get all(): readonly Keeper[] {
    return this.keepers;
  }

  get several(): boolean {
    return this.keepers.length > 1;
  }

  get others(): Keeper[] {
    return this.keepers.filter((each) => each !== this.current);
  }

  /** The keeper of a meeting; the one at the screen where it is none of ours any more. */
  of(meeting: string): Keeper {
    return this.keepers.find(({ pairing }) => pairing.meeting.id === meeting) ?? this.current;
  }

  /** The keeper at whose meeting this session is. */
  at(session: string): Keeper {
    return this.keepers.find(({ roster }) => roster.session(session)) ?? this.current;
  }

  /** What waits to be sent, of all meetings, and how much of it waits for a person. */
  get queue(): { waiting: number; parked: number } {
    const sum = (of: (keeper: Keeper) => number): number => this.keepers.reduce((total, keeper) => total + of(keeper), 0);
    return { waiting: sum(({ waiting }) => waiting), parked: sum(({ parked }) => parked) };
  }

  /** Goes on where the device was when it was closed, without a network, too. */
  async start(): Promise<void> {
    const [served, current] = [await this.store.get<Served[]>("serving"), await this.store.get<string>("current")];
    for (const each of served ?? []) this.keepers.push(this.keeperOf({ token: this.pairing.token, ...each }));
    this.current = this.of(current ?? "");
    await Promise.all(this.keepers.map((each) => each.start()));
    if (this.several) this.hooks.moved();
    addEventListener("online", this.look);
    this.look();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
    removeEventListener("online", this.look);
    for (const keeper of this.keepers) keeper.stop();
  }

  /** Lets go of all of them. */
  async unpair(): Promise<void> {
    this.stopped = true;
    for (const keeper of this.others) keeper.leaveTogether();
    await this.current.unpair();
  }

  /** Keeps the door of this session from now on, whichever meeting it belongs to. */
  async choose(session: Session): Promise<void> {
    const keeper = this.at(session.id);
    if (keeper !== this.current) {
      const { direction, camera, cameraOff, muted, confirm, follow } = this.current.choices;
      this.current = keeper;
      await keeper.choose({ direction, camera, cameraOff, muted, confirm, follow });
      await this.store.put("current", keeper.pairing.meeting.id);
    }
    await keeper.choose({ session: session.id });
    this.hooks.moved();
  }

  /** What the timetable of all meetings says comes next at this gate; before its own door opens, the only one that is open is offered. */
  get next(): Next | null {
    const sessions = this.keepers.flatMap(({ roster }) => roster.sessions);
    const { session } = this.current;
    const now = this.current.now();
    const first = this.current.next(sessions);
    // Whoever keeps an open door knows why: what begins at another meeting is none of theirs before it is over.
    const kept = first && !first.go && session && isOpen(session, now) && this.at(first.session.id) !== this.current;
    const next = kept ? this.current.next() : first;
    if (next || !this.several || !session || now >= Date.parse(session.checkin_opens_at)) return next;
    const open = onlySession(sessions, false, now);
    return open && { session: open, go: false };
  }

  /** Whose code this is, where only another one of our meetings knows it. */
  async guestBy(code: string): Promise<Guest | null> {
    const here = this.several && (await this.current.roster.byCode(code));
    if (!here || here.entry || here.barred === "revoked") return null;
    for (const keeper of this.others) {
      const { entry } = await keeper.roster.byCode(code);
      if (entry) return { keeper, entry };
    }
    return null;
  }

  /** Who is called so at the other meetings. */
  guestsCalled(query: string): Guest[] {
    return this.others.flatMap((keeper) => keeper.roster.find(query).map((entry) => ({ keeper, entry })));
  }

  private readonly look = (): void => void this.refresh();

  /** Asks which meetings there are now. One that goes is told by its own calls. */
  async refresh(): Promise<void> {
    clearTimeout(this.timer);
    try {
      const [served, over] = [await meetings(this.pairing.token), (await this.store.get<string[]>("over")) ?? []];
      if (!this.stopped) await this.take(served.filter(({ meeting }) => !over.includes(meeting.id)));
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error; // the calls of each meeting tell what it means
    } finally {
      if (!this.stopped) this.timer = setTimeout(this.look, AGAIN * (1 + Math.random() / 5));
    }
  }

  private async take(served: Served[]): Promise<void> {
    for (const { device, meeting } of served) {
      const known = this.keepers.find(({ pairing }) => pairing.meeting.id === meeting.id);
      if (known) Object.assign(known.pairing, { device, meeting });
    }
    const fresh = served.filter(({ meeting }) => !this.keepers.some(({ pairing }) => pairing.meeting.id === meeting.id));
    const come = fresh.map((each) => this.keeperOf({ token: this.pairing.token, ...each }));
    this.keepers = [...this.keepers, ...come];
    await this.keep();
    await Promise.all(come.map((each) => each.start()));
    if (come.length) this.hooks.moved();
  }

  /** On disk stands who is served, the first one as the pairing. */
  private async keep(): Promise<void> {
    const [first, ...others] = this.keepers.filter(({ gone }) => !gone).map(({ pairing }) => pairing);
    if (!first) return;
    await this.store.put("pairing", first);
    await this.store.put("serving", others.map(({ device, meeting }): Served => ({ device, meeting })));
  }

  private keeperOf(pairing: Pairing): Keeper {
    const keeper: Keeper = new Keeper(this.store, pairing, { ...this.hooks, over: (why) => this.ended(keeper, why) }, this.clock);
    return keeper;
  }

  private ended(keeper: Keeper, why: "revoked" | "ended"): void {
    const [next] = (this.keepers = this.keepers.filter((each) => each !== keeper));
    if (!next) return this.hooks.over(keeper, why, true);
    if (this.current === keeper) {
      this.current = next;
      void next.choose({ unsure: true }); // whoever stands here knows nothing of that meeting yet
    }
    this.hooks.over(keeper, why, false);
    this.hooks.moved();
  }
}
