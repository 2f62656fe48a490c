// The verdict over the whole screen. The next scan replaces it, a tap anywhere closes it; the camera goes on below.

import { byId, h, icon } from "../shared/dom";
import { signal } from "./sound";
import { say } from "./strings";
import { nobody, type Tone, type Verdict } from "./verdict";

/** A green verdict leaves by itself, so that the door is ready to look at again; others wait for the clerk. */
const GREEN_STAYS = 5_000;

const signs: Record<Tone, () => SVGSVGElement> = {
  good: () => icon("circle-check-filled"),
  warn: () => icon("alert-triangle-filled"),
  bad: () => icon("circle-x-filled"),
};

/** Long names stay whole on a small screen. */
const sizeOf = (name: string): string => (name.length > 70 ? "tiny" : name.length > 34 ? "small" : "large");

export interface Actions {
  /** Runs when the clerk accepts a refused person; null where nobody may. */
  force?: (() => void) | null;
  /** The page where somebody with the right takes the attendance back, under their own name and with a reason. */
  undo?: { address: string; label: string; hint: string } | null;
  /** The picture of the person. */
  face?: HTMLElement | null;
  /** The pass that is handed over: the verdict stays until somebody closes it. */
  pass?: HTMLElement | null;
  /** Opens the form of a walk-in again that was refused. */
  again?: (() => void) | null;
  /** How many of the same institution are awaited, and what lists them. */
  others?: { count: number; session: string; open: () => void } | null;
  /** Prints the badge of whoever came in. */
  badge?: { label: string; hint: string; print: () => void } | null;
  /** Records a guest of another meeting there: at which session, and what does it. */
  there?: { session: string; record: () => void } | null;
  /** Opens the sheet for the signature. */
  sign?: (() => void) | null;
  /** Runs when somebody has dealt with what waited for it. */
  handled?: (() => void) | null;
}

/** As sentences: a title or a reason that ends in a full stop gets no second one. */
export const sentences = (parts: (string | false | null)[]): string =>
  parts
    .filter((part): part is string => !!part)
    .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
    .join(" ");

export class VerdictView {
  private readonly root = byId("verdict");
  private readonly spoken = byId("spoken");
  private timer: ReturnType<typeof setTimeout> | undefined;
  private shownId: string | null = null;

