/**
 * Nothing typed is lost with the sign-in. A posting form of a signed-in page is sent only when its account is still signed in; else
 * it waits on its page, with a bar that says why and a way to sign in beside (another tab). Then every form of the page gets the new
 * CSRF token, and what waited is sent by itself. Other scripts tell of a refusal with "session:ended" and hear "session:back"; "session:known" says that the page's account was found signed in.
 */
import { CallFailed, callJson } from "../shared/http";

interface Standing {
  account: string;
  csrf: string;
}
type Why = "out" | "other" | "away";

const ADDRESS = "/akun/sesi.json";
const PAUSE = 3000; // milliseconds between two questions while somebody looks
let waiting: Promise<boolean> | null = null;

/** The account that this page belongs to; a form that was held (web/held.py) belongs to the one that typed it. */
export function owner(): string {
  const held = document.querySelector<HTMLTextAreaElement>("form[data-held] [name=account]");
  return held?.value || document.body.dataset.account || "";
}

async function ask(): Promise<Standing | Why> {
  try {
    const { data } = await callJson<Standing>(ADDRESS, { signedIn: true, timeout: 8000 });
    if (!data) return "away";
    return data.account === owner() ? data : data.account ? "other" : "out";
  } catch (error) {
    if (error instanceof CallFailed) return "away";
    throw error;
  }
}

/** Every form and script of the page uses the token of the sign-in that is there now. */
function renew(csrf: string): void {
  for (const field of document.querySelectorAll<HTMLInputElement>("input[name=csrf_token]")) field.value = csrf;
  const meta = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]');
  if (meta) meta.content = csrf;
}

/** Where it can be seen and pressed: outside an open modal dialog everything is behind its backdrop, and inert. */
function place(bar: HTMLElement): void {
  const open = [...document.querySelectorAll<HTMLElement>("dialog:modal")];
  const home = open.find((dialog) => dialog.contains(document.activeElement)) ?? open.at(-1) ?? document.body;
  if (bar.parentElement !== home) home.append(bar);
}

function show(why: Why | null): void {
  let bar = document.querySelector<HTMLElement>(".waiting-bar");
  if (!why) return bar?.remove();
  if (document.querySelector("form[data-held]")) return; // the page itself says it
  if (!bar) {
    const template = document.querySelector<HTMLTemplateElement>("#menunggu");
    bar = template?.content.firstElementChild?.cloneNode(true) as HTMLElement;
    place(bar);
    // A question that opens or closes meanwhile takes the bar with it, and gives it back.
    const moved = new MutationObserver(() => (bar!.isConnected ? place(bar!) : moved.disconnect()));
    moved.observe(document.body, { subtree: true, attributeFilter: ["open"] });
  }
  for (const part of bar.querySelectorAll<HTMLElement>("[data-say], [data-for]")) {
    part.hidden = (part.dataset.say ?? part.dataset.for) !== why;
  }
}

/** The next moment at which asking again may help: soon, or when somebody comes back to this tab. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    const events = ["focus", "online", "visibilitychange"];
    const go = (): void => {
      clearTimeout(timer);
      for (const name of events) window.removeEventListener(name, go, true);
      resolve();
    };
    const timer = window.setTimeout(go, document.hidden ? 5 * PAUSE : PAUSE);
    for (const name of events) window.addEventListener(name, go, true);
  });
}

async function wait(): Promise<boolean> {
  for (let waited = false; ; waited = true) {
    const now = await ask();
    if (typeof now !== "string") {
      renew(now.csrf);
      document.dispatchEvent(new Event("session:known"));
      show(null);
      return waited;
    }
    show(now);
    await pause();
  }
}

/** Resolves when the page's account is signed in (again), with whether that took a while. */
export function whenSignedIn(): Promise<boolean> {
  waiting ??= wait().finally(() => (waiting = null));
  return waiting;
}

async function sendWhenSignedIn(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const concerned = form.method === "post" && form.querySelector("[name=account]") && form.target !== "_blank";
  if (!concerned || form.matches("[data-part], [hx-post], [data-note-form]")) return;
  if (form.dataset.mayGo) {
    delete form.dataset.mayGo;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (form.dataset.asking) return; // a double click
  form.dataset.asking = "1";
  let dropped = false; // a question that is closed meanwhile is answered with no
  const drop = (): void => {
    dropped = true;
    delete form.dataset.asking;
  };
  const question = form.closest("dialog");
  question?.addEventListener("close", drop);
  const waited = await whenSignedIn();
  question?.removeEventListener("close", drop);
  if (dropped) return;
  delete form.dataset.asking;
  if (waited && form.dataset.pressAgain) return askAgain(form, event.submitter);
  form.dataset.mayGo = "1";
  form.requestSubmit(event.submitter);
}

/** What cannot be undone is not done behind somebody's back: they are asked to press once more. */
function askAgain(form: HTMLFormElement, button: HTMLElement | null): void {
  form.querySelector("[data-again]")?.remove();
  const told = document.createElement("p");
  told.dataset.again = "";
  told.setAttribute("role", "status");
  told.textContent = form.dataset.pressAgain ?? "";
  (button?.closest(".submit-row") ?? form).append(told);
  button?.focus();
}

export function watchSession(): void {
  if (!owner()) return;
  // After the confirmations, before everything else that acts on a form.
  document.addEventListener("submit", (event) => void sendWhenSignedIn(event), true);
  document.addEventListener("session:ended", () => {
    void whenSignedIn().then(() => document.dispatchEvent(new Event("session:back")));
  });
  document.addEventListener("htmx:responseError", (event) => {
    if ((event as CustomEvent).detail.xhr.status === 401) void whenSignedIn();
  });
  const held = document.querySelector<HTMLFormElement>("form[data-held=wait]");
  // Where the database was away it is not asked again and again: who is signed in can be read while nothing can be written.
  const after = 1000 * Number(held?.dataset.after ?? 0);
  if (held) setTimeout(() => void whenSignedIn().then(() => held.requestSubmit()), after);
}
