/**
 * Many things that one press sends in pieces: [data-pieces="10"] around a form whose ticked "ids" go so many at a time, the next piece
 * when the one before is answered (a key's file goes with each). What becomes of each stands at its [data-piece-of]; a [data-pieces-stop] button stops after the
 * piece that is out. The passphrase leaves its field when the form is sent, and lives in the run alone.
 */
import { say } from "../shared/say";

export interface Result {
  id: string;
  state: "signed" | "refused" | "unsure" | "gone";
  told: string;
  stops: boolean;
  wait: number;
}
interface Answer {
  results?: Result[];
  faults?: Record<string, string[]>;
}

const LONGEST_WAIT = 600; // seconds; who wants us back later is asked again by a person
const TURNS = 60; // five seconds each
const LONGEST = 15 * 60_000; // milliseconds for a piece: ten papers one by one, each with a slow answer

export const fill = (text: string, values: Record<string, number>): string => text.replace(/\{(\w+)\}/g, (_all, name: string) => String(values[name] ?? ""));

/** What is still to be sent after these answers: a busy gateway has not touched what it asks to wait for. */
export function leftAfter(queue: string[], results: Result[]): string[] {
  const waits = new Set(results.filter((each) => each.state === "refused" && each.wait > 0 && each.wait <= LONGEST_WAIT).map((each) => each.id));
  const answered = new Set(results.map((each) => each.id));
  return queue.filter((id) => !answered.has(id) || waits.has(id));
}

/** Those of `all` that the page still offers to be signed. */
export function waitingOf(page: ParentNode, all: string[]): string[] {
  const offered = new Set([...page.querySelectorAll<HTMLInputElement>("[name=ids]")].map((box) => box.value));
  return all.filter((id) => offered.has(id));
}

class Run {
  private stopped = false;
  private broken = false;
  private readonly counts = { done: 0, all: 0, signed: 0 };

  constructor(
    private readonly frame: HTMLElement,
    private readonly form: HTMLFormElement,
  ) {}

  async go(): Promise<void> {
    const secret = this.form.querySelector<HTMLInputElement>("[name=passphrase], [name=key_password]")!;
    const sent = new FormData(this.form);
    let queue = sent.getAll("ids").map(String);
    if (!queue.length || !secret.value) return this.fault([], secret);
    secret.value = "";
    sent.delete("ids");
    const all = queue;
    let lost = false;
    this.counts.all = queue.length;
    this.show(true);
    const size = Number(this.frame.dataset.pieces);
    while (queue.length && !this.stopped) {
      const piece = queue.slice(0, size);
      for (const id of piece) this.tell(id, this.frame.dataset.sending ?? "");
      const answer = await this.send(sent, piece);
      if (!answer?.results) {
        this.broken = true;
        lost = !answer;
        this.fault(answer?.faults ? Object.values(answer.faults).flat() : [this.frame.dataset.lost ?? ""], secret);
        break;
      }
      const before = queue.length;
      queue = leftAfter(queue, answer.results);
      this.counts.done += before - queue.length;
      this.counts.signed += answer.results.filter((each) => each.state === "signed").length;
      for (const each of answer.results) this.tell(each.id, each.told, each.state);
      const stop = answer.results.find((each) => each.stops);
      const wait = stop && queue.includes(stop.id) ? stop.wait : 0;
      this.progress();
      if (wait) await this.pause(wait);
      else if (stop) {
        this.broken = true;
        this.fault([stop.told], secret);
        break;
      } else if (queue.length === before) break; // nothing was answered
    }
    sent.delete(secret.name);
    this.end(queue.length > 0);
    if (lost) await this.recount(all);
  }