  constructor() {
    this.root.addEventListener("click", (event) => {
      if (!(event.target as Element).closest(".force, .undo, .handled, .again, .others, .badge, .there, .sign")) this.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.open) this.close();
    });
  }

  get open(): boolean {
    return !this.root.hidden;
  }

  /** Whether the verdict of this scan is on the screen. */
  shows(id: string): boolean {
    return this.open && this.shownId === id;
  }

  show(id: string | null, verdict: Verdict, { force = null, undo = null, face = null, pass = null, handled = null, again = null, others = null, badge = null, there = null, sign = null }: Actions = {}): void {
    clearTimeout(this.timer);
    this.shownId = id;
    this.root.className = `verdict ${verdict.tone}`;
    this.root.replaceChildren(
      h("div", { class: "verdict-body" }, face, ...this.content(verdict), pass),
      h(
        "div",
        { class: "verdict-actions" },
        again &&
          h(
            "button",
            { type: "button", class: "button again", onclick: again },
            icon("user-search"),
            h("span", {}, say("walk_in_again"), h("small", {}, say("walk_in_again_hint"))),
          ),
        there &&
          h(
            "button",
            { type: "button", class: "button main there", onclick: there.record },
            icon("login-2"),
            h("span", {}, say("record_there"), h("small", {}, there.session)),
          ),
        force &&
          h(
            "button",
            { type: "button", class: "button force", onclick: force },
            icon("shield-check"),
            h("span", {}, say("force_in"), h("small", {}, say("force_hint"))),
          ),
        handled &&
          h(
            "button",
            { type: "button", class: "button handled", onclick: handled },
            icon("circle-check"),
            h("span", {}, say("handled"), h("small", {}, say("handled_hint"))),
          ),
        others &&
          h(
            "button",
            { type: "button", class: "button others", onclick: others.open },
            icon("users"),
            h("span", {}, say("group_open"), h("small", {}, say("group_open_hint", { count: others.count, session: others.session }))),
          ),
        badge &&
          h(
            "button",
            { type: "button", class: "button badge", onclick: badge.print },
            icon("id-badge-2"),
            h("span", {}, badge.label, h("small", {}, badge.hint)),
          ),
        sign && h("button", { type: "button", class: "button sign", onclick: sign }, icon("signature"), h("span", {}, say("sign"), h("small", {}, say("sign_hint")))),
        undo &&
          h(
            "a",
            { class: "button undo", href: undo.address, target: "_blank", rel: "noopener" },
            icon("arrow-back-up"),
            h("span", {}, undo.label, h("small", {}, undo.hint)),
          ),
        h("button", { type: "button", class: "button close" }, say("close")),
      ),
    );
    const chip = this.root.querySelector<HTMLElement>(".category");
    if (chip && verdict.colour && CSS.supports("color", verdict.colour)) chip.style.setProperty("--category", verdict.colour);
    document.body.dataset.verdict = verdict.tone;
    this.root.style.setProperty("--head", `${byId("work").getBoundingClientRect().top}px`);
    this.root.hidden = false;
    this.speak(verdict);
    if (verdict.tone === "good" && !undo && !sign && !pass) this.timer = setTimeout(() => this.close(), GREEN_STAYS);
  }

  /** A verdict about the scanning itself: nobody is known, nothing was recorded. */
  problem(tone: Tone, word: string, reason: string, muted: boolean): void {
    signal(tone, muted);
    this.show(null, { ...nobody, tone, word, reason });
  }

  unreadable(kind: "damaged" | "foreign", muted: boolean): void {
    if (kind === "damaged") this.problem("warn", say("word_damaged"), say("reason_damaged"), muted);
    else this.problem("bad", say("word_foreign"), say("reason_foreign"), muted);
  }

  /** The next code is being checked: the verdict about the one before goes at once. */
  wait(): void {
    if (!this.open) return;
    clearTimeout(this.timer);
    this.shownId = null;
    this.root.className = "verdict waiting";
    this.root.replaceChildren(h("div", { class: "verdict-body" }, h("p", { class: "verdict-word" }, h("strong", {}, say("checking")))));
    this.spoken.textContent = "";
  }

  close(): void {
    clearTimeout(this.timer);
    this.shownId = null;
    this.root.hidden = true;
    this.root.replaceChildren();
    this.spoken.textContent = "";
    delete document.body.dataset.verdict;
  }

  private content(verdict: Verdict): (Node | false | "" | undefined)[] {
    const { name, position, organisation, category, representation, notes, reason, unsent, meeting } = verdict;
    return [
      meeting && h("p", { class: "verdict-meeting", dir: "auto" }, meeting),
      h("p", { class: verdict.word.length > 7 ? "verdict-word" : "verdict-word short" }, signs[verdict.tone](), h("strong", {}, verdict.word)),
      reason && h("p", { class: "verdict-reason" }, reason),
      unsent && h("p", { class: "unsent" }, icon("cloud-off"), say("unsent")),
      name && h("h2", { class: `verdict-name ${sizeOf(name)}`, dir: "auto" }, name),
      position && h("p", { class: "verdict-position", dir: "auto" }, position),
      organisation && h("p", { class: "verdict-organisation", dir: "auto" }, organisation),
      category && h("p", { class: "category" }, category),
      representation && h("p", { class: "verdict-line", dir: "auto" }, icon("user-share"), representation),
      notes && h("p", { class: "verdict-line", dir: "auto" }, icon("note"), notes),
    ];
  }

  private speak({ word, meeting, name, position, organisation, reason, representation, unsent }: Verdict): void {
    const parts = [word, meeting ?? "", name, position, organisation, representation, reason, unsent && say("unsent")];
    this.spoken.textContent = sentences(parts);
  }
}
