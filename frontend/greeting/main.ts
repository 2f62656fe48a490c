// The protocol officer's phone: `data-greeting` is asked every two seconds (304 while nothing changed), its part of the page is put in place of the
// old one, and who has newly come is heard, felt and said. [data-greeting-sound] lets the phone sound, which browsers allow only after a touch.

import { allowSound, signal } from "../scanner/sound";
import { poll } from "../shared/poll";
import { say } from "../shared/say";
import { Held } from "./held";
import { newcomers, type Arrival } from "./newcomers";

/** Milliseconds between two questions: an arrival is seen within three seconds. */
const EVERY = 2000;
const PLACE = "greeting-sound";

interface News {
  html: string;
  waiting: Arrival[];
}

function remembered(): boolean {
  try {
    return localStorage.getItem(PLACE) === "on";
  } catch {
    return false;
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(PLACE, on ? "on" : "off");
  } catch {
    // Nothing is kept in a private window.
  }
}

function start(root: HTMLElement): void {
  const button = document.querySelector<HTMLElement>("[data-greeting-sound]");
  const stale = root.querySelector<HTMLElement>("[data-greeting-stale]");
  let aloud = remembered();
  const show = (): void => button?.setAttribute("aria-pressed", String(aloud));
  button?.addEventListener("click", () => {
    aloud = !aloud;
    remember(aloud);
    show();
    allowSound();
    if (aloud) signal("good", false);
  });
  show();
  if (aloud) document.addEventListener("pointerdown", allowSound, { once: true, capture: true });
  const present = [...root.querySelectorAll<HTMLElement>(".guest")].map(({ id }) => id.replace("tamu-", ""));
  let known = new Set(present);
  const held = new Held(root, root.querySelector<HTMLButtonElement>("[data-greeting-new]")!, put);
  poll<News>(root.dataset.greeting!, {
    every: EVERY,
    news({ html, waiting }) {
      const came = newcomers(known, waiting);
      held.news(html, came);
      known = new Set([...known, ...waiting.map(({ id }) => id)]);
      if (!came.length) return;
      if (aloud) signal("warn", false);
      say(came.map(({ name, office }) => `${root.dataset.greetingSaid!.replace("{name}", name)}${office ? `, ${office}` : ""}`).join(". "));
    },
    fresh: (yes) => stale && (stale.hidden = yes),
  });
  const keepAwake = (): void => void (document.visibilityState === "visible" && navigator.wakeLock?.request("screen").catch(() => null));
  document.addEventListener("visibilitychange", keepAwake);
  keepAwake();
}

/** Takes the new part in; where a finger or the keyboard is stays, and so does what was unfolded. */
function put(html: string): void {
  const before = document.getElementById("kedatangan");
  const part = new DOMParser().parseFromString(html, "text/html").getElementById("kedatangan");
  if (!before || !part) return;
  const focused = document.activeElement?.id;
  for (const open of before.querySelectorAll("article details[open]")) part.querySelector(`#${CSS.escape(open.closest("article")!.id)} details`)?.setAttribute("open", "");
  before.replaceWith(part);
  part.dispatchEvent(new CustomEvent("part:renewed", { bubbles: true }));
  if (focused) document.getElementById(focused)?.focus();
}

const root = document.querySelector<HTMLElement>("[data-greeting]");
if (root) start(root);