  /** After an answer that did not come: the page says which still wait, as soon as it can be reached again. */
  private async recount(all: string[]): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) {
      try {
        const answer = await fetch(window.location.href, { headers: { Accept: "text/html" }, redirect: "error" });
        if (answer.ok) {
          const waiting = waitingOf(new DOMParser().parseFromString(await answer.text(), "text/html"), all);
          for (const id of all) if (!waiting.includes(id)) this.tell(id, this.frame.dataset.settled ?? "", "gone");
          for (const id of waiting) this.tell(id, this.frame.dataset.open ?? "");
          this.say(fill(this.frame.dataset.recounted ?? "", { left: waiting.length, all: all.length }));
          return;
        }
      } catch {
        // not yet
      }
      await new Promise((resolve) => window.setTimeout(resolve, 5000));
    }
  }

  stop(): void {
    this.stopped = true;
  }

  private async send(sent: FormData, piece: string[]): Promise<Answer | null> {
    const body = new FormData();
    for (const [name, value] of sent) body.append(name, value);
    for (const id of piece) body.append("ids", id);
    try {
      const signal = AbortSignal.timeout(LONGEST);
      const answer = await fetch(this.form.action, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "error", signal });
      return (await answer.json()) as Answer;
    } catch {
      return null;
    }
  }

  private async pause(seconds: number): Promise<void> {
    for (let left = seconds; left > 0 && !this.stopped; left--) {
      this.say(fill(this.frame.dataset.waiting ?? "", { n: left }), left === seconds);
      await new Promise((resolve) => window.setTimeout(resolve, 1000));
    }
  }

  private tell(id: string, text: string, state = ""): void {
    const place = this.frame.querySelector<HTMLElement>(`[data-piece-of="${CSS.escape(id)}"]`);
    if (!place) return;
    place.textContent = text;
    const box = place.closest("tr")?.querySelector<HTMLInputElement>("[name=ids]");
    if (box && (state === "signed" || state === "unsure" || state === "gone")) {
      box.checked = false;
      box.disabled = true;
    }
  }

  private progress(): void {
    const bar = this.frame.querySelector("progress")!;
    bar.max = this.counts.all;
    bar.value = this.counts.done;
    this.say(fill(this.frame.dataset.progress ?? "", this.counts));
  }

  private say(text: string, aloud = true): void {
    this.frame.querySelector("[data-pieces-told]")!.textContent = text;
    if (aloud) say(text);
  }

  private fault(texts: string[], secret: HTMLInputElement): void {
    const place = this.frame.querySelector<HTMLElement>("[data-pieces-fault]")!;
    place.hidden = !texts.length;
    place.querySelector("p")!.textContent = texts.join(" ");
    secret.focus();
  }

  private show(underWay: boolean): void {
    if (underWay) this.frame.querySelector<HTMLElement>("[data-pieces-fault]")!.hidden = true;
    this.frame.querySelector<HTMLElement>("[data-pieces-under-way]")!.hidden = false;
    this.frame.querySelector<HTMLElement>("[data-pieces-stop]")!.hidden = !underWay;
    this.frame.querySelector<HTMLElement>("[data-pieces-again]")!.hidden = underWay;
    for (const button of this.form.querySelectorAll<HTMLButtonElement>("button[type=submit]")) button.disabled = underWay;
    if (underWay) this.progress();
  }

  private end(left: boolean): void {
    this.show(false);
    const finished = fill((this.broken ? this.frame.dataset.broken : this.frame.dataset.finished) ?? "", this.counts);
    this.say(left && this.stopped ? `${finished} ${this.frame.dataset.stopped}` : finished);
  }
}

export function watchPieces(): void {
  for (const frame of document.querySelectorAll<HTMLElement>("[data-pieces]")) {
    const form = frame.querySelector("form")!;
    let run: Run | null = null;
    frame.querySelector("[data-pieces-stop]")?.addEventListener("click", () => run?.stop());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (run) return;
      run = new Run(frame, form);
      void run.go().finally(() => (run = null));
    });
    window.addEventListener("beforeunload", (event) => {
      if (run) event.preventDefault();
    });
  }
}
