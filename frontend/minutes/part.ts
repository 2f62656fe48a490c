/**
 * One form that saves itself: at most one request at a time, the newest text always follows, a failure is tried again. What could not
 * be saved is kept in the browser (app/drafts.ts) and offered when the page is opened again.
 */
import { forget, keep, offer, read, type Fields } from "../app/drafts";
import { addMissing } from "./merge";
import type { Watched } from "./news";
import { dropRich, editorIn } from "./rich";

const REST = 1200; // milliseconds after the last key
const AGAIN = 5000; // before a failed save is tried again

interface Saved {
  revision: number;
  message: string;
  actions?: string[];
  shown?: string;
}

/** What the service says when a save was refused: our own JSON, or a problem document. */
interface Refusal {
  code?: string;
  message?: string;
  detail?: string;
  html?: string;
}

const SIGN_IN = new Set(["signed_out", "other_account", "csrf"]); // refusals that a sign-in mends

/** What the next page of this tab is to say; a browser that keeps nothing says nothing. */
function remember(key: string, message: string): void {
  try {
    sessionStorage.setItem(key, message);
  } catch {
    // it is stored all the same
  }
}

function remembered(key: string): string {
  try {
    const message = sessionStorage.getItem(key) ?? "";
    sessionStorage.removeItem(key);
    return message;
  } catch {
    return "";
  }
}

export class Part {
  private changes = 0;
  private saved = 0;
  private timer = 0;
  private running: Promise<boolean> | null = null;
  private failing = false;
  private readonly shown: HTMLElement | null;

