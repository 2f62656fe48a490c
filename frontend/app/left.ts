/**
 * Kept texts (drafts.ts) that no form of their page takes any more: of an item of minutes that somebody has taken out, or of minutes that
 * are no draft now. [data-left-at="/path/"] shows those kept below that path; form[data-saves-left="/address"] holds the text of
 * another form's address and may save it elsewhere.
 */
import { addressOf, forgetAt, keep, kept, keyOf, readAt, whenOf, type Draft } from "./drafts";
import { say } from "../shared/say";

const REST = 400; // milliseconds after the last key

/** HTML of an editor as the lines that it shows; a row of a table is one. */
function linesOf(html: string): string {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  for (const row of body.querySelectorAll("tr")) row.replaceChildren([...row.cells].map((cell) => cell.textContent?.trim()).join(" | "));
  for (const end of body.querySelectorAll("br, div, p, li, tr, h1, blockquote, pre")) end.after("\n");
  return body.textContent ?? "";
}

function wordsOf({ fields }: Draft): string {
  const typed = fields.filter(([name, value]) => value.trim() && !/^(revision|ticket|action_id|as_shown|stood_at|title)$/.test(name) && !(name + "_html" in Object.fromEntries(fields)));
  return typed.map(([name, value]) => (name.endsWith("_html") ? linesOf(value) : value)).join("\n").replace(/\n{2,}/g, "\n").trim();
}

/** The text goes with the form to its address, where the service says that it is stored. */
function handOver(from: string, form: HTMLFormElement): void {
  keep(form);
  if (from !== addressOf(form)) forgetAt(from);
}

function show(place: HTMLElement, address: string, draft: Draft): void {
  const template = document.querySelector<HTMLTemplateElement>("#tulisan-tertinggal");
  const panel = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!panel) return;
  const title = draft.fields.find(([name]) => name === "title")?.[1];
  const words = wordsOf(draft);
  if (title) panel.querySelector("[data-left-title]")!.textContent = title;
  for (const text of panel.querySelectorAll("p")) text.textContent = (text.textContent ?? "").replace("{when}", whenOf(draft));
  panel.querySelector("[data-left-said]")!.textContent = words;
  const form = panel.querySelector<HTMLFormElement>("[data-left-form]");
  if (form && /\/kepala$/.test(address)) form.remove();
  else if (form) {
    for (const [name, value] of draft.fields) {
      if (/^(revision|ticket|action_id)$/.test(name)) continue;
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    form.addEventListener("submit", () => handOver(address, form));
  }
  panel.querySelector<HTMLButtonElement>("[data-left-copy]")?.addEventListener("click", (event) => {
    void navigator.clipboard.writeText([title, words].filter(Boolean).join("\n")).then(() => say((event.target as HTMLElement).dataset.copied ?? ""));
  });
  panel.querySelector("[data-left-drop]")?.addEventListener("click", () => {
    forgetAt(address);
    panel.remove();
  });
  place.append(panel);
}

/** A form that took over another one's text keeps it under that address until it is sent. */
function watchTaken(): void {
  let timer = 0;
  const taken = (event: Event): HTMLFormElement | null => (event.target as Element).closest<HTMLFormElement>("form[data-saves-left]");
  for (const type of ["input", "change", "rich-change"]) {
    document.addEventListener(type, (event) => {
      const form = taken(event);
      if (!form) return;
      window.clearTimeout(timer);
      timer = window.setTimeout(() => form.isConnected && keep(form, form.dataset.savesLeft), REST);
    });
  }
  document.addEventListener("submit", (event) => {
    const form = taken(event);
    window.clearTimeout(timer);
    if (form && !event.defaultPrevented) handOver(form.dataset.savesLeft!, form);
  });
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-drop-left]")) forgetAt(taken(event)?.dataset.savesLeft ?? "");
  });
}

export function watchLeft(): void {
  watchTaken();
  for (const place of document.querySelectorAll<HTMLElement>("[data-left-at]")) {
    const taken = new Set([...document.querySelectorAll<HTMLFormElement>("form[data-part], form[data-keep]")].map(addressOf));
    const before = keyOf(place.dataset.leftAt!);
    for (const key of kept().filter((each) => each.startsWith(before))) {
      const address = key.slice(keyOf("").length);
      const draft = readAt(address);
      if (draft && !taken.has(address)) show(place, address, draft);
    }
  }
}
