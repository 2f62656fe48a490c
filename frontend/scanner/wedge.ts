// USB and Bluetooth scanners type what they read, mostly with Enter at the end. What they type is caught whichever field
// or button has the focus, and their Enter presses no button.

/** Longest pause between two of a scanner's keystrokes, on an overloaded tablet too. Generous: a whole code is known by itself. */
const GAP = 2_000;
/** Silence after which a code that a scanner without Enter cut off is given up. */
const SILENCE = 2_000;
/** Anything shorter is a person pressing keys. */
const SHORTEST = 8;

export class Wedge {
  private typed = "";
  private last = 0;
  private justTaken = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    /** Gets every burst and the text field that received it too; returns false for what a person may have typed. */
    private readonly take: (text: string, field: HTMLInputElement | null) => boolean,
    /** Whether the text is a whole code already, so that nothing more need be awaited. */
    private readonly isWhole: (text: string) => boolean,
  ) {}

  /** Feeds a keydown; `time` in milliseconds. Returns true when the key belongs to a scanner and must do nothing else. */
  key(key: string, time: number, field: HTMLInputElement | null = null): boolean {
    const following = time - this.last <= GAP;
    this.last = time;
    clearTimeout(this.timer);
    if (key === "Enter" || key === "Tab") return this.end(following, field);
    if (key.length !== 1) return false;
    this.justTaken = false;
    this.typed = following ? this.typed + key : key;
    if (this.isWhole(this.typed)) {
      this.justTaken = this.finish(field);
      return this.justTaken;
    }
    if (this.typed.length >= SHORTEST) this.timer = setTimeout(() => this.finish(field), SILENCE);
    return false;
  }

  private end(following: boolean, field: HTMLInputElement | null): boolean {
    const already = following && this.justTaken;
    this.justTaken = false;
    if (already) return true;
    if (!following) this.typed = "";
    return this.finish(field);
  }

  private finish(field: HTMLInputElement | null): boolean {
    const burst = this.typed;
    this.typed = "";
    return burst.length >= SHORTEST && this.take(burst, field);
  }

  /** Listens to the whole page. */
  listen(target: Document): void {
    target.addEventListener(
      "keydown",
      (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
        const field = event.target instanceof HTMLInputElement ? event.target : null;
        if (!this.key(event.key, event.timeStamp, field)) return;
        event.preventDefault();
        event.stopPropagation();
      },
      { capture: true },
    );
  }
}
