/**
 * What was typed into a form[data-keep] stays in this browser until the service says that it is stored (data-saved on the next page), so
 * that a browser that dies, or a page that is left, costs nothing. It belongs to one account, is offered to nobody else, lasts a week
 * (a day once somebody else uses the browser), and goes at sign-out: a page that was open then keeps nothing more, until its person is
 * signed in again. Passwords, files and CSRF tokens are never kept.
 */
import { ask } from "./confirm";

export type Fields = [name: string, value: string][];

export interface Draft {
  at: number; // milliseconds since 1970
  fields: Fields;
}

export const PREFIX = "isian:";
const DROPPED = "isian-dibuang:"; // when an account's drafts were dropped last, for the tabs that were open then
const DAY = 86_400_000;
const REST = 400; // milliseconds after the last key
const NOT_KEPT = new Set(["csrf_token", "account"]);
const NOT_TYPED = new Set([...NOT_KEPT, "ticket", "seen", "revision", "as_shown", "stood_at"]);

/** Where the form goes; a field called «action» hides the property of that name. */
export function addressOf(form: HTMLFormElement): string {
  return new URL(form.getAttribute("action") ?? "", location.href).pathname;
}

let signedIn = Date.now(); // since when the page knows that its person is
if (typeof document !== "undefined") document.addEventListener("session:known", () => (signedIn = Date.now())); // in each bundle

/** What is kept at `signedIn` or later of an account whose drafts were dropped at `dropped` was typed after that. */
export function mayKeep(dropped: string | null, signedIn: number): boolean {
  return !dropped || Number(dropped) < signedIn;
}

/** Under which the fields of the form at this address are kept. */
export function keyOf(address: string): string {
  return `${PREFIX}${document.body.dataset.account ?? ""}:${address}`;
}

export function read(form: HTMLFormElement): Draft | null {
  return readAt(addressOf(form));
}

export function readAt(address: string): Draft | null {
  try {
    return JSON.parse(localStorage.getItem(keyOf(address)) ?? "null") as Draft | null;
  } catch {
    return null; // a browser that keeps nothing
  }
}

/** `address`: of another form whose text this one holds now. */
export function keep(form: HTMLFormElement, address = addressOf(form)): void {
  const secret = new Set([...form.querySelectorAll<HTMLInputElement>("input[type=password]")].map((field) => field.name));
  const fields = [...new FormData(form)].filter(
    (each): each is [string, string] => typeof each[1] === "string" && !NOT_KEPT.has(each[0]) && !secret.has(each[0]),
  );
  try {
    if (!mayKeep(localStorage.getItem(DROPPED + (document.body.dataset.account ?? "")), signedIn)) return;
    localStorage.setItem(keyOf(address), JSON.stringify({ at: Date.now(), fields }));
  } catch {
    // full, or forbidden: the page itself still holds what was typed
  }
}

export function forget(form: HTMLFormElement): void {
  forgetAt(addressOf(form));
}

export function forgetAt(address: string): void {
  localStorage.removeItem(keyOf(address));
}

/** How a person is told when it was typed. */
export function whenOf(draft: Draft): string {
  return new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" }).format(draft.at);
}

/** Whether two contents say the same, apart from what only guards a form. Empty fields say nothing. */
export function alike(one: Fields, other: Fields): boolean {
  const plain = (fields: Fields): string =>
    JSON.stringify(fields.filter(([name, value]) => value && !NOT_TYPED.has(name)).map(([name, value]) => [name, value.replace(/\r\n/g, "\n")]));
  return plain(one) === plain(other);
}

/** Which of the kept keys have had their time, for somebody signed in as `account`. */
export function outdated(keys: [key: string, at: number][], account: string, now: number): string[] {
  return keys.filter(([key, at]) => now - at > (key.startsWith(`${PREFIX}${account}:`) ? 7 : 1) * DAY).map(([key]) => key);
}

export function kept(): string[] {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX));
  } catch {
    return [];
  }
}

function tidy(account: string): void {
  const { saved } = document.body.dataset;
  if (saved) localStorage.removeItem(`${PREFIX}${account}:${saved}`);
  const ages = kept().map((key): [string, number] => [key, (JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Draft>).at ?? 0]);
  for (const key of outdated(ages, account, Date.now())) localStorage.removeItem(key);
}

function fill(form: HTMLFormElement, fields: Fields): void {
  for (const field of form.elements) {
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement)) continue;
    if (!field.name || NOT_KEPT.has(field.name) || field.type === "password" || field.type === "file") continue;
    const values = fields.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field instanceof HTMLInputElement && (field.type === "checkbox" || field.type === "radio")) field.checked = values.includes(field.value);
    else if (field instanceof HTMLSelectElement && field.multiple) for (const option of field.options) option.selected = values.includes(option.value);
    else if (values[0] !== undefined) field.value = values[0];
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** Shows above the form that it was typed into before, and does what the person chooses. */
export function offer(form: HTMLFormElement, draft: Draft, use: () => void): void {
  const template = document.querySelector<HTMLTemplateElement>("#isian-tertinggal");
  const bar = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
  if (!bar) return;
  const text = bar.querySelector("p");
  if (text) text.textContent = (text.textContent ?? "").replace("{when}", whenOf(draft));
  bar.querySelector("[data-draft-use]")?.addEventListener("click", () => {
    bar.remove();
    use();
  });
  bar.querySelector("[data-draft-drop]")?.addEventListener("click", () => {
    bar.remove();
    forget(form);
  });
  form.prepend(bar);
}

async function askBeforeSigningOut(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const own = kept().filter((key) => key.startsWith(`${PREFIX}${document.body.dataset.account ?? ""}:`));
  if (addressOf(form) !== "/keluar" || !own.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const text = document.querySelector<HTMLTemplateElement>("#isian-dibuang")?.content.textContent ?? "";
  if (!(await ask({ text, danger: true }))) return;
  localStorage.setItem(DROPPED + (document.body.dataset.account ?? ""), String(Date.now()));
  for (const key of own) localStorage.removeItem(key);
  form.requestSubmit();
}

export function watchDrafts(): void {
  const { account, posted } = document.body.dataset;
  if (!account) return;
  tidy(account);
  const timers = new Map<HTMLFormElement, number>();
  const keepNow = (form: HTMLFormElement): void => {
    window.clearTimeout(timers.get(form));
    if (timers.delete(form)) keep(form);
  };
  const keepAll = (): void => [...timers.keys()].forEach(keepNow);
  window.addEventListener("pagehide", keepAll);
  document.addEventListener("visibilitychange", () => document.hidden && keepAll()); // another tab may sign out next
  for (const type of ["input", "change"]) {
    document.addEventListener(type, (event) => {
      const form = (event.target as HTMLInputElement).form;
      if (!form?.matches("form[data-keep]")) return;
      window.clearTimeout(timers.get(form));
      timers.set(form, window.setTimeout(() => keepNow(form), REST));
    });
  }
  document.addEventListener("submit", (event) => void askBeforeSigningOut(event), true);
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep]")) {
    const draft = read(form);
    if (!draft || posted !== undefined) continue; // a form that came back holds what was typed last
    const shown = [...new FormData(form)].filter((each): each is [string, string] => typeof each[1] === "string");
    if (alike(shown, draft.fields)) forget(form);
    else offer(form, draft, () => fill(form, draft.fields));
  }
}
