// The kiosk's screens: waiting, search, question, greeting. Whatever is on it about somebody is gone again within seconds.

import type { Pairing, RosterEntry } from "../generated/api";
import { Camera } from "../scanner/camera";
import { readCode, readTyped, type Reading } from "../scanner/codes";
import { Repeats, type Input, type Shown } from "../scanner/door";
import { decoderAddresses } from "../scanner/door-camera";
import { Keeper } from "../scanner/keeper";
import { SignatureSheet } from "../scanner/signature-sheet";
import { allowSound, signal } from "../scanner/sound";
import type { Store } from "../scanner/store";
import { byId, h } from "../shared/dom";
import { printBadge } from "./badge";
import { greetingOf, type Greeting } from "./greeting";
import { doorOf, inviting } from "./hours";
import { besides, byName, isEnough } from "./search";
import { KioskSettings } from "./settings";
import { say } from "./strings";

/** Milliseconds after which the kiosk waits for the next guest. */
const STAYS = { good: 6_000, warn: 9_000, bad: 9_000 };
const IDLE = 25_000;
const MOST_FOUND = 6;
/** Milliseconds between two looks at the clock: doors open, and sessions end, while nobody touches anything. */
const TICK = 5_000;

type Screen = "rest" | "search" | "ask" | "greeting";

export class KioskView {
  readonly keeper: Keeper;
  private readonly camera: Camera;
  private readonly repeats = new Repeats();
  private readonly settings: KioskSettings;
  private readonly signature: SignatureSheet;
  private readonly query = byId<HTMLInputElement>("query");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private chosen: RosterEntry | null = null;
  private cameraWorks = true;
  private asked = false;

