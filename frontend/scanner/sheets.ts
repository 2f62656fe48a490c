// The sheets that slide over the door: which session, settings, and questions before something is lost.

import type { RosterEntry, Session } from "../generated/api";
import { byId, h, icon } from "../shared/dom";
import { clock, clockWithZone, day, sameDay } from "../shared/time";
import type { Direction } from "./api";
import type { Camera } from "./camera";
import { withoutEnd } from "./codes";
import { titlesOf, type Doors } from "./doors";
import type { Keeper } from "./keeper";
import { allowSound, signal } from "./sound";
import { say } from "./strings";
import type { Tone } from "./verdict";

/** Asks a yes-or-no question; false also when it is closed otherwise. */
export function ask(text: string, yes: string, more = "", tone: "danger" | "main" = "danger"): Promise<boolean> {
  const dialog = byId<HTMLDialogElement>("question");
  byId("question-text").textContent = text;
  byId("question-more").textContent = more;
  byId("question-yes").textContent = yes;
  byId("question-yes").className = `button ${tone}`;
  byId("question-no").textContent = say("cancel");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes"), { once: true });
  });
}

/**
 * Keeps what whoever came in with this scan has drawn, and says what became of it. Where they have signed before, somebody says whether this one
 * replaces that; it stays where another guest is asked something by now.
 */
export async function keepDrawn(keeper: Keeper, scan: string, strokes: string, replaces = false): Promise<void> {
  const told = await keeper.besides.sign(scan, strokes, replaces);
  if (told?.status === "kept") return toast(say("signature_kept"));
  if (told?.status !== "signed") return toast(say(told ? "signature_refused" : "signature_waits"), told !== null);
  const time = clock(told.signed_at!, keeper.pairing.meeting.timezone);
  if (document.querySelector("dialog[open]")) return toast(say("signature_stays", { time }), true);
  if (await ask(say("signature_replace", { time }), say("replace"))) await keepDrawn(keeper, scan, strokes, true);
}

/** A meeting let the device go; where it was the one at the screen, nothing that was asked or told about its people stays. */
export function tellGone({ pairing }: Keeper, current: Keeper, verdicts: { close(): void }): void {
  if (!current.session) {
    verdicts.close();
    for (const dialog of document.querySelectorAll("dialog")) dialog.close();
  }
  toast(say("meeting_gone", { meeting: pairing.meeting.title }), true);
}

/** Asks before the device lets go of these meetings, with what would be left behind. */
export function askUnpair(meeting: string, waiting: number, open: number): Promise<boolean> {
  const more = [waiting && say("unpair_waiting", { count: waiting }), open && say("unpair_to_handle", { count: open })];
  return ask(say("unpair_ask", { meeting }), say("unpair"), more.filter(Boolean).join(" "));
}

/** Shows whom a tap on the list means before anything is recorded: names are alike, and fingers slip. */
export function askWhether({ name, position, organisation, representing }: RosterEntry, direction: Direction, said: string, face: HTMLElement | null): Promise<boolean> {
  const more = [position, organisation, representing && say("represents", { name: representing })].filter(Boolean).join(" · ");
  const dialog = byId<HTMLDialogElement>("question");
  if (face) dialog.prepend(face);
  dialog.addEventListener("close", () => face?.remove(), { once: true });
  return ask(name, say(direction === "in" ? "record_in" : "record_out"), [said, more].filter(Boolean).join("\n"), "main");
}

/**
 * A scan that comes while a sheet asks about somebody is not taken, and the sheet says so: whoever stands there first is answered first.
 * False where none does; `field` is rid of what a keyboard scanner typed.
 */
export function answerFirst(text: string, field: HTMLInputElement | null, muted: boolean): boolean {
  const sheet = document.querySelector<HTMLDialogElement>("dialog:is(#question, #forcing, #walk-in, #group, #signature)[open]");
  if (!sheet) return false;
  if (field) field.value = withoutEnd(field.value, text);
  signal("warn", muted);
  if (sheet.querySelector(".answer-first")) return true;
  const note = h("p", { class: "problem answer-first", role: "alert" }, say("answer_first"));
  sheet.prepend(note);
  sheet.addEventListener("close", () => note.remove(), { once: true });
  return true;
}

/** What is said of the session's door, and whether it is open. */
export function doorState({ checkin_opens_at, checkin_closes_at }: Session, now: number, zone: string): [string, boolean] {
  if (now < Date.parse(checkin_opens_at)) {
    return [say("session_opens", { time: clockWithZone(checkin_opens_at, zone) }), false];
  }
  if (now > Date.parse(checkin_closes_at)) return [say("session_closed"), false];
  return [say("session_open"), true];
}

export function openSessions(doors: Doors): void {
  const dialog = byId<HTMLDialogElement>("sessions");
  const of = (keeper: Keeper): HTMLElement[] => [
    ...(doors.several ? [h("li", { class: "choices-head", dir: "auto" }, keeper.pairing.meeting.title)] : []),
    ...sessionChoices(keeper, keeper === doors.current, (session) => (void doors.choose(session), dialog.close())),
  ];
  byId("session-list").replaceChildren(...doors.all.flatMap(of));
  if (!dialog.open) dialog.showModal();
}

