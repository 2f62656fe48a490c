// News waits while somebody touches, scrolls or types on the page: a card that moves lets another guest be marked. A button tells how many are new.

import type { Arrival } from "./newcomers";

/** Milliseconds after the last touch until the page counts as let alone. */
export const HANDS = 4_000;
/** A finger may be on its way already: what has just moved takes no tap for so long. */
export const SETTLES = 600;

/** What is shown now, and what waits for it. Moments are milliseconds of one clock. */
export class Hands {
  private down = false;
  private last = -HANDS;

  touched(now: number, down = this.down): void {
    this.down = down;
    this.last = now;
  }

  /** Whether somebody has a hand on the page. */
  busy(now: number): boolean {
    return this.down || now - this.last < HANDS;
  }
}

export class Held {
  private readonly hands = new Hands();
  private html: string | null = null;
  private fresh: Arrival[] = [];
  private moved = -SETTLES;

  constructor(
    root: HTMLElement,
    /** Its words stand in `data-greeting-new`, the number as {count}. */
    private readonly button: HTMLButtonElement,
    private readonly put: (html: string) => void,
  ) {
    const touched = (down?: boolean) => (): void => this.hands.touched(performance.now(), down);
    const passive = { passive: true, capture: true };
    root.addEventListener("pointerdown", touched(true), passive);
    for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, touched(false), passive);
    for (const kind of ["scroll", "keydown", "wheel"]) document.addEventListener(kind, touched(), passive);
    root.addEventListener("click", (event) => this.click(event), true);
    root.addEventListener("part:renewed", () => this.shown()); // by what waits, or by a tap here, which brought something newer
    button.addEventListener("click", () => this.show());
    setInterval(() => this.html !== null && !this.hands.busy(performance.now()) && this.show(), 500);
  }

  /** The page has other content; `came`: who is new on it. */
  news(html: string, came: Arrival[]): void {
    this.html = html;
    this.fresh.push(...came.filter(({ id }) => !document.getElementById(`tamu-${id}`)));
    if (!this.hands.busy(performance.now())) return this.show();
    this.button.hidden = this.fresh.length === 0;
    this.button.textContent = this.button.dataset.greetingNew!.replace("{count}", String(this.fresh.length));
  }

  private show(): void {
    if (this.html !== null) this.put(this.html);
  }

  private shown(): void {
    this.html = null;
    this.fresh = [];
    this.button.hidden = true;
    this.moved = performance.now();
  }

  private click(event: Event): void {
    if (event.isTrusted && performance.now() - this.moved < SETTLES && (event.target as Element).closest("#kedatangan")) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  }
}
