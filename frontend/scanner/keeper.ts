// Keeps a paired device at work: roster fresh, queue emptied, clock right, people's data gone when the right to it ends.

import type { Counts, Pairing, Session } from "../generated/api";
import { CallFailed } from "../shared/http";
import { MeetingApi } from "./api";
import { Besides } from "./besides";
import { choicesOf, firstChoices, type Choices } from "./choices";
import { Door, type Input, type KeeperHooks, type Shown } from "./door";
import { post, queueOf, type Errand } from "./errands";
import { isClosed, nextSession, onlySession, type Next } from "./gate";
import { Numbers } from "./numbers";
import { Roster } from "./roster";
import { Sender, tabLock } from "./sender";
import type { PastScan, Store } from "./store";
import type { Heard } from "./tabs";
import { Timekeeper, type Moment } from "./timekeeper";

/** Milliseconds between two looks at the roster. */
const REFRESH = { visible: 15_000, hidden: 60_000, unreachable: 6_000 };
const CLEANING = 60_000;
/** How much longer people's data stays where nobody has told this page the time: its clock may be wrong. */
const DOUBT = 24 * 3_600_000;

export class Keeper {
  readonly roster: Roster;
  readonly door: Door;
  readonly besides: Besides;
  choices: Choices = firstChoices;
  /** The door of the chosen session has closed: the next one is chosen by a person, who may stand at another door by now. */
  private lapsed = false;
  waiting = 0;
  parked = 0;
  /** The first roster could not be fetched yet (or what is stored was not read yet). */
  rosterMissing = true;
  readonly api: MeetingApi;
  private readonly sender: Sender;
  /** To the other tabs, about this meeting. */
  private readonly channel: BroadcastChannel | null;
  private readonly numbers = new Numbers();
  private refreshTimer: ReturnType<typeof setTimeout> | undefined;
  private cleanTimer: ReturnType<typeof setInterval> | undefined;
  private refreshing = false;
  private retimed: Promise<void> = Promise.resolve();
  /** It keeps no door any more. */
  gone = false;

  constructor(
    private readonly store: Store,
    readonly pairing: Pairing,
    private readonly hooks: KeeperHooks,
    /** One for all the meetings that the device serves. */
    private readonly clock = new Timekeeper(),
  ) {
    const meeting = pairing.meeting.id;
    this.channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(`scanner ${meeting}`);
    this.roster = new Roster(store, meeting);
    this.api = new MeetingApi(pairing.token, meeting);
    this.besides = new Besides(store, this.api, meeting, () => this.now());
    const queue = queueOf(store, pairing, () => this.clock.compared, async (pasts) => this.settled(pasts, true));
    const send = async (scans: Errand[]) => {
      const asked = this.clock.moment();
      const answer = await post(this.api, scans);
      await this.setClock(answer.server_time, asked);
      return answer;
    };
    const counts = (counts: Counts): void => (this.numbers.confirm(counts), this.hooks.changed());
    const events = { reachable: (yes: boolean) => this.reachable(yes), rejected: () => void this.leave("revoked"), counts };
    this.sender = new Sender(queue, send, events, tabLock(meeting));
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
    return this.lapsed || this.choices.unsure ? null : this.roster.session(this.choices.session);
  }

  get mayForce(): boolean {
    return this.pairing.device.may_force === true;
  }

  async start(): Promise<void> {
    this.clock.offset = (await this.store.get<number>("clock")) ?? 0;
    this.choices = await choicesOf(this.store, this.pairing.meeting.id);
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
    this.gone = true;
    this.door.close();
    this.sender.stop();
    clearTimeout(this.refreshTimer);
    clearInterval(this.cleanTimer);
    removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    this.channel?.close();
  }

  async choose(change: Partial<Choices>): Promise<void> {
    const chosen = change.session ? { chosenAt: this.now(), unsure: false } : {};
    this.choices = { ...this.choices, ...change, ...chosen };
    if (change.session) this.lapsed = false;
    this.hooks.changed();
    for (const key of ["choices", `choices ${this.pairing.meeting.id}`] as const) await this.store.put(key, this.choices);
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

  /** Milliseconds that the service's clock is ahead of this device's; null until it has told the time. */
  get clockOffset(): number | null {
    return this.clock.compared ? this.clock.offset : null;
  }

  /** Asks the service for changes now, and again after a while. */
  async refresh(): Promise<void> {
    clearTimeout(this.refreshTimer);
    if (this.refreshing || this.gone) return;
    this.refreshing = true;
    try {
      const asked = this.clock.moment();
      const serverTime = await this.roster.sync(this.api, this.clock.compared);
      if (serverTime) await this.setClock(serverTime, asked);
      this.reachable(true);
      this.rosterMissing = false;
      if (serverTime) this.rosterCame();
      this.besides.tell();
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
      if (!this.gone) this.refreshTimer = setTimeout(() => void this.refresh(), pause * (1 + Math.random() / 5));
    }
  }

  /** The device lets go of all its meetings: the others of this one's tabs hear of it. */
  leaveTogether(): void {
    this.channel?.postMessage({ left: true });
    this.stop();
  }

  /** Unpairs: everything personal is deleted, scans that wait stay for the next pairing with their meeting. */
  async unpair(): Promise<void> {
    this.leaveTogether();
    await this.store.forgetPeople({ token: this.pairing.token, meeting: this.pairing.meeting.id });
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
    if (this.session || this.choices.unsure) return;
    const only = onlySession(this.roster.sessions, this.choices.session !== null, this.now());
    if (only) void this.choose({ session: only.id });
  }

  /** What the timetable says comes next at this gate, of these sessions; a clock that is not sure moves nobody. */
  next(sessions = this.roster.sessions): Next | null {
    const { session, choices } = this;
    const next = session && nextSession(sessions, session, choices.chosenAt, choices.direction, this.now());
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
    if (this.online) this.besides.tell();
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
    if (this.gone) return;
    this.leaveTogether();
    await this.store.forgetMeeting(this.pairing.meeting.id, why === "ended");
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
