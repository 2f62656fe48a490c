/**
 * The minutes editor. Every part (head, item) is a form of its own that saves itself a moment after the last key, with the
 * revision it started from. When somebody else was faster the service answers 409 with both texts, which take the part's
 * place; what was typed is never thrown away. Without this script the same forms have buttons and plain text areas.
 */
import { Finder } from "./find";
import { watchKeys } from "./keys";
import { watchLines } from "./lines";
import { watchNews } from "./news";
import { watchNotes } from "./notes";
import { Part } from "./part";
import { editorOf, enhanceRich } from "./rich";

const parts = new Map<HTMLFormElement, Part>();

function enhance(root: ParentNode, texts: DOMStringMap): void {
  enhanceRich(root);
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-part]")) {
    if (!parts.has(form)) parts.set(form, new Part(form, texts, (fragment) => enhance(fragment, texts)));
  }
}

/** A move, an addition or a removal reloads the page: everything typed goes first. */
function holdUntilSaved(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (form.matches("[data-part]") || form.dataset.saved || form.method !== "post") return;
    const open = [...parts.values()].filter((part) => part.isDirty);
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void Promise.all(open.map((part) => part.save())).then((outcomes) => {
      if (!outcomes.every(Boolean)) return;
      form.dataset.saved = "1";
      form.requestSubmit();
    });
  }, true);
}

/** A link out of the editor waits for what is being saved, instead of asking whether to throw it away. */
function saveBeforeLeaving(frame: HTMLElement): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[href]");
    const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
    const stays = !link || link.target === "_blank" || link.getAttribute("href")?.startsWith("#") || link.closest(".rich-editor, [data-conflict]");
    const open = [...parts.values()].filter((part) => part.isDirty);
    if (!plain || stays || !open.length) return;
    event.preventDefault();
    void Promise.all(open.map((part) => part.save())).then((outcomes) => {
      const met = !outcomes.every(Boolean) && frame.querySelector("[data-conflict]"); // both texts are shown here
      if (!met) window.location.assign(link.href);
    });
  });
}

function start(): void {
  const frame = document.querySelector<HTMLElement>("[data-minutes]");
  if (!frame) return;
  enhance(frame, frame.dataset);
  const found = frame.querySelector<HTMLElement>("#cari-ganti");
  if (!found) return; // a form with a rich text, of a phrase
  document.body.addEventListener("part:renewed", (event) => enhance(event.target as Element, frame.dataset));
  watchLines(frame);
  watchNotes(frame);
  const finder = new Finder(found, frame, editorOf);
  frame.querySelector("[data-open-find]")?.addEventListener("click", () => finder.open());
  watchKeys((form) => parts.get(form), () => [...parts.values()], () => finder.open());
  const bar = frame.querySelector<HTMLElement>("[data-news]");
  if (bar) watchNews(bar, () => [...parts.values()].flatMap((part) => part.watched ?? []));
  holdUntilSaved();
  saveBeforeLeaving(frame);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") for (const part of parts.values()) if (part.isDirty) void part.save(true);
  });
  window.addEventListener("beforeunload", (event) => {
    for (const [form, part] of parts) if (part.isDirty && form.isConnected) event.preventDefault();
  });
  const again = (): void => {
    for (const part of parts.values()) if (part.isDirty) void part.save();
  };
  window.addEventListener("online", again);
  document.addEventListener("session:back", again);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
