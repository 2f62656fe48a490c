/**
 * Notes that the service has not confirmed yet: kept in this browser until it has, one after the other in the order in which they were
 * begun. A note is a form of its own with a ticket, so sent twice it is one note (web/tickets.py); kept like other typed things
 * (app/drafts.ts): for one account, a week, and not beyond its sign-out.
 */
import { keyOf, type Draft } from "../app/drafts";

export interface Note {
  ticket: string;
  began: number; // milliseconds since 1970 by this device's clock: only differences are used
  fields: [name: string, value: string][];
}

interface Typing {
  text: string;
  began: number; // 0: nothing is typed
}

interface Kept extends Draft {
  notes: Note[];
  typing: Typing;
}

export class Queue {
  private readonly key: string;
  private notes: Note[] = [];
  private typing: Typing = { text: "", began: 0 };

  constructor(address: string) {
    this.key = keyOf(`${address}#antrean`);
    try {
      const kept = JSON.parse(localStorage.getItem(this.key) ?? "{}") as Partial<Kept>;
      this.notes = kept.notes ?? [];
      this.typing = kept.typing ?? this.typing;
    } catch {
      // a browser that keeps nothing
    }
  }

  /** What stood in the field, not put down yet. */
  get typed(): Typing {
    return this.typing;
  }

  type(typing: Typing): void {
    this.typing = typing;
    this.store();
  }

  get waiting(): number {
    return this.notes.length;
  }

  get first(): Note | undefined {
    return this.notes[0];
  }

  /** Put down: the field is empty again. */
  add(note: Note): void {
    this.notes.push(note);
    this.type({ text: "", began: 0 });
  }

  /** The service has it, or will never take it. */
  drop(note: Note): void {
    this.notes = this.notes.filter((each) => each !== note);
    this.store();
  }

  private store(): void {
    try {
      const kept: Kept = { at: Date.now(), fields: [], notes: this.notes, typing: this.typing };
      if (this.notes.length || this.typing.text) localStorage.setItem(this.key, JSON.stringify(kept));
      else localStorage.removeItem(this.key);
    } catch {
      // full, or forbidden: the page itself still holds them
    }
  }
}
