// Keeps a paired device at work: roster fresh, queue emptied, clock right, people's data gone when the right to it ends.

import type { Pairing, Session } from "../generated/api";
import { CallFailed } from "../shared/http";
import { MeetingApi } from "./api";
import { firstChoices, type Choices } from "./choices";
import { Door, type DoorHooks, type Input, type Shown } from "./door";
import { post, queueOf, type Errand } from "./errands";
import { isClosed, nextSession, onlySession, type Next } from "./gate";
import { Numbers } from "./numbers";
import { tellCheck, type Checks } from "./phone-check";
import { Roster } from "./roster";
import { Sender } from "./sender";
import type { Leaving, PastScan, Store } from "./store";
import type { Heard } from "./tabs";
import { Timekeeper, type Moment } from "./timekeeper";

export interface KeeperHooks extends DoorHooks {
  /** Anything in the status line may have changed. */
  changed(): void;
  /** The roster itself changed. */
  rosterChanged(): void;
  /** The right to the people's data ended; everything personal is already deleted. */
  over(why: "revoked" | "ended"): void;
}

/** Milliseconds between two looks at the roster. */
const REFRESH = { visible: 15_000, hidden: 60_000, unreachable: 6_000 };
const CLEANING = 60_000;
/** How much longer people's data stays where nobody has told this page the time: its clock may be wrong. */
const DOUBT = 24 * 3_600_000;

