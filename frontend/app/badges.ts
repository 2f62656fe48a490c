/**
 * Badges: `<img data-badge-example="address">` beside a form shows what the form says, a moment after it was changed, and `[data-badge-wait]` while
 * it is made, or `[data-badge-stale]` where it could not be. `<img data-badge-wide="86" data-badge-high="54" data-badge-print>` is printed once the page is there, on paper of that size (mm);
 * `[data-badge-again]` prints it again.
 */
import { printCard } from "../shared/card";

/** Milliseconds without another change after which the example is made. */
const CALM = 350;
const UNSAID = new Set(["csrf_token", "account", "ticket", "seen"]);

/** What of a form is said in the address of its example. */
export function stated(form: FormData): URLSearchParams {
  const said = new URLSearchParams();
  for (const [name, value] of form) if (typeof value === "string" && value && !UNSAID.has(name)) said.append(name, value);
  return said;
}

function watchExample(picture: HTMLImageElement): void {
  const form = document.querySelector<HTMLFormElement>("form[data-keep]");
  const waits = document.querySelector<HTMLElement>("[data-badge-wait]");
  const stale = document.querySelector<HTMLElement>("[data-badge-stale]");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = "";
  const make = (): void => {
    if (!form) return;
    const address = `${picture.dataset.badgeExample}?${stated(new FormData(form))}`;
    if (address === wanted) return;
    wanted = address;
    if (waits) waits.hidden = false;
    const next = new Image();
    const over = (worked: boolean): void => {
      if (wanted !== address) return; // a later change is on its way
      if (worked) picture.src = next.src;
      if (stale) stale.hidden = worked;
      if (waits) waits.hidden = true;
    };
    next.addEventListener("load", () => over(true));
    next.addEventListener("error", () => over(false));
    next.src = address;
  };
  form?.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(make, CALM);
  });
}

const print = (picture: HTMLImageElement): void =>
  void printCard(picture.src, Number(picture.dataset.badgeWide), Number(picture.dataset.badgeHigh)).then((printed) => printed || window.print());

export function watchBadges(): void {
  const example = document.querySelector<HTMLImageElement>("img[data-badge-example]");
  if (example) watchExample(example);
  const own = document.querySelector<HTMLImageElement>("img[data-badge-wide]");
  if (!own) return;
  document.querySelector("[data-badge-again]")?.addEventListener("click", () => print(own));
  if (own.dataset.badgePrint === undefined) return;
  history.replaceState(null, "", location.pathname); // reloaded or gone back to, it prints nothing
  print(own);
}