  constructor(
    private readonly form: HTMLFormElement,
    private readonly texts: DOMStringMap,
    private readonly enhance: (fragment: ParentNode) => void,
  ) {
    this.shown = form.querySelector("[data-state]");
    for (const type of ["input", "change", "rich-change"]) form.addEventListener(type, () => this.onChange());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.saveNow();
    });
    form.closest("[data-conflict]")?.addEventListener("click", (event) => this.onConflictClick(event));
    this.sayWhatWasSaved();
    const draft = form.closest("[data-conflict]") ? null : read(form);
    if (draft) offer(form, draft, () => void this.saveDraft(draft.fields));
  }

  get isDirty(): boolean {
    return this.changes !== this.saved && this.form.isConnected;
  }

  /** As the watch over what changed elsewhere sees it (news.ts); null for a conflict, which shows both texts already. */
  get watched(): Watched | null {
    if (!this.form.isConnected || this.form.closest("[data-conflict]")) return null;
    const revision = Number(this.form.querySelector<HTMLInputElement>("input[name=revision]")?.value);
    const card = this.form.closest(".card"); // an item's heading has its number before the title
    const title = (card?.querySelector("[data-title]") ?? card?.querySelector(".card-title"))?.textContent?.trim() ?? "";
    return { name: this.form.dataset.part ?? "", title, revision, saving: this.running !== null };
  }

  /** The person asks for it: also what is stored already is said to be. */
  saveNow(): void {
    this.changes++;
    void this.save();
  }

  /** True when everything typed so far is stored. */
  async save(leaving = false): Promise<boolean> {
    window.clearTimeout(this.timer);
    while (this.running) await this.running; // two that waited must not both send the same revision
    if (!this.isDirty) return true;
    this.running = this.send(leaving);
    const outcome = await this.running;
    this.running = null;
    return outcome;
  }

  private onChange(): void {
    this.changes++;
    if (this.failing) keep(this.form);
    else this.say(this.texts.textUnsaved ?? "");
    window.clearTimeout(this.timer);
    // A conflict is settled by a person: what stands there is saved by the button only.
    if (!this.form.closest("[data-conflict]")) this.timer = window.setTimeout(() => void this.save(), REST);
  }

  private async send(leaving: boolean): Promise<boolean> {
    const upTo = this.changes;
    const rows = [...this.form.querySelectorAll<HTMLInputElement>("input[name=action_id]")];
    this.say(this.texts.textSaving ?? "");
    const answer = await this.post(new FormData(this.form), leaving);
    if (!answer) {
      if (leaving) return this.send(false); // a browser carries no more than 64 kB past the page's end
      return this.failed(this.texts.textOffline ?? "", true);
    }
    const { status, data } = answer;
    if (status < 300 && data) {
      this.accept(data as Saved, upTo, rows);
      return true;
    }
    const refusal = (data ?? {}) as Refusal;
    if (refusal.html) {
      if (this.changes !== upTo && this.form.isConnected) return this.send(leaving); // typed meanwhile: show that, too
      if (status === 404) keep(this.form); // its place is gone, so the next page offers it (app/left.ts)
      this.showConflict(refusal.html);
      return false;
    }
    return this.refused(status, refusal);
  }

  /** The answer's status and JSON; null when nothing answered. */
  private async post(body: FormData, leaving: boolean): Promise<{ status: number; data: unknown } | null> {
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving });
      return { status: answer.redirected ? 502 : answer.status, data: await answer.json().catch(() => null) };
    } catch {
      return null;
    }
  }

  /** Says what to do: sign in (then it goes on by itself), wait, or what the service wants to be put right. */
  private refused(status: number, refusal: Refusal): false {
    if (SIGN_IN.has(refusal.code ?? "")) {
      this.failed(this.texts.textWaiting ?? "", false);
      document.dispatchEvent(new Event("session:ended"));
      return false;
    }
    const why = refusal.message ?? refusal.detail;
    const passes = status >= 500 || status === 429 || !why;
    const where = refusal.code === "wrong_state" ? (this.texts.textKept ?? "") : "";
    return this.failed(passes ? (this.texts.textTrouble ?? "") : `${this.texts.textFailed ?? ""} ${why} ${where}`, passes);
  }

  /** What an earlier visit could not save, with the revision it started from: where somebody wrote since, both texts are shown. */
  private async saveDraft(fields: Fields): Promise<void> {
    const body = new FormData();
    for (const [name, value] of [...fields, ...this.guards()]) body.append(name, value);
    const answer = await this.post(body, false);
    const refusal = (answer?.data ?? {}) as Refusal;
    if (answer && answer.status < 300) {
      forget(this.form);
      window.location.reload();
    } else if (refusal.html) {
      this.showConflict(refusal.html);
    } else {
      const draft = read(this.form);
      if (draft) offer(this.form, draft, () => void this.saveDraft(draft.fields));
      if (answer) this.refused(answer.status, refusal);
      else this.say(this.texts.textOffline ?? "", true);
    }
  }

  private guards(): Fields {
    return [...new FormData(this.form)].filter((each): each is [string, string] => each[0] === "csrf_token" || each[0] === "account");
  }

  private accept(saved: Saved, upTo: number, rows: HTMLInputElement[]): void {
    this.saved = upTo;
    forget(this.form);
    this.failing = false;
    const part = this.form.closest(".card") ?? this.form;
    for (const field of part.querySelectorAll<HTMLInputElement>("input[name=revision]")) field.value = String(saved.revision);
    for (const field of this.form.querySelectorAll<HTMLInputElement>("input[name=as_shown]")) field.value = saved.shown ?? "";
    rows.forEach((field, index) => (field.value = saved.actions?.[index] ?? ""));
    if (this.form.closest("[data-conflict]")) {
      remember(this.savedKey, saved.message); // the page that comes says it beside the button
      window.location.reload();
      return;
    }
    const title = part.querySelector("[data-title]");
    const typed = this.form.querySelector<HTMLInputElement>("input[name=title]")?.value;
    if (title && typed) title.textContent = typed;
    if (!this.isDirty) this.say(saved.message);
    else this.timer = window.setTimeout(() => void this.save(), REST);
  }

  private get savedKey(): string {
    return `saved:${this.form.action}`;
  }

  private sayWhatWasSaved(): void {
    const message = this.form.closest("[data-conflict]") ? "" : remembered(this.savedKey);
    if (message) this.say(message);
  }

  private failed(message: string, again: boolean): false {
    this.failing = true;
    keep(this.form);
    this.say(message, true);
    if (again) this.timer = window.setTimeout(() => void this.save(), AGAIN);
    return false;
  }

  private showConflict(html: string): void {
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const place = this.form.closest("[data-conflict]") ?? this.form;
    dropRich(place);
    place.replaceWith(holder);
    this.enhance(holder);
    holder.querySelector<HTMLElement>(".alert")?.scrollIntoView({ block: "center" });
  }

  private onConflictClick(event: Event): void {
    const target = event.target as Element;
    const combine = target.closest<HTMLElement>("[data-combine]");
    if (target.closest("[data-take-theirs]")) {
      event.preventDefault();
      this.saved = this.changes;
      window.location.reload();
    } else if (combine) {
      this.combine(combine.dataset.html ?? "");
      combine.setAttribute("disabled", "");
    }
  }

  /** What of their text mine does not say yet, behind mine; and their decisions and action items that mine does not have. */
  private combine(html: string): void {
    const editor = editorIn(this.form);
    const added = editor && html ? addMissing(editor, html) : 0;
    const others = [...(this.form.closest("[data-conflict]")?.querySelectorAll<HTMLTemplateElement>("template[data-other]") ?? [])];
    for (const other of others) {
      const lines = this.form.querySelector(`[name="${other.dataset.other ?? ""}"]`)?.closest("[data-lines]");
      lines?.querySelector("template")?.before(other.content.cloneNode(true));
    }
    this.changes++;
    const nothing = !added && !others.some((other) => other.content.childElementCount);
    this.say((nothing ? this.texts.textNothingNew : this.texts.textCombined) ?? "");
  }

  private say(text: string, bad = false): void {
    if (!this.shown) return;
    this.shown.textContent = text;
    this.shown.classList.toggle("is-bad", bad);
  }
}
