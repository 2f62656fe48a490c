// The door's screen: status line, camera, search, last scans; turns what is read into scans and decisions into verdicts.

import type { Pairing, Session } from "../generated/api";
import { byId } from "../shared/dom";
import { clock } from "../shared/time";
import { badgeOf } from "./badges";
import { mayBeCut, readCode, readTyped, type Reading } from "./codes";
import { CheckSheet } from "./check-sheet";
import { DoorCamera } from "./door-camera";
import { Repeats, type Input, type Shown } from "./door";
import { askWhy } from "./forcing";
import { Doors, titlesOf } from "./doors";
import { Guests } from "./elsewhere";
import type { Keeper } from "./keeper";
import { GroupSheet } from "./group-sheet";
import { picturesOf } from "./guest-pictures";
import { LastScans } from "./last-scans";
import { SearchList } from "./lists";
import { answerFirst, askUnpair, keepDrawn, openSessions, Settings, tellGone, toast } from "./sheets";
import { SignatureSheet } from "./signature-sheet";
import { signal } from "./sound";
import { askFirst, placeOf, type Place } from "./standard";
import { showStatus } from "./status";
import type { PastScan, Store } from "./store";
import { say } from "./strings";
import { followTimetable } from "./timetable";
import { mending, reopened, together, toSign, undoing, verdictAt, waits, whenAndWhere } from "./telling";
import type { Actions, VerdictView } from "./verdict-view";
import { WalkInSheet } from "./walk-in-sheet";

export class DoorView {
  readonly doors: Doors;
  private readonly camera: DoorCamera;
  private readonly repeats = new Repeats();
  private readonly search: SearchList;
  private readonly history: LastScans;
  private readonly guests: Guests;
  private readonly desk: WalkInSheet;
  private readonly group: GroupSheet;
  private readonly settings: Settings;
  private readonly signature: SignatureSheet;
  private readonly tabs = [...document.querySelectorAll<HTMLElement>(".tabs [data-panel]")];
  private readonly gone = new AbortController();
  private newlySent = 0;
  /** What a keyboard scanner read before the roster had come; a camera reads its code again by itself. */
  private early: Reading | null = null;
  /** What the verdict on the screen is about, so that it can still be forced after the service has confirmed it. */
  private shownInput: Input = {};

  constructor(
    private readonly store: Store,
    pairing: Pairing,
    private readonly verdicts: VerdictView,
    private readonly left: (message: string) => void,
  ) {
    const signals = { signal: this.gone.signal };
    this.doors = new Doors(store, pairing, {
      begun: () => {
        this.verdicts.wait(); // what stands there is about somebody else
        this.checking(true);
      },
      decided: (shown) => this.decided(shown),
      settled: (past) => this.settled(past),
      queueChanged: () => this.status(),
      changed: () => this.status(),
      rosterChanged: () => this.rosterChanged(),
      moved: () => this.rosterChanged(),
      over: (keeper, why, last) => (last ? void this.close(say(why)) : tellGone(keeper, this.doors.current, this.verdicts)),
    });
    this.guests = new Guests(this.doors, verdicts, (input) => this.take(input));
    this.camera = new DoorCamera(this.doors, (text) => this.seen(text), signals);
    const door = () => ({ roster: this.keeper.roster, session: this.keeper.choices.session, zone: this.keeper.pairing.meeting.timezone });
    this.search = new SearchList(
      door,
      (entry) => void askFirst(entry, this.keeper).then((place) => place && this.take({ entry, ...place })),
      { find: (query) => this.doors.guestsCalled(query), chosen: (guest) => this.guests.show(guest, { entry: guest.entry }) },
    );
    this.history = new LastScans(store, this.doors, (past) => this.present({ ...past, input: {} }, false, true));
    this.desk = new WalkInSheet(door, (input) => this.take(input), signals);
    this.group = new GroupSheet(this.doors, () => void this.history.render(), signals);
    this.signature = new SignatureSheet(signals);
    const check = new CheckSheet(this.doors, this.camera.camera, signals);
    this.settings = new Settings(this.doors, this.camera.camera, { cameraChanged: () => void this.camera.start(), check: () => void check.open(), unpair: () => void this.unpair() }, signals);
    this.listen(signals);
  }

  private get keeper(): Keeper {
    return this.doors.current;
  }

  async open(): Promise<void> {
    document.body.dataset.view = "door";
    byId("door").hidden = false;
    this.showPanel("scan");
    await this.doors.start();
    if (this.gone.signal.aborted) return;
    this.search.clear();
    await this.history.render();
    void this.camera.start(); // may wait long for a person to allow it
  }