  constructor(store: Store, pairing: Pairing, left: () => void) {
    this.keeper = new Keeper(store, pairing, {
      begun: () => this.greet({ tone: "warn", title: say("checking"), more: "", name: "", office: "", lines: [], cameIn: false }),
      decided: (shown) => this.decided(shown),
      settled: () => undefined,
      queueChanged: () => this.status(),
      changed: () => this.status(),
      rosterChanged: () => (this.askFirst(), this.status()),
      over: left,
    });
    this.camera = new Camera(byId<HTMLVideoElement>("video"), { read: (text) => this.seen(text), state: (state) => this.cameraTold(state) }, decoderAddresses(), "user");
    this.signature = new SignatureSheet();
    this.settings = new KioskSettings(this.keeper, this.camera, { left, closed: () => this.rest() });
    byId("to-search").addEventListener("click", () => this.search());
    byId("ask-yes").addEventListener("click", () => this.chosen && this.take({ entry: this.chosen }));
    for (const back of document.querySelectorAll("[data-rest]")) back.addEventListener("click", () => this.rest());
    this.query.addEventListener("input", () => this.find());
    byId("search-form").addEventListener("submit", (event) => event.preventDefault());
    byId("screen-greeting").addEventListener("click", () => this.rest());
    for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, () => this.touched(), { capture: true });
    document.addEventListener("contextmenu", (event) => event.preventDefault());
    document.addEventListener("visibilitychange", () => void this.keepAwake());
    setInterval(() => this.status(), TICK);
  }

  async open(): Promise<void> {
    byId("meeting").textContent = this.keeper.pairing.meeting.title;
    this.rest();
    await this.keeper.start();
    this.status();
    void this.keepAwake();
    await this.camera.start(this.keeper.choices.camera);
  }

  /** A keyboard scanner read something; false for a person who types into a field. */
  typed(text: string, field: HTMLInputElement | null): boolean {
    const reading = readTyped(text);
    if (field && reading.kind === "foreign") return false;
    this.read(reading);
    return true;
  }

  private seen(text: string): void {
    if (!this.settings.open && this.screen !== "ask") this.read(readCode(text));
  }

  private read(reading: Reading): void {
    const known = reading.kind === "pass" ? reading.code : reading.kind;
    if (this.settings.open || this.signature.open || !this.repeats.take(known, performance.now())) return;
    if (reading.kind === "pass") this.take({ code: reading.code });
    else if (this.ready()) this.tell(reading.kind === "damaged" ? "again" : "foreign");
  }

  private tell(what: "again" | "foreign"): void {
    const tone = what === "again" ? "warn" : "bad";
    signal(tone, this.keeper.choices.muted);
    this.greet({ tone, title: say(what), more: say(`${what}_more`), name: "", office: "", lines: [], cameIn: false });
  }

  /** Whether guests can be recorded: the roster has come, and a session is chosen. */
  private ready(): boolean {
    this.keeper.chooseSession();
    return this.keeper.session !== null;
  }

  private take(input: Input): void {
    this.chosen = null;
    if (!this.ready()) return this.rest();
    this.keeper.scan(input, this.keeper.session!).catch(() => this.tell("again"));
  }

  private decided({ id, decision, input }: Shown): void {
    const greeting = greetingOf(decision, this.keeper.pairing.meeting.timezone, this.keeper.session);
    signal(greeting.tone, this.keeper.choices.muted);
    this.greet(greeting);
    const person = decision.participant;
    if (greeting.cameIn && person && this.keeper.roster.signed) void this.sign(id, person.name);
    if (greeting.cameIn && person && this.keeper.pairing.device.prints_badges) void printBadge(this.keeper, person, input.code ?? null);
  }

  /** The guest signs, if they like; the greeting stays behind the sheet. */
  private async sign(scan: string, name: string): Promise<void> {
    clearTimeout(this.timer);
    const strokes = await this.signature.ask(name);
    this.timer = setTimeout(() => this.rest(), STAYS.good);
    if (strokes) await this.keeper.besides.sign(scan, strokes);
  }

  private greet({ tone, title, more, name, office, lines }: Greeting): void {
    byId("screen-greeting").dataset.tone = tone;
    byId("greeting-title").textContent = title;
    byId("greeting-name").textContent = name;
    byId("greeting-office").textContent = office;
    byId("greeting-lines").replaceChildren(...lines.map((line) => h("li", { dir: "auto" }, line)));
    byId("greeting-more").textContent = more;
    this.show("greeting", STAYS[tone]);
  }

  private search(): void {
    this.query.value = "";
    this.find();
    this.show("search", IDLE);
    this.query.focus();
  }

  /** Name and institution of a few, once three letters of a name are typed; never a list of all. */
  private find(): void {
    const found = byName(this.keeper.roster.find(this.query.value), this.query.value);
    const shown = found.slice(0, MOST_FOUND);
    byId("search-note").textContent = !shown.length && !isEnough(this.query.value) ? say("search_short") : !found.length ? say("search_none") : shown.length < found.length ? say("search_more") : "";
    byId("results").replaceChildren(
      ...shown.map((entry) =>
        h(
          "li",
          {},
          h(
            "button",
            { type: "button", class: "person", onclick: () => this.ask(entry) },
            h("strong", { dir: "auto" }, entry.name),
            h("span", { dir: "auto" }, besides(entry)),
          ),
        ),
      ),
    );
  }

  private ask(entry: RosterEntry): void {
    this.chosen = entry;
    byId("ask-name").textContent = entry.name;
    byId("ask-organisation").textContent = besides(entry);
    this.show("ask", IDLE);
    byId("ask-yes").focus();
  }

  /** Waits for the next guest; nothing of the last one stays. */
  private rest(): void {
    this.chosen = null;
    this.query.value = "";
    for (const id of ["results", "ask-name", "ask-organisation", "greeting-title", "greeting-name", "greeting-office", "greeting-lines", "greeting-more"]) byId(id).replaceChildren();
    this.show("rest", 0);
    this.status();
  }

  private get screen(): string {
    return document.body.dataset.screen ?? "";
  }

  private show(screen: Screen, stays: number): void {
    clearTimeout(this.timer);
    document.body.dataset.screen = screen;
    for (const each of document.querySelectorAll<HTMLElement>("[data-kiosk-screen]")) each.hidden = each.dataset.kioskScreen !== screen;
    if (stays) this.timer = setTimeout(() => this.rest(), stays);
  }

  /** A sign of life keeps search and question open; sound and the whole display need a touch first. */
  private touched(): void {
    allowSound();
    if (!document.fullscreenElement && !this.settings.open) void document.documentElement.requestFullscreen?.().catch(() => undefined);
    if (this.screen !== "search" && this.screen !== "ask") return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.rest(), IDLE);
  }

  private cameraTold(state: string): void {
    this.cameraWorks = state === "running" || state === "starting";
    byId("finder").hidden = state !== "running";
    this.status();
  }

  /** Of several sessions the one at which this kiosk stands is asked for once, where nobody has chosen. */
  private askFirst(): void {
    const { keeper } = this;
    if (this.asked || keeper.rosterMissing || keeper.session || keeper.choices.session || keeper.roster.sessions.length < 2) return;
    this.asked = true;
    if (!this.settings.open) this.settings.chooseFirst();
  }

  /** Goes over to the next session as the door's other devices do, while nobody is being recorded. */
  private follow(): void {
    const next = this.keeper.next();
    if (next?.go && this.screen === "rest" && !this.settings.open) void this.keeper.choose({ session: next.session.id });
  }

  /** Where the camera is wanted, or why nobody is let in now. */
  private invite(): void {
    const { session, pairing } = this.keeper;
    const state = session ? doorOf(session, this.keeper.now()) : "open";
    byId("how").textContent = session ? inviting(session, pairing.meeting.timezone, this.keeper.now()) : say("how");
    byId<HTMLButtonElement>("to-search").disabled = session === null || state !== "open";
  }

  private status(): void {
    const { keeper } = this;
    this.follow();
    const { session } = keeper;
    this.invite();
    byId("session").textContent = session ? [session.title, session.room].filter(Boolean).join(" · ") : "";
    const trouble = keeper.rosterMissing ? "loading" : !session ? "no_session" : !this.cameraWorks ? "camera_trouble" : null;
    byId("trouble").textContent = trouble ? say(trouble) : "";
    byId("trouble").hidden = trouble === null;
    const state = [!keeper.online && say("offline"), keeper.waiting && say("waiting", { count: keeper.waiting })].filter(Boolean);
    byId("link").textContent = state.join(" · ");
    byId("language").hidden = !keeper.online; // another language is another page
  }

  private async keepAwake(): Promise<void> {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => null);
  }
}
