/**
 * A form that changes only parts of its page: data-renew="ids of those parts" on the form. It is sent in the background, the parts of
 * the page that comes back take the place of the old ones, the focus stays where it was (the element of the same id) and what the
 * page has to say is said. Within the part, what is marked data-kept and has an id stays as it is, but for its data-fresh places:
 * an editor is moved, not made again. Without script, and when the answer is another page, the form is sent like any other.
 * Whoever works on the new part listens to "part:renewed".
 */
import { say } from "../shared/say";

const underWay = new WeakSet<HTMLFormElement>();

/** Puts the old data-kept elements into the new part, which stands in the page beside the old one. */
function keep(part: HTMLElement, before: HTMLElement): void {
  for (const shell of part.querySelectorAll<HTMLElement>("[data-kept]")) {
    const mine = before.querySelector<HTMLElement>(`#${CSS.escape(shell.id)}`);
    if (!mine) continue;
    const fresh = shell.querySelectorAll("[data-fresh]");
    mine.querySelectorAll("[data-fresh]").forEach((place, at) => place.replaceChildren(...(fresh[at]?.childNodes ?? [])));
    shell.replaceWith(mine);
  }
}

function renew(olds: HTMLElement[], page: Document): boolean {
  const parts = olds.map((old) => page.getElementById(old.id));
  if (parts.includes(null)) return false;
  const focused = document.activeElement?.id;
  olds.forEach((old, at) => {
    const part = parts[at]!;
    old.before(part);
    keep(part, old);
    old.remove();
    part.dispatchEvent(new CustomEvent("part:renewed", { bubbles: true }));
  });
  if (focused) document.getElementById(focused)?.focus();
  tell(page);
  return true;
}

const partsOf = (form: HTMLFormElement): HTMLElement[] =>
  (form.dataset.renew ?? "").split(" ").flatMap((id) => document.getElementById(id) ?? []);

/** Good news is only said, for nothing on the page should jump; what is wrong is also shown. */
function tell(page: Document): void {
  const messages = [...page.querySelectorAll<HTMLElement>(".flash")];
  say(messages.map((message) => message.textContent ?? "").join(" "));
  const place = document.querySelector(".flashes");
  place?.replaceChildren(...messages.filter((message) => message.matches(".flash-warning, .flash-danger")));
}

async function send(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
  const body = new FormData(form);
  if (submitter instanceof HTMLButtonElement && submitter.name) body.append(submitter.name, submitter.value);
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  try {
    const answer = await fetch(action, { method: "POST", body });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok && renew(partsOf(form), page)) return;
    // Another page, such as the sign-in. What was refused has changed nothing, and is asked again for its own page to be seen.
    if (answer.redirected) return window.location.assign(answer.url);
  } catch {
    // No connection: the browser says so.
  }
  form.dataset.renewed = "";
  form.requestSubmit(submitter);
}

export function watchRenewals(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || !partsOf(form).length || "renewed" in form.dataset) return;
    event.preventDefault();
    if (underWay.has(form)) return; // a double click counts once
    underWay.add(form);
    void send(form, event.submitter).finally(() => underWay.delete(form));
  });
}
