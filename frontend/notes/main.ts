/**
 * Quick notes in the hall: the first key stamps the time, Enter puts the note down and leaves an empty line for the next. Writing never
 * waits for the service: notes go one after the other, and those that could not stay in the browser until they can.
 */
import { addressOf } from "../app/drafts";
import { renewPart, watchPart } from "../shared/fragment";
import { Queue, type Note } from "./queue";

const AGAIN = 3000; // milliseconds before what could not be sent is tried again
const SIGN_IN = new Set(["signed_out", "other_account", "csrf"]);
const LIST = "daftar-catatan";

class Pad {
  private readonly item: HTMLSelectElement;
  private readonly speaker: HTMLInputElement;
  private readonly text: HTMLTextAreaElement;
  private readonly state: HTMLElement;
  private readonly queue: Queue;
  private began: number;
  private chosen = false; // a person chose the item; until then it follows the clock
  private sending = false;

  constructor(private readonly form: HTMLFormElement) {
    this.item = form.querySelector("select")!;
    this.speaker = form.querySelector<HTMLInputElement>("[name=speaker]")!;
    this.text = form.querySelector("textarea")!;
    this.state = form.querySelector<HTMLElement>("[data-state]")!;
    this.queue = new Queue(addressOf(form));
    this.began = this.queue.typed.began;
    if (!this.text.value) this.text.value = this.queue.typed.text;
    this.text.addEventListener("input", () => this.typed(this.text.value ? this.began || Date.now() : 0));
    this.item.addEventListener("change", () => (this.chosen = true));
    form.addEventListener("keydown", (event) => this.onKey(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.put();
    });
    for (const name of ["online", "session:back"]) (name === "online" ? window : document).addEventListener(name, () => void this.send());
    document.body.addEventListener("part:renewed", (event) => this.follow(event.target as HTMLElement));
    void this.send();
  }

  private typed(began: number): void {
    this.began = began;
    this.queue.type({ text: this.text.value, began });
  }

  private onKey(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey && event.target === this.text) this.form.requestSubmit();
    else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) this.step(event.key === "ArrowUp" ? -1 : 1);
    else if (event.altKey && event.code === "KeyP") this.speaker.select();
    else if (event.key === "Enter" && event.target === this.speaker) this.text.focus();
    else return;
    event.preventDefault();
  }

  private step(by: number): void {
    const { options, selectedIndex } = this.item;
    this.item.selectedIndex = Math.max(0, Math.min(options.length - 1, selectedIndex + by));
    this.chosen = true;
  }

  /** The item of the rundown that it is time for now, unless a person chose or is writing. */
  private follow(part: HTMLElement): void {
    const now = part.id === LIST ? part.dataset.itemNow : undefined;
    if (now !== undefined && !this.chosen && !this.text.value) this.item.value = now;
  }

  private put(): void {
    if (!this.text.value.trim()) return this.text.focus();
    const fields = [...new FormData(this.form)].filter((each): each is [string, string] => typeof each[1] === "string");
    const own = fields.filter(([name]) => !["csrf_token", "account", "ticket"].includes(name));
    this.queue.add({ ticket: crypto.randomUUID(), began: this.began || Date.now(), fields: own });
    this.text.value = "";
    this.began = 0;
    this.text.focus();
    void this.send();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let note = this.queue.first; note; note = this.queue.first) {
        if (!(await this.sendOne(note))) return;
        this.say(this.queue.waiting ? this.waitingText("textWaiting") : (this.form.dataset.textSaved ?? ""));
        await renewPart(LIST);
      }
    } finally {
      this.sending = false;
    }
  }

  private waitingText(name: string): string {
    return (this.form.dataset[name] ?? "").replace("{n}", String(this.queue.waiting));
  }

  /** True when the note is out of the queue. */
  private async sendOne(note: Note): Promise<boolean> {
    const body = new FormData();
    for (const name of ["csrf_token", "account"]) body.append(name, this.form.querySelector<HTMLInputElement>(`[name=${name}]`)?.value ?? "");
    for (const [name, value] of [...note.fields, ["ticket", note.ticket] as [string, string]]) body.append(name, value);
    const address = `${this.form.action}?menunggu=${Math.max(0, Date.now() - note.began) / 1000}`;
    const answer = await fetch(address, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
    if (answer?.ok && new URL(answer.url).pathname === addressOf(this.form)) {
      this.queue.drop(note);
      return true;
    }
    const refusal = (await answer?.json().catch(() => null)) as { code?: string; message?: string; detail?: string } | null | undefined;
    if (refusal && SIGN_IN.has(refusal.code ?? "")) {
      this.say(this.waitingText("textSignin"), true);
      document.dispatchEvent(new Event("session:ended"));
      return false;
    }
    if (answer && refusal && answer.status >= 400 && answer.status < 500 && answer.status !== 429) return this.giveBack(note, refusal.message ?? refusal.detail ?? "");
    this.say(this.waitingText("textWaiting"), true);
    window.setTimeout(() => void this.send(), AGAIN);
    return false;
  }

  /** A rule says no: the words go back to where they were typed, before what stands there by now. */
  private giveBack(note: Note, why: string): true {
    this.queue.drop(note);
    const said = note.fields.find(([name]) => name === "text")?.[1] ?? "";
    this.text.value = [said, this.text.value].filter(Boolean).join("\n");
    this.typed(note.began);
    this.say(`${this.form.dataset.textRefused ?? ""} ${why}`, true);
    return true;
  }

  private say(text: string, bad = false): void {
    this.state.textContent = text;
    this.state.classList.toggle("is-bad", bad);
  }
}

const form = document.querySelector<HTMLFormElement>("[data-note-form]");
if (form) {
  new Pad(form);
  watchPart(LIST, 10);
}