function sessionChoices(keeper: Keeper, here: boolean, chosen: (session: Session) => void): HTMLElement[] {
  const zone = keeper.pairing.meeting.timezone;
  const now = keeper.now();
  return keeper.roster.sessions.map((session) => {
    const [state, open] = doorState(session, now, zone);
    const date = sameDay(session.starts_at, now, zone) ? "" : `${day(session.starts_at, zone, document.documentElement.lang)} · `;
    return h(
      "li",
      {},
      h(
        "button",
        { type: "button", class: "choice", "aria-pressed": String(here && session.id === keeper.session?.id), onclick: () => chosen(session) },
        h("span", { class: "person-name", dir: "auto" }, session.title),
        h("span", { class: "person-more", dir: "auto" }, [`${date}${clockWithZone(session.starts_at, zone)}`, session.room].filter(Boolean).join(" · ")),
        h("span", { class: open ? "state here" : "state" }, state),
      ),
    );
  });
}

export interface SettingsActions {
  cameraChanged(): void;
  check(): void;
  unpair(): void;
}

export class Settings {
  private readonly dialog = byId<HTMLDialogElement>("settings");
  private readonly camera = byId<HTMLSelectElement>("camera-choice");
  private readonly cameraOn = byId<HTMLInputElement>("camera-on");
  private readonly confirm = byId<HTMLInputElement>("confirm-on");
  private readonly sound = byId<HTMLInputElement>("sound-on");

  private readonly follow = byId<HTMLInputElement>("follow-on");

  constructor(
    private readonly doors: Doors,
    private readonly finder: Camera,
    actions: SettingsActions,
    signals: { signal: AbortSignal },
  ) {
    const on = (element: HTMLElement, event: string, work: () => void) => element.addEventListener(event, work, signals);
    on(this.follow, "change", () => void this.keeper.choose({ follow: this.follow.checked }));
    on(this.camera, "change", () => void this.keeper.choose({ camera: this.camera.value || null, cameraOff: false }).then(actions.cameraChanged));
    on(this.cameraOn, "change", () => void this.keeper.choose({ cameraOff: !this.cameraOn.checked }).then(actions.cameraChanged));
    on(this.sound, "change", () => void this.keeper.choose({ muted: !this.sound.checked }));
    on(this.confirm, "change", () => void this.keeper.choose({ confirm: this.confirm.checked }));
    on(byId("sync"), "click", () => void Promise.all([this.doors.refresh(), ...this.doors.all.map((each) => each.refresh())]).then(() => this.facts()));
    on(byId("open-check"), "click", () => (this.close(), actions.check()));
    on(byId("unpair"), "click", () => actions.unpair());
    for (const sample of this.dialog.querySelectorAll<HTMLElement>("[data-tone]")) {
      on(sample, "click", () => {
        allowSound();
        signal(sample.dataset.tone as Tone, false);
      });
    }
  }

  private get keeper(): Keeper {
    return this.doors.current;
  }

  async open(): Promise<void> {
    this.facts();
    byId("follow-row").hidden = !this.doors.several;
    this.follow.checked = this.keeper.choices.follow;
    byId("language").hidden = !this.keeper.online; // another language is another page
    this.cameraOn.checked = !this.keeper.choices.cameraOff;
    this.confirm.checked = this.keeper.choices.confirm;
    this.sound.checked = !this.keeper.choices.muted;
    this.dialog.showModal();
    const cameras = await this.finder.list();
    const current = this.finder.current ?? this.keeper.choices.camera;
    this.camera.disabled = cameras.length === 0;
    this.camera.replaceChildren(
      ...cameras.map((device, at) =>
        h("option", { value: device.deviceId, selected: device.deviceId === current }, device.label || say("camera_number", { number: at + 1 })),
      ),
    );
    if (cameras.length === 0) this.camera.append(h("option", {}, say("camera_none")));
  }

  close(): void {
    this.dialog.close();
  }

  private facts(): void {
    const { pairing, roster } = this.keeper;
    byId("fact-meeting").textContent = titlesOf(this.doors);
    byId("fact-device").textContent = [pairing.device.name, pairing.device.gate].filter(Boolean).join(" · ");
    const synced = roster.loaded ? say("synced_at", { time: clockWithZone(roster.syncedAt, pairing.meeting.timezone) }) : "";
    byId("fact-roster").replaceChildren(say("roster_size", { count: this.doors.all.reduce((sum, each) => sum + each.roster.size, 0) }), h("br"), synced);
  }
}

/** A short message; it waits while a verdict is on the screen. */
export function toast(text: string, warning = false): void {
  const place = byId("toast");
  const message = h("p", { class: warning ? "warning" : "" }, warning ? icon("alert-triangle") : icon("cloud-check"), text);
  place.style.setProperty("--head", `${byId("work").getBoundingClientRect().top}px`);
  place.append(message);
  let seconds = warning ? 12 : 4;
  const timer = setInterval(() => {
    if (document.body.dataset.verdict || --seconds > 0) return;
    clearInterval(timer);
    message.remove();
  }, 1_000);
}
