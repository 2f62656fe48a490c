// When a page counts as opened by a person: a robot that follows links (a mail scanner, a messenger's preview) looks for a moment only.

/** Milliseconds in view after which somebody may have read the page. */
export const STAY = 5_000;
const TOUCHES = ["pointerdown", "keydown", "touchstart", "wheel"] as const;

/** Calls `tell` once: when somebody touches the page, or when it has been in view long enough, all looks together. */
export function whenRead(page: EventTarget & { readonly visibilityState: string }, tell: () => void): void {
  let left = STAY;
  let since = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function done(): void {
    clearTimeout(timer);
    for (const touch of TOUCHES) page.removeEventListener(touch, done);
    page.removeEventListener("visibilitychange", look);
    tell();
  }

  function look(): void {
    clearTimeout(timer);
    if (since) left -= Date.now() - since;
    since = page.visibilityState === "visible" ? Date.now() : 0;
    if (since) timer = setTimeout(done, left);
  }

  for (const touch of TOUCHES) page.addEventListener(touch, done);
  page.addEventListener("visibilitychange", look);
  look();
}