  /** Leaves the door; everything personal is deleted already. */
  async close(message: string): Promise<void> {
    this.gone.abort();
    this.camera.dispose();
    this.doors.stop();
    this.verdicts.close();
    this.checking(false);
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
    for (const list of ["results", "history", "toast", "session-list"]) byId(list).replaceChildren();
    byId("door").hidden = true;
    const kept = await this.store.countWaiting();
    this.left(kept ? `${message} ${say("queue_kept", { count: kept })}` : message);
  }

  /** A keyboard scanner read something; false when it was a person typing fast into a field. */
  typed(text: string, field: HTMLInputElement | null): boolean {
    const reading = readTyped(text);
    if (field && reading.kind === "foreign") return false;
    if (answerFirst(text, field, this.keeper.choices.muted)) return true;
    if (field) this.search.clear();
    this.taken(reading.kind === "foreign" && mayBeCut(text) ? { kind: "damaged", text } : reading, false);
    return true;
  }

  private listen(signals: { signal: AbortSignal }): void {
    const click = (id: string, work: () => void) => byId(id).addEventListener("click", work, signals);
    click("open-sessions", () => openSessions(this.doors));
    click("open-walk-in", () => this.ready(true) && this.desk.open(this.search.typed, this.keeper.session!));
    click("next-session", () => this.doors.next && void this.doors.choose(this.doors.next.session));
    click("to-handle", () => this.showPanel("history"));
    click("open-settings", () => void this.settings.open());
    for (const direction of ["in", "out"] as const) click(`direction-${direction}`, () => void this.keeper.choose({ direction }));
    for (const tab of this.tabs) tab.addEventListener("click", () => this.showPanel(tab.dataset.panel!), signals);
  }

  private showPanel(name: string): void {
    document.body.dataset.panel = name;
    for (const tab of this.tabs) tab.setAttribute("aria-current", String(tab.dataset.panel === name));
    if (name === "search") this.search.focus();
  }

  /** The camera read something. */
  private seen(text: string): void {
    if (!document.querySelector("dialog[open]")) this.taken(readCode(text), true);
  }

  private taken(reading: Reading, camera: boolean): void {
    if (!this.ready(!camera)) {
      if (!camera && this.keeper.rosterMissing) this.early = reading;
      return;
    }
    const known = reading.kind === "pass" ? reading.code : reading.kind === "damaged" ? reading.text : "foreign";
    const { direction, session } = this.keeper.choices;
    if (!this.repeats.take(`${session} ${direction} ${known}`, performance.now())) return;
    if (reading.kind === "pass") void this.passRead(reading.code);
    // A camera reads a QR code whole or not at all: a wrong code is a wrong code, and the service keeps note of it.
    else if (reading.kind === "damaged" && camera) this.take({ code: reading.text });
    else this.verdicts.unreadable(reading.kind, this.keeper.choices.muted);
  }

  private async passRead(code: string): Promise<void> {
    const guest = await this.doors.guestBy(code);
    if (guest) return this.guests.show(guest, { code });
    const place = await this.confirmed(code);
    if (place) this.take({ code, ...place });
  }

  /** In the standard way whoever is known is shown first; what nobody knows is told at once. */
  private async confirmed(code: string): Promise<Place | null> {
    const { entry } = this.keeper.choices.confirm ? await this.keeper.roster.byCode(code) : { entry: null };
    if (!entry) return placeOf(this.keeper);
    this.verdicts.close();
    return askFirst(entry, this.keeper);
  }

  private take(input: Input): void {
    if (!input.session && !this.ready(true)) return;
    const session = input.session ?? this.keeper.session!;
    this.doors.at(session.id).scan(input, session).catch((error: unknown) => {
      console.error(error);
      this.checking(false);
      this.verdicts.problem("bad", say("word_damaged"), say("reason_not_stored"), this.keeper.choices.muted);
    });
  }

  /** Whether scans can be taken: not before the roster has come and a session is chosen. */
  private ready(tell: boolean): boolean {
    this.keeper.chooseSession(); // a scan may come before the page hears of the roster
    const { session, rosterMissing } = this.keeper;
    if (session) return true;
    if (!rosterMissing) openSessions(this.doors);
    else if (tell) toast(this.rosterState(), true);
    return false;
  }

  private readonly rosterState = (): string => say(this.keeper.online ? "roster_loading" : "roster_failed");

  private checking(yes: boolean): void {
    const note = byId("checking");
    note.textContent = say("checking");
    note.hidden = !yes;
    if (yes) navigator.vibrate?.(20);
  }