export class Keeper {
  readonly roster: Roster;
  readonly door: Door;
  choices: Choices = firstChoices;
  /** The door of the chosen session has closed: the next one is chosen by a person, who may stand at another door by now. */
  private lapsed = false;
  waiting = 0;
  parked = 0;
  /** The first roster could not be fetched yet (or what is stored was not read yet). */
  rosterMissing = true;
  readonly api: MeetingApi;
  private readonly sender: Sender;
  private readonly channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("scanner");
  private readonly numbers = new Numbers();
  private readonly clock = new Timekeeper();
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private cleanTimer: ReturnType<typeof setInterval> | undefined;
  private refreshing = false;
  private retimed: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly store: Store,
    readonly pairing: Pairing,
    private readonly hooks: KeeperHooks,
  ) {
    this.roster = new Roster(store);
    this.api = new MeetingApi(pairing.token, pairing.meeting.id);
    const queue = queueOf(store, pairing, () => this.clock.compared, async (pasts) => this.settled(pasts, true));
    const send = async (scans: Errand[]) => {
      const asked = this.clock.moment();
      const answer = await post(this.api, scans);
      await this.setClock(answer.server_time, asked);
      return answer;
    };
    this.sender = new Sender(queue, send, {
      reachable: (yes) => this.reachable(yes),
      rejected: () => void this.leave("revoked"),
      counts: (counts) => (this.numbers.confirm(counts), this.hooks.changed()),
    });
    this.door = new Door({
      store,
      roster: this.roster,
      meeting: pairing.meeting,
      device: pairing.device,
      now: () => this.now(),
      made: () => this.clock.made(),
      hoursKnown: this.hoursKnown,
      send: () => this.sender.kick(),
      hooks: {
        ...hooks,
        decided: (shown) => {
          if (shown.unsent) this.channel?.postMessage({ decided: true });
          hooks.decided(shown);
        },
        queueChanged: () => void this.recount(),
      },
    });
  }

  /** The service's time, milliseconds since 1970, as well as this device knows it. */
  now(): number {
    return this.clock.now();
  }

  readonly hoursKnown = (): boolean => this.clock.trusted;

  /** Whether the device's clock was changed since the service last answered. */
  get clockJumped(): boolean {
    return this.clock.jumped;
  }

  get online(): boolean {
    return this.door.online;
  }

  get session(): Session | null {
    return this.lapsed ? null : this.roster.session(this.choices.session);
  }

  get mayForce(): boolean {
    return this.pairing.device.may_force === true;
  }

  async start(): Promise<void> {
    this.clock.offset = (await this.store.get<number>("clock")) ?? 0;
    this.choices = { ...firstChoices, ...(await this.store.get<Choices>("choices")) };
    await this.roster.load();
    this.clock.notBefore(Math.max(this.roster.syncedAt, await this.store.latest()));
    await this.door.resume();
    await this.recount();
    if (this.channel) this.channel.onmessage = ({ data }) => void this.heard(data as Heard);
    addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.cleanTimer = setInterval(() => void this.clean(), CLEANING);
    this.rosterMissing = !this.roster.loaded;
    this.lapsed = this.session !== null && isClosed(this.session, this.now());
    this.chooseSession();
    this.hooks.rosterChanged();
    if (!(await this.clean())) void this.refresh(); // tells the time, then the queue is sent
  }

  stop(): void {
    this.stopped = true;
    this.door.close();
    this.sender.stop();
    clearTimeout(this.refreshTimer);
    clearInterval(this.cleanTimer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.channel?.close();
  }

  async choose(change: Partial<Choices>): Promise<void> {
    const chosenAt = change.session ? { chosenAt: this.now() } : {};
    this.choices = { ...this.choices, ...change, ...chosenAt };
    if (change.session) this.lapsed = false;
    this.hooks.changed();
    await this.store.put("choices", this.choices);
  }

  async scan(input: Input, session: Session): Promise<void> {
    await this.door.scan(input, session, input.direction ?? this.choices.direction);
  }

  /** Records several people who come in together; what was answered of each. */
  scanAll(inputs: Input[], session: Session): Promise<Shown[]> {
    return this.door.scanAll(inputs, session);
  }

  /** Present and expected in the session. */
  counts(session: string): { expected: number; present: number } {
    return this.numbers.of(session, this.roster, this.waiting);
  }

  /** What came of trying this phone is told to the service, now or when it is reached again; false while it waits. */
  tellCheck(checks: Checks | null = null): Promise<boolean> {
    return tellCheck(this.store, this.api, checks);
  }

  /** How far the service's clock is ahead of this device's, in milliseconds; null until it has told the time. */
  get clockOffset(): number | null {
    return this.clock.compared ? this.clock.offset : null;
  }

  /** Asks the service for changes now, and again after a while. */
  async refresh(): Promise<void> {
    clearTimeout(this.refreshTimer);
    if (this.refreshing || this.stopped) return;
    this.refreshing = true;
    try {
      const asked = this.clock.moment();
      const serverTime = await this.roster.sync(this.api, this.clock.compared);
      if (serverTime) await this.setClock(serverTime, asked);
      this.reachable(true);
      this.rosterMissing = false;
      if (serverTime) this.rosterCame();
      void this.tellCheck();
      this.sender.kick();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.status === 401 || error.status === 403) return await this.leave("revoked");
      this.reachable(false);
      if (!this.clock.compared) this.sender.kick();
    } finally {
      this.refreshing = false;
      this.hooks.changed(); // the clock may have been changed
      const pause = !this.online ? REFRESH.unreachable : document.hidden ? REFRESH.hidden : REFRESH.visible;
      if (!this.stopped) this.refreshTimer = setTimeout(() => void this.refresh(), pause * (1 + Math.random() / 5));
    }
  }

  /** Unpairs: everything personal is deleted, scans that wait stay for the next pairing with this meeting. */
  async unpair(left: Leaving | null = { token: this.pairing.token, meeting: this.pairing.meeting.id }): Promise<void> {
    this.channel?.postMessage({ left: true });
    this.stop();
    await this.store.forgetPeople(left);
  }

  private readonly wake = (): void => {
    if (document.visibilityState !== "visible") return;
    this.sender.kick();
    void this.refresh();
  };

  private rosterCame(): void {
    this.numbers.stale();
    this.channel?.postMessage({ roster: true });
    this.chooseSession();
    this.hooks.rosterChanged();
    void this.clean();
  }

  /** Chooses the session that needs no choosing. */
  chooseSession(): void {
    if (this.session) return;
    const only = onlySession(this.roster.sessions, this.choices.session !== null, this.now());
    if (only) void this.choose({ session: only.id });
  }

  /** What the timetable says comes next at this gate; a clock that is not sure moves nobody. */
  get next(): Next | null {
    const { session, choices } = this;
    const next = session && nextSession(this.roster.sessions, session, choices.chosenAt, choices.direction, this.now());
    return next && { ...next, go: next.go && this.clock.trusted };
  }

  /** Whichever answer told the time first, none is settled before what waits is told at its true time. */
  private setClock(serverTime: string, asked: Moment): Promise<void> {
    const retime = async (): Promise<void> => {
      await Promise.all([this.store.put("clock", this.clock.offset), this.store.retime((made) => this.clock.timeOf(made))]);
      await this.door.resume();
      this.hooks.rosterChanged();
    };
    return this.clock.hear(Date.parse(serverTime), asked) ? (this.retimed = this.retimed.then(retime)) : this.retimed;
  }

  private reachable(yes: boolean): void {
    const before = this.online;
    this.door.setOnline(yes);
    if (yes !== before) this.hooks.changed();
  }

  private async settled(pasts: PastScan[], tellOthers: boolean): Promise<void> {
    if (tellOthers && pasts.length) this.channel?.postMessage({ settled: pasts.map(({ id }) => id) });
    this.door.settled(pasts);
    await this.recount();
  }

  private async heard({ settled, decided, roster, left }: Heard): Promise<void> {
    if (settled) await this.settled(await this.store.past(settled), false);
    if (left) return location.reload();
    if (decided) {
      await this.door.resume();
      await this.recount();
      this.hooks.rosterChanged();
    }
    if (!roster) return;
    await this.roster.load();
    this.hooks.rosterChanged();
  }

  private async recount(): Promise<void> {
    // Scans of a meeting this device was paired with before wait for that meeting, not for us.
    const waiting = (await this.store.everythingWaiting()).filter(({ meeting }) => meeting === this.pairing.meeting.id);
    this.waiting = this.api.waiting = waiting.length;
    this.parked = waiting.filter(({ parked }) => parked).length;
    this.hooks.changed();
  }

  private async leave(why: "revoked" | "ended"): Promise<void> {
    if (this.stopped) return;
    await this.unpair(null);
    this.hooks.over(why);
  }

  /** After the meeting the people's data goes; the pairing stays until the last scan is sent. True when it went. */
  private async clean(): Promise<boolean> {
    this.hooks.changed(); // the clock may have been changed
    if (this.clock.jumped || !this.roster.isOver(this.now() - (this.clock.compared ? 0 : DOUBT))) return false;
    if (this.waiting > this.parked) {
      this.sender.kick();
      return false;
    }
    await this.leave("ended");
    return true;
  }
}
