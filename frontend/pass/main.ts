// Participants' own pages, beyond what they do without script: tell the service that a person has opened the invitation,
// keep the pass page for use without network, mark what runs now.

import { offerAlone, offerRemembered, offerRoom } from "./alone";
import { whenRead } from "./read";

/** Says that a person has read the answer page; there is nothing to say on a page that names no address for it. */
function tellOpened(): void {
  const { openedUrl } = document.body.querySelector<HTMLElement>("[data-opened-url]")?.dataset ?? {};
  if (openedUrl) whenRead(document, () => void fetch(openedUrl, { method: "POST" }).catch(() => undefined));
}

/** Keeps this page, its style and script in the phone. */
async function keepOffline(): Promise<void> {
  const { keeper: worker } = document.body.querySelector<HTMLElement>("[data-keeper]")?.dataset ?? {};
  if (!worker || !("serviceWorker" in navigator)) return;
  try {
    await navigator.serviceWorker.register(worker, { scope: location.pathname });
    const registration = await navigator.serviceWorker.ready;
    const parts = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].map((link) => link.href);
    const scripts = [...document.querySelectorAll<HTMLScriptElement>("script[src]")].map((script) => script.src);
    registration.active?.postMessage({ page: location.href.split("#")[0], files: [...parts, ...scripts] });
  } catch {
    // Private windows and old browsers do without; the picture can be saved instead.
  }
}

/** Moves the mark «sekarang» along the rundown. */
function markNow(): void {
  const now = Date.now();
  for (const line of document.querySelectorAll<HTMLElement>("[data-from]")) {
    const runs = Date.parse(line.dataset.from ?? "") <= now && now < Date.parse(line.dataset.until ?? "");
    line.classList.toggle("now", runs);
    const mark = line.querySelector<HTMLElement>("[data-now-mark]");
    if (mark) mark.hidden = !runs;
  }
}

tellOpened();
void keepOffline();
for (const place of document.querySelectorAll<HTMLElement>("[data-alone]")) offerAlone(place);
for (const place of document.querySelectorAll<HTMLElement>("[data-room]")) offerRoom(place);
for (const place of document.querySelectorAll<HTMLElement>("[data-in-hall]")) offerRemembered(place);
setInterval(markNow, 30_000);