  private decided(shown: Shown): void {
    this.checking(false);
    this.present(shown, true);
    const { came, entry, walkIn } = shown.input;
    if (shown.decision.similar) void this.keeper.refresh(); // whom this device may not know yet
    if (came && shown.decision.status !== "refused") void this.store.handle([came.past], true).then(() => this.history.render());
    if (entry || walkIn) this.search.clear();
    else this.search.render();
    void this.history.render();
  }

  /** A verdict over the screen; of one of the last scans (`listed`) with its hour, and what can be done about it. */
  private present(shown: Shown, aloud: boolean, listed = false): void {
    const { input } = shown;
    const keeper = this.doors.of(shown.meeting);
    this.shownInput = input;
    const again = [input.code, input.entry, input.walkIn].some((whom) => whom !== undefined);
    const open = listed && waits(keeper, shown);
    const session = keeper.roster.session(shown.session);
    const told = verdictAt(this.doors, shown, again && session !== null && keeper.mayForce);
    const said = [whenAndWhere(keeper, shown, listed), told.reason].filter(Boolean).join(". ");
    const verdict = { ...told, reason: open ? `${said} ${say("to_handle_hint")}` : said };
    if (aloud) signal(verdict.tone, this.keeper.choices.muted);
    this.verdicts.show(shown.id, verdict, {
      force: verdict.mayForce ? () => void askWhy(verdict.name).then((why) => why && this.take({ ...input, why, session: session!, direction: shown.direction, ...mending(shown) })) : null,
      again: this.reopening(shown, session),
      others: this.others(shown),
      badge: badgeOf(keeper, shown, input.code),
      sign: toSign(keeper, shown) ? () => void this.sign(shown) : null,
      undo: listed || shown.decision.walkIn ? undoing(keeper, shown) : null,
      ...picturesOf(keeper, shown),
      handled: open ? () => void keeper.besides.handle(shown.id).then(() => this.verdicts.close()).then(() => this.history.render()) : null,
    });
  }

  /** Whoever came in signs, if they like; the verdict goes. */
  private async sign(shown: Shown): Promise<void> {
    this.verdicts.close();
    const strokes = await this.signature.ask(shown.decision.participant!.name);
    if (strokes) await keepDrawn(this.doors.of(shown.meeting), shown.id, strokes);
  }

  private reopening(shown: Shown, session: Session | null): (() => void) | null {
    const again = this.doors.of(shown.meeting).roster.desk && session && reopened(shown, session);
    return again && (() => (this.verdicts.close(), this.desk.reopen(again)));
  }

  /** Those who come together are recorded together, with the pass of one of them. */
  private others(shown: Shown): Actions["others"] {
    const found = together(this.doors.of(shown.meeting), shown);
    if (!found) return null;
    const { count, person, session } = found;
    return { count, session: session.title, open: () => (this.verdicts.close(), this.group.open(person, session)) };
  }

  /** What became of a scan that the device had decided by itself. */
  private settled(past: PastScan): void {
    if (this.verdicts.shows(past.id)) {
      // Refused when the person has long gone in: with its hour, and with what there is to do about it.
      this.present({ ...past, input: this.shownInput }, past.shown !== undefined, waits(this.doors.of(past.meeting), past));
    } else if (past.shown && !(past.shown.status === "provisional" && past.decision.status === "accepted")) {
      const { word, name, reason } = verdictAt(this.doors, past);
      toast(say("settled_changed", { name: name || say("scan_at", { time: clock(past.at, this.doors.of(past.meeting).pairing.meeting.timezone) }), word, reason }), true);
    }
    this.newlySent++;
    void this.history.render();
  }

  private rosterChanged(): void {
    this.search.render();
    byId("open-walk-in").hidden = !this.keeper.roster.desk;
    this.status();
    void this.history.render();
    if (!this.keeper.session && this.keeper.roster.sessions.length && !document.querySelector("dialog[open]")) openSessions(this.doors);
    const { early } = this;
    this.early = null;
    if (early) this.taken(early, false);
  }

  private async unpair(): Promise<void> {
    this.settings.close();
    if (!(await askUnpair(titlesOf(this.doors), this.doors.queue.waiting, await this.history.open()))) return;
    await this.doors.unpair();
    await this.close(say("unpaired"));
  }

  private status(): void {
    if (this.gone.signal.aborted) return;
    followTimetable(this.doors, this.verdicts.open);
    showStatus(this.doors, this.rosterState());
    if (this.doors.queue.waiting || !this.newlySent) return;
    toast(say("settled_ok", { count: this.newlySent }));
    this.newlySent = 0;
  }
}
