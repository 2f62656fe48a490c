// Those of one institution who come together: ticked on a list that the pass of one of them opens, recorded as one batch.

import type { RosterEntry, Session } from "../generated/api";
import { byId, h, icon } from "../shared/dom";
import type { Shown } from "./door";
import type { Doors } from "./doors";
import type { Keeper } from "./keeper";
import { signal } from "./sound";
import { say } from "./strings";
import { verdictOf } from "./telling";
import type { Tone } from "./verdict";

const signs: Record<Tone, () => SVGSVGElement> = {
  good: () => icon("circle-check"),
  warn: () => icon("alert-triangle"),
  bad: () => icon("circle-x"),
};

export class GroupSheet {
  private readonly dialog = byId<HTMLDialogElement>("group");
  private readonly list = byId("group-list");
  private readonly record = byId<HTMLButtonElement>("group-record");
  private people = new Map<string, RosterEntry>();
  private session: Session | null = null;
  private keeper: Keeper;

  constructor(
    private readonly doors: Doors,
    private readonly recorded: () => void,
    signals: { signal: AbortSignal },
  ) {
    this.keeper = doors.current;
    this.list.addEventListener("change", () => this.count(), signals);
    this.record.addEventListener("click", () => void this.send(), signals);
    byId("group-all").addEventListener("click", () => this.tickAll(), signals);
    byId("group-close").addEventListener("click", () => this.dialog.close(), signals);
  }

  /** Lists those of this person's institution who have not come to the session yet. */
  open(person: Pick<RosterEntry, "id" | "organisation">, session: Session): void {
    this.keeper = this.doors.at(session.id);
    const people = this.keeper.roster.together(person, session.id);
    this.session = session;
    this.people = new Map(people.map((entry) => [entry.id, entry]));
    byId("group-title").textContent = person.organisation;
    byId("group-note").textContent = say("group_note", { count: people.length, session: session.title });
    this.list.replaceChildren(
      ...people.map((entry) =>
        h(
          "li",
          {},
          h(
            "label",
            { class: "choice pick" },
            h("input", { type: "checkbox", value: entry.id }),
            h("span", {}, h("span", { class: "person-name", dir: "auto" }, entry.name), h("span", { class: "person-more", dir: "auto" }, entry.position)),
          ),
        ),
      ),
    );
    for (const id of ["group-all", "group-record"]) byId(id).hidden = false;
    byId("group-close").textContent = say("cancel");
    this.count();
    this.dialog.showModal();
  }

  private get boxes(): HTMLInputElement[] {
    return [...this.list.querySelectorAll("input")];
  }

  private tickAll(): void {
    const all = this.boxes.every(({ checked }) => checked);
    for (const box of this.boxes) box.checked = !all;
    this.count();
  }

  private count(): void {
    const ticked = this.boxes.filter(({ checked }) => checked).length;
    this.record.disabled = ticked === 0;
    this.record.textContent = say("group_record", { count: ticked });
    byId("group-all").textContent = say(ticked === this.boxes.length ? "group_none" : "group_all");
  }

  /** Records who is ticked; each gets a verdict of their own in the list. */
  private async send(): Promise<void> {
    const { session } = this;
    const ticked = this.boxes.filter(({ checked }) => checked).flatMap(({ value }) => this.people.get(value) ?? []);
    if (!session || !ticked.length || this.record.disabled) return;
    this.record.disabled = true;
    for (const box of this.boxes) box.disabled = true;
    this.record.textContent = say("checking");
    this.show(await this.keeper.scanAll(ticked.map((entry) => ({ entry })), session));
    this.recorded();
  }

  private show(results: Shown[]): void {
    const told = results.map((shown) => verdictOf(this.keeper, shown));
    const worst = (["bad", "warn"] as const).find((tone) => told.some((verdict) => verdict.tone === tone)) ?? "good";
    signal(worst, this.keeper.choices.muted);
    for (const id of ["group-all", "group-record"]) byId(id).hidden = true;
    byId("group-note").textContent = say("group_done", { count: told.filter(({ tone }) => tone !== "bad").length, all: told.length });
    this.list.replaceChildren(
      ...told.map(({ tone, word, name, reason }) =>
        h(
          "li",
          { class: `person past ${tone}` },
          h("span", { class: "past-sign" }, signs[tone]()),
          h("span", { class: "person-name", dir: "auto" }, name),
          h("span", { class: "person-more" }, [word, reason].filter(Boolean).join(" · ")),
        ),
      ),
    );
    const close = byId("group-close");
    close.textContent = say("close");
    close.focus();
  }
}
