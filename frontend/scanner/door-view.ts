// The door's screen: status line, camera, search, last scans; turns what is read into scans and decisions into verdicts.

import type { Pairing } from "../generated/api";
import { byId, icon } from "../shared/dom";
import { clock } from "../shared/time";
import type { Direction } from "./api";
import { mayBeCut, readCode, readTyped, type Reading } from "./codes";
import { DoorCamera } from "./door-camera";
import { Repeats, type Input, type Shown } from "./door";
import { Keeper } from "./keeper";
import { HistoryList, SearchList } from "./lists";
import { ask, askWhether, openSessions, stopAsking, Settings, toast } from "./sheets";
import { allowSound, signal } from "./sound";
import { waitsForSomebody, type PastScan, type Store } from "./store";
import { say } from "./strings";
import { toVerdict, type Tone, type Verdict } from "./verdict";
import type { VerdictView } from "./verdict-view";

const plain = { name: "", position: "", organisation: "", category: "", colour: null, representation: "", notes: "", unsent: false, mayForce: false };

export class DoorView {
  readonly keeper: Keeper;
  private readonly camera: DoorCamera;
  private readonly repeats = new Repeats();
  private readonly search: SearchList;
  private readonly history: HistoryList;
  private readonly settings: Settings;
  private readonly tabs = [...document.querySelectorAll<HTMLElement>(".tabs [data-panel]")];
  private readonly gone = new AbortController();
  private readonly zone: string;
  private settledQuietly = 0;
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
    this.zone = pairing.meeting.timezone;
    const signals = { signal: this.gone.signal };
    this.keeper = new Keeper(store, pairing, {
      begun: () => {
        this.verdicts.wait(); // what stands there is about somebody else
        this.checking(true);
      },
      decided: (shown) => this.decided(shown),
      settled: (past) => this.settled(past),
      queueChanged: () => this.status(),
      changed: () => this.status(),
      rosterChanged: () => this.rosterChanged(),
      over: (why) => void this.close(say(why)),
    });
    this.camera = new DoorCamera(this.keeper, (text) => this.seen(text), signals);
    this.search = new SearchList(
      () => ({ roster: this.keeper.roster, session: this.keeper.choices.session, zone: this.zone }),
      (entry) => void askWhether(entry, this.keeper.choices.direction).then((yes) => yes && this.take({ entry })),
    );
    this.history = new HistoryList(
      (past) => this.verdictOf(past),
      (past) => this.present({ ...past, input: {} }, false, true),
    );
    this.settings = new Settings(this.keeper, this.camera.camera, { cameraChanged: () => void this.camera.start(), unpair: () => void this.unpair() }, signals);
    this.listen(signals);
  }

  async open(): Promise<void> {
    document.body.dataset.view = "door";
    byId("door").hidden = false;
    this.showPanel("scan");
    await this.keeper.start();
    if (this.gone.signal.aborted) return;
    this.search.clear();
    await this.renderHistory();
    void this.camera.start(); // may wait long for a person to allow it
  }

  /** Leaves the door; everything personal is deleted already. */
  async close(message: string): Promise<void> {
    this.gone.abort();
    this.camera.dispose();
    this.keeper.stop();
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
    stopAsking();
    if (field) this.search.clear();
    this.taken(reading.kind === "foreign" && mayBeCut(text) ? { kind: "damaged", text } : reading, false);
    return true;
  }

  private listen(signals: { signal: AbortSignal }): void {
    const click = (id: string, work: () => void) => byId(id).addEventListener("click", work, signals);
    click("open-sessions", () => openSessions(this.keeper));
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
    if (reading.kind === "pass") this.take({ code: reading.code });
    // A camera reads a QR code whole or not at all: a wrong code is a wrong code, and the service keeps note of it.
    else if (reading.kind === "damaged" && camera) this.take({ code: reading.text });
    else this.unreadable(reading.kind);
  }

  private unreadable(kind: "damaged" | "foreign"): void {
    if (kind === "damaged") this.tellProblem("warn", say("word_damaged"), say("reason_damaged"));
    else this.tellProblem("bad", say("word_foreign"), say("reason_foreign"));
  }

  /** A verdict about the scanning itself: nobody is known, nothing was recorded. */
  private tellProblem(tone: Tone, word: string, reason: string): void {
    signal(tone, this.keeper.choices.muted);
    this.verdicts.show(null, { ...plain, tone, word, reason });
  }

  private take(input: Input): void {
    if (!this.ready(true)) return;
    this.keeper.scan(input, this.keeper.session!).catch((error: unknown) => {
      console.error(error);
      this.checking(false);
      this.tellProblem("bad", say("word_damaged"), say("reason_not_stored"));
    });
  }

  /** Whether scans can be taken: not before the roster has come and a session is chosen. */
  private ready(tell: boolean): boolean {
    const { session, rosterMissing } = this.keeper;
    if (session) return true;
    if (!rosterMissing) openSessions(this.keeper);
    else if (tell) toast(this.rosterState(), true);
    return false;
  }

  private rosterState(): string {
    return say(this.keeper.online ? "roster_loading" : "roster_failed");
  }

  private checking(yes: boolean): void {
    const note = byId("checking");
    note.textContent = say("checking");
    note.hidden = !yes;
    if (yes) navigator.vibrate?.(20);
  }

  private decided(shown: Shown): void {
    this.checking(false);
    this.present(shown, true);
    if (shown.input.entry) this.search.clear();
    else this.search.render();
    void this.renderHistory();
  }

  /** Where this attendance can be taken back; nowhere while the service does not know of it. */
  private undoAddress({ decision, direction, session, unsent }: PastScan): string {
    if (unsent || direction !== "in" || decision.status === "refused" || !decision.participant) return "";
    const query = new URLSearchParams({ sesi: session, q: decision.participant.name });
    return `/kegiatan/${this.keeper.pairing.meeting.id}/kehadiran?${query}`;
  }

  private verdictOf({ decision, direction, unsent, session, at }: PastScan, mayForce = false): Verdict {
    return toVerdict(decision, { direction, zone: this.zone, unsent, mayForce, overSince: this.keeper.roster.overSince(session, at) });
  }

  /** A verdict over the screen; of one of the last scans (`listed`) with its hour, and what can be done about it. */
  private present(shown: Shown, aloud: boolean, listed = false): void {
    const { input } = shown;
    this.shownInput = input;
    const again = input.code !== undefined || input.entry !== undefined;
    const waits = listed && this.waits(shown);
    const told = this.verdictOf(shown, again && this.keeper.mayForce);
    const earlier = !listed ? "" : say("scan_at", { time: clock(shown.at, this.zone) });
    const said = [earlier, told.reason].filter(Boolean).join(". ");
    const verdict = { ...told, reason: waits ? `${said} ${say("to_handle_hint")}` : said };
    if (aloud) signal(verdict.tone, this.keeper.choices.muted);
    this.verdicts.show(shown.id, verdict, {
      force: verdict.mayForce ? () => this.take({ ...input, force: true }) : null,
      undo: listed ? this.undoAddress(shown) : "",
      handled: waits ? () => void this.store.handle(shown.id).then(() => this.verdicts.close()).then(() => this.renderHistory()) : null,
    });
  }

  /** Whether somebody was let in whom the service refused later, and who is not recorded as present since. */
  private waits(past: PastScan): boolean {
    const person = past.decision.participant;
    return waitsForSomebody(past) && !(person && this.keeper.roster.presence(person.id, past.session));
  }

  /** What became of a scan that the device had decided by itself. */
  private settled(past: PastScan): void {
    if (this.verdicts.shows(past.id)) {
      // Refused when the person has long gone in: with its hour, and with what there is to do about it.
      this.present({ ...past, input: this.shownInput }, past.shown !== undefined, this.waits(past));
    } else if (past.shown && !(past.shown.status === "provisional" && past.decision.status === "accepted")) {
      const { word, name, reason } = this.verdictOf(past);
      toast(say("settled_changed", { name: name || say("scan_at", { time: clock(past.at, this.zone) }), word, reason }), true);
    } else this.settledQuietly++;
    void this.renderHistory();
  }

  private async renderHistory(): Promise<void> {
    const pasts = await this.store.history();
    const waits = (past: PastScan): boolean => this.waits(past);
    this.history.render(pasts, waits, this.zone);
    const [note, count] = [byId("to-handle"), pasts.filter(waits).length];
    note.hidden = count === 0;
    note.textContent = say("to_handle_count", { count });
  }

  private rosterChanged(): void {
    this.search.render();
    this.status();
    void this.renderHistory();
    if (!this.keeper.session && this.keeper.roster.sessions.length && !document.querySelector("dialog[open]")) openSessions(this.keeper);
    const { early } = this;
    this.early = null;
    if (early) this.taken(early, false);
  }

  private async unpair(): Promise<void> {
    this.settings.close();
    const more = this.keeper.waiting ? say("unpair_waiting", { count: this.keeper.waiting }) : "";
    if (!(await ask(say("unpair_ask", { meeting: this.keeper.pairing.meeting.title }), say("unpair"), more))) return;
    await this.keeper.unpair();
    await this.close(say("unpaired"));
  }

  private status(): void {
    if (this.gone.signal.aborted) return;
    const { keeper } = this;
    const { session, choices, online, waiting, parked } = keeper;
    byId("session-title").textContent = session?.title ?? (keeper.rosterMissing ? this.rosterState() : say("no_session"));
    byId("session-place").textContent = [keeper.pairing.device.gate || keeper.pairing.device.name, session?.room].filter(Boolean).join(" · ");
    const pill = byId("link");
    pill.className = online ? "pill online" : "pill offline";
    pill.replaceChildren(online ? icon("wifi") : icon("wifi-off"), say(online ? "online" : "offline"));
    const { present, expected } = session ? keeper.counts(session.id) : { present: 0, expected: 0 };
    byId("present").textContent = session ? present.toLocaleString("id") : "–";
    byId("expected").textContent = session ? say("present_of", { expected: expected.toLocaleString("id") }) : say("no_session_hint");
    const bar = byId<HTMLProgressElement>("progress");
    bar.max = Math.max(1, expected);
    bar.value = present;
    const jumped = byId("clock-note");
    jumped.hidden = !keeper.clockJumped;
    jumped.textContent = keeper.clockJumped ? say("clock_jumped") : "";
    const note = byId("waiting");
    note.classList.toggle("some", waiting > 0);
    note.textContent = parked ? say("parked", { count: parked }) : waiting ? say("waiting", { count: waiting }) : say("waiting_none");
    this.pressed("in", choices.direction);
    this.pressed("out", choices.direction);
    if (waiting === 0 && this.settledQuietly) {
      toast(say("settled_ok", { count: this.settledQuietly }));
      this.settledQuietly = 0;
    }
  }

  private pressed(button: Direction, chosen: Direction): void {
    byId(`direction-${button}`).setAttribute("aria-pressed", String(button === chosen));
    document.body.dataset.direction = chosen;
  }
}

/** Sound needs a first touch or key. */
export function unlockSound(): void {
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, allowSound, { capture: true });
}
