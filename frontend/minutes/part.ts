/** One form that saves itself: at most one request at a time, the newest text always follows, a failure is tried again. */

const REST = 1200; // milliseconds after the last key
const AGAIN = 5000; // before a failed save is tried again

interface Saved {
  revision: number;
  message: string;
  actions?: string[];
}

export class Part {
  private changes = 0;
  private saved = 0;
  private timer = 0;
  private running: Promise<boolean> | null = null;
  private readonly shown: HTMLElement | null;
  private readonly filled = new WeakSet<EventTarget>();

  constructor(
    private readonly form: HTMLFormElement,
    private readonly texts: DOMStringMap,
    private readonly enhance: (fragment: ParentNode) => void,
  ) {
    this.shown = form.querySelector("[data-state]");
    form.addEventListener("trix-initialize", (event) => this.filled.add(event.target as EventTarget));
    for (const type of ["input", "change", "trix-change"]) form.addEventListener(type, (event) => this.onChange(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.changes++;
      void this.save();
    });
    form.closest("[data-conflict]")?.addEventListener("click", (event) => this.onConflictClick(event));
  }

  get isDirty(): boolean {
    return this.changes !== this.saved && this.form.isConnected;
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

  private onChange(event: Event): void {
    // Trix reports its first filling as a change, too: nobody typed then.
    if (event.type === "trix-change" && !this.filled.has(event.target as EventTarget)) return;
    this.changes++;
    this.say(this.texts.textUnsaved ?? "");
    window.clearTimeout(this.timer);
    // A conflict is settled by a person: what stands there is saved by the button only.
    if (!this.form.closest("[data-conflict]")) this.timer = window.setTimeout(() => void this.save(), REST);
  }

  private async send(leaving: boolean): Promise<boolean> {
    const upTo = this.changes;
    const body = new FormData(this.form);
    const rows = [...this.form.querySelectorAll<HTMLInputElement>("input[name=action_id]")];
    this.say(this.texts.textSaving ?? "");
    let answer: Response;
    try {
      answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" }, keepalive: leaving });
    } catch {
      if (leaving) return this.send(false); // a browser carries no more than 64 kB past the page's end
      return this.failed(this.texts.textOffline ?? "", true);
    }
    const data = await answer.json().catch(() => null);
    if (answer.ok && data) {
      this.accept(data as Saved, upTo, rows);
      return true;
    }
    if (answer.status === 409 && data?.html) {
      if (this.changes !== upTo && this.form.isConnected) return this.send(leaving); // typed meanwhile: show that, too
      this.showConflict(data.html as string);
      return false;
    }
    return this.failed(`${this.texts.textFailed ?? ""} ${data?.message ?? data?.detail ?? answer.status}`, answer.status >= 500);
  }

  private accept(saved: Saved, upTo: number, rows: HTMLInputElement[]): void {
    this.saved = upTo;
    const part = this.form.closest(".card") ?? this.form;
    for (const field of part.querySelectorAll<HTMLInputElement>("input[name=revision]")) field.value = String(saved.revision);
    rows.forEach((field, index) => (field.value = saved.actions?.[index] ?? ""));
    if (this.form.closest("[data-conflict]")) {
      window.location.reload();
      return;
    }
    const title = part.querySelector("[data-title]");
    const typed = this.form.querySelector<HTMLInputElement>("input[name=title]")?.value;
    if (title && typed) title.textContent = typed;
    if (!this.isDirty) this.say(saved.message);
    else this.timer = window.setTimeout(() => void this.save(), REST);
  }

  private failed(message: string, again: boolean): false {
    this.say(message, true);
    if (again) this.timer = window.setTimeout(() => void this.save(), AGAIN);
    return false;
  }

  private showConflict(html: string): void {
    const holder = document.createElement("div");
    holder.innerHTML = html;
    const place = this.form.closest("[data-conflict]") ?? this.form;
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

  /** Their text behind mine, and their decisions and action items that mine does not have. */
  private combine(html: string): void {
    const editor = this.form.querySelector("trix-editor") as (HTMLElement & { editor: TrixEditor }) | null;
    if (editor && html) {
      const end = editor.editor.getDocument().getLength() - 1;
      editor.editor.setSelectedRange([end, end]);
      if (end) editor.editor.insertLineBreak();
      editor.editor.insertHTML(html);
    }
    for (const other of this.form.closest("[data-conflict]")?.querySelectorAll<HTMLTemplateElement>("template[data-other]") ?? []) {
      const lines = this.form.querySelector(`[name="${other.dataset.other ?? ""}"]`)?.closest("[data-lines]");
      lines?.querySelector("template")?.before(other.content.cloneNode(true));
    }
    this.changes++;
    this.say(this.texts.textCombined ?? "");
  }

  private say(text: string, bad = false): void {
    if (!this.shown) return;
    this.shown.textContent = text;
    this.shown.classList.toggle("is-bad", bad);
  }
}

interface TrixEditor {
  getDocument(): { getLength(): number };
  setSelectedRange(range: [number, number]): void;
  insertLineBreak(): void;
  insertHTML(html: string): void;
}
