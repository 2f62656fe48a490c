// The two lists beside the camera: people found on the roster, and the last scans.

import type { RosterEntry } from "../generated/api";
import { byId, h, icon } from "../shared/dom";
import { clock } from "../shared/time";
import type { Guest } from "./doors";
import type { Roster } from "./roster";
import { wordsOf } from "../shared/search";
import { SHORTEST_QUERY } from "./search";
import type { PastScan } from "./store";
import { say } from "./strings";
import type { Tone, Verdict } from "./verdict";

const LONGEST = 30;

const small: Record<Tone, () => SVGSVGElement> = {
  good: () => icon("circle-check"),
  warn: () => icon("alert-triangle"),
  bad: () => icon("circle-x"),
};

const line = (...parts: (string | null | undefined)[]): string => parts.filter(Boolean).join(" · ");

export class SearchList {
  private readonly query = byId<HTMLInputElement>("query");
  private readonly note = byId("search-note");
  private readonly list = byId("results");

  constructor(
    private readonly find: () => { roster: Roster; session: string | null; zone: string },
    private readonly chosen: (entry: RosterEntry) => void,
    private readonly elsewhere: { find: (query: string) => Guest[]; chosen: (guest: Guest) => void },
  ) {
    this.query.addEventListener("input", () => this.render());
    this.query.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown") this.list.querySelector("button")?.focus();
    });
    this.list.addEventListener("keydown", (event) => this.walk(event));
  }

  focus(): void {
    this.query.focus();
  }

  /** What is looked for. */
  get typed(): string {
    return this.query.value.trim();
  }

  /** Empties the field, ready for the next person. */
  clear(): void {
    this.query.value = "";
    this.render();
  }

  render(): void {
    const { roster, session, zone } = this.find();
    const typed = wordsOf(this.query.value).join("").length;
    const people = roster.find(this.query.value);
    const guests = this.elsewhere.find(this.query.value).slice(0, LONGEST - people.length);
    this.list.replaceChildren(
      ...people.map((entry) => h("li", {}, this.row(entry, roster, session, zone))),
      ...guests.map((guest) => h("li", {}, this.guest(guest))),
    );
    if (guests.length && !people.length) this.note.textContent = say("search_elsewhere");
    else if (people.length === 0 && typed < SHORTEST_QUERY) this.note.textContent = say("search_short");
    else if (people.length === 0) this.note.textContent = say("search_none");
    else this.note.textContent = say(people.length < LONGEST ? "search_count" : "search_more", { count: people.length });
  }

  private row(entry: RosterEntry, roster: Roster, session: string | null, zone: string): HTMLElement {
    const here = session && roster.presence(entry.id, session);
    const represented = entry.representing;
    const button = h(
      "button",
      { type: "button", class: "person", onclick: () => this.chosen(entry) },
      h("span", { class: "person-name", dir: "auto" }, entry.name),
      h("span", { class: "person-more", dir: "auto" }, line(entry.position, entry.organisation)),
      represented && h("span", { class: "person-more", dir: "auto" }, say("represents", { name: represented })),
      h("span", { class: here ? "state here" : "state" }, here ? say("here_since", { time: clock(here.first.at, zone) }) : say("not_here")),
    );
    if (entry.colour && CSS.supports("color", entry.colour)) button.style.setProperty("--category", entry.colour);
    return button;
  }

  private guest({ keeper, entry }: Guest): HTMLElement {
    return h(
      "button",
      { type: "button", class: "person", onclick: () => this.elsewhere.chosen({ keeper, entry }) },
      h("span", { class: "person-name", dir: "auto" }, entry.name),
      h("span", { class: "person-more", dir: "auto" }, line(entry.position, entry.organisation)),
      h("span", { class: "state" }, keeper.pairing.meeting.title),
    );
  }

  private walk(event: KeyboardEvent): void {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (!step) return;
    event.preventDefault();
    const buttons = [...this.list.querySelectorAll("button")];
    const next = buttons[buttons.indexOf(document.activeElement as HTMLButtonElement) + step];
    (next ?? this.query).focus();
  }
}

export class HistoryList {
  private readonly note = byId("history-note");
  private readonly list = byId("history");

  constructor(
    private readonly verdictOf: (past: PastScan) => Verdict,
    private readonly open: (past: PastScan) => void,
  ) {}

  /** Those that wait for somebody stand first. */
  render(pasts: PastScan[], waits: (past: PastScan) => boolean, zoneOf: (past: PastScan) => string): void {
    this.note.textContent = pasts.length ? "" : say("history_empty");
    const [first, others] = [pasts.filter(waits), pasts.filter((past) => !waits(past))];
    this.list.replaceChildren(
      ...first.map((past) => h("li", { class: "to-handle-row" }, this.row(past, zoneOf(past), say("to_handle")))),
      ...others.map((past) => h("li", {}, this.row(past, zoneOf(past)))),
    );
  }

  private row(past: PastScan, zone: string, mark = ""): HTMLElement {
    const verdict = this.verdictOf(past);
    return h(
      "button",
      { type: "button", class: `person past ${verdict.tone}`, onclick: () => this.open(past) },
      h("span", { class: "past-sign" }, small[verdict.tone]()),
      h("span", { class: "person-name", dir: "auto" }, verdict.name || say("no_name")),
      h("span", { class: "person-more" }, line(mark, verdict.word, verdict.organisation, verdict.meeting)),
      h("span", { class: "past-time" }, clock(past.at, zone), past.unsent && icon("cloud-off")),
    );
  }
}
