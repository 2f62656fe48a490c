// The sheet for somebody who is not on the list: what is typed, then who on the list may be meant, before anything is recorded.

import type { RosterEntry, Session } from "../generated/api";
import { byId, h } from "../shared/dom";
import { clock } from "../shared/time";
import type { Input } from "./door";
import type { WalkInTyped } from "./errands";
import type { Roster } from "./roster";
import { say } from "./strings";
import { isName, mayBeEmail, mayBePhone } from "./walk-in";

export interface Reopened {
  typed: WalkInTyped;
  /** Who may be meant, as the service said. */
  similar: string[];
  /** The session that they came to. */
  session: Session;
  /** When a device let them in, and by which scan, where it was refused late. */
  came?: Input["came"];
}

export class WalkInSheet {
  private readonly dialog = byId<HTMLDialogElement>("walk-in");
  private readonly form = byId<HTMLFormElement>("walk-in-form");
  private readonly asked = byId("walk-in-asked");
  private readonly name = byId<HTMLInputElement>("walk-in-name");
  private came: Input["came"];
  private session: Session | null = null;
  private similar: string[] = [];
  private apart: string[] = [];

  constructor(
    private readonly door: () => { roster: Roster; zone: string },
    private readonly take: (input: Input) => void,
    signals: { signal: AbortSignal },
  ) {
    const click = (id: string, work: () => void): void => byId(id).addEventListener("click", work, signals);
    this.form.addEventListener("submit", (event) => (event.preventDefault(), this.submitted()), signals);
    click("walk-in-no", () => this.dialog.close());
    click("walk-in-back", () => this.ask([]));
    click("walk-in-other", () => this.record());
  }

  /** Opens the empty form for who comes to this session, with the name that somebody was looked for. */
  open(name: string, session: Session): void {
    // A search is typed in small letters, a name is kept as it is typed.
    const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
    const capitals = name === name.toLowerCase() ? name.split(" ").map(capital).join(" ") : name;
    this.show({ typed: { name: capitals }, similar: [], session });
    (name ? byId("walk-in-position") : this.name).focus();
  }

  private get roster(): Roster {
    return this.door().roster;
  }

  /** Opens it again with what was typed. */
  reopen(again: Reopened): void {
    this.show(again);
    this.ask(this.meant(this.typed()));
  }

  private show({ typed, similar, session, came }: Reopened): void {
    const { desk, institutions } = this.roster;
    const categories = desk?.categories ?? [];
    this.form.reset();
    for (const [field, value] of Object.entries(typed)) {
      const input = this.form.elements.namedItem(field);
      if (input instanceof HTMLInputElement) input.value = String(value ?? "");
    }
    byId("walk-in-institutions").replaceChildren(...institutions.map((value) => h("option", { value })));
    const offered = categories.map(({ id, name, left }) => h("option", { value: id }, left === 0 ? say("walk_in_full", { category: name }) : name));
    const choice = byId<HTMLSelectElement>("walk-in-category");
    choice.replaceChildren(h("option", { value: "" }, say("walk_in_none")), ...offered);
    choice.value = typed.category ?? "";
    choice.hidden = byId("walk-in-category-label").hidden = categories.length === 0;
    this.came = came;
    this.session = session;
    byId("walk-in-for").textContent = came?.at === undefined ? session.title : say("walk_in_for", { session: session.title, time: clock(came.at, this.door().zone) });
    this.similar = similar;
    this.apart = typed.apart ?? [];
    for (const problem of this.form.querySelectorAll<HTMLElement>(".problem")) problem.hidden = true;
    this.ask([]);
    this.dialog.showModal();
  }

  private typed(): WalkInTyped {
    const data = new FormData(this.form);
    const typed = (field: string): string => String(data.get(field) ?? "").trim();
    const [phone, email] = [typed("phone"), typed("email")];
    return { name: typed("name"), position: typed("position"), organisation: typed("organisation"), category: typed("category") || null, ...(phone && { phone }), ...(email && { email }) };
  }

  /** Who on the list may be meant: as the service has said, and as this device finds. */
  private meant(typed: WalkInTyped): RosterEntry[] {
    const roster = this.roster;
    const said = this.similar.map((id) => roster.person(id)).filter((entry) => entry !== null);
    return [...new Set([...said, ...roster.similar(typed)])];
  }

  private submitted(): void {
    const typed = this.typed();
    const good = { name: isName(typed.name), phone: mayBePhone(typed.phone ?? ""), email: mayBeEmail(typed.email ?? "") };
    for (const [field, is] of Object.entries(good)) byId(field === "name" ? "walk-in-problem" : `walk-in-${field}-problem`).hidden = is;
    const wrong = Object.entries(good).find(([, is]) => !is);
    if (wrong) return byId(`walk-in-${wrong[0]}`).focus();
    const meant = this.meant(typed);
    if (meant.length) this.ask(meant);
    else this.record();
  }

  /** Shows who may be meant instead of the form; the form again for nobody. */
  private ask(people: RosterEntry[]): void {
    this.form.hidden = people.length > 0;
    this.asked.hidden = people.length === 0;
    const line = ({ id, position, organisation }: RosterEntry): string => [position, organisation, this.here(id)].filter(Boolean).join(" · ");
    const choose = (entry: RosterEntry) => () => this.done({ entry });
    const rows = people.map((entry) =>
      h("button", { type: "button", class: "choice", onclick: choose(entry) }, h("span", { class: "person-name", dir: "auto" }, entry.name), h("span", { class: "person-more", dir: "auto" }, line(entry))),
    );
    byId("walk-in-similar").replaceChildren(...rows.map((row) => h("li", {}, row)));
    this.apart = [...new Set([...this.apart, ...people.map(({ id }) => id)])];
    rows[0]?.focus();
  }

  private here(participant: string): string {
    const { roster, zone } = this.door();
    const presence = this.session && roster.presence(participant, this.session.id);
    return presence ? say("here_since", { time: clock(presence.first.at, zone) }) : "";
  }

  /** It is none of those who were shown. */
  private record(): void {
    this.done({ walkIn: { ...this.typed(), apart: this.apart.slice(0, 50) } });
  }

  private done(input: Input): void {
    this.dialog.close();
    this.take({ ...input, direction: "in", ...(this.session && { session: this.session }), ...(this.came && { came: this.came }) });
  }
}
