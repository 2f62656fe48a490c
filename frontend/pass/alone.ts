// A guest checks themselves in: this page's camera reads what the screen of the hall shows, or the phone's own camera has opened its link.
// Which passes were opened on this phone is remembered here and told to nobody; what is recorded, the service decides.

import { Camera } from "../scanner/camera";

/** A pass that was opened on this phone while its meeting let guests check themselves in. */
export interface Remembered {
  pass: string;
  name: string;
  institution: string;
  meeting: string;
  /** The meeting's last day, `2026-12-01`. */
  lastDay: string;
}

const PLACE = "passes";
const MOST = 20;
const DAY = 86_400_000;

/** The code in what a phone has read from the screen, as its link has it; null for anything else. */
export function hallCode(text: string): string | null {
  return /\/H\/([A-Z2-7]{32})$/i.exec(text.trim())?.[1]?.toLowerCase() ?? null;
}

/** The passes that are still of use, without another of the same code. */
export function kept(passes: Remembered[], newest: Remembered | null, now: number): Remembered[] {
  const others = passes.filter(({ pass }) => pass !== newest?.pass);
  return [...(newest ? [newest] : []), ...others].filter(({ lastDay }) => Date.parse(lastDay) + 2 * DAY > now).slice(0, MOST);
}

function remembered(): Remembered[] {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(found) ? (found as Remembered[]) : [];
  } catch {
    return [];
  }
}

function remember(newest: Remembered): void {
  try {
    localStorage.setItem(PLACE, JSON.stringify(kept(remembered(), newest, Date.now())));
  } catch {
    // A phone that keeps nothing: its camera is pointed at the screen from the pass page.
  }
}

/** Under one id a form that is sent twice is recorded once. Without cryptography the service makes one. */
const newId = (): string => globalThis.crypto?.randomUUID?.() ?? "";

/** Milliseconds before each further try; what the screen has shown is good for a minute. */
const AGAIN = [1_000, 3_000];
const PATIENCE = 8_000;

/** Whether the service has answered with the page to go on to; null where it did not answer, or could not. */
async function sent(form: HTMLFormElement): Promise<boolean | null> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", signal: stop.signal }).catch(() => null);
  clearTimeout(timer);
  if (!answer || answer.status === 429 || answer.status >= 500) return null;
  return answer.type === "opaqueredirect";
}

/** Sends the form, under an id of its own each time it is pressed, and goes on to what came of it; false when nothing was recorded. */
export async function send(form: HTMLFormElement): Promise<boolean> {
  form.querySelector<HTMLInputElement>("[name=id]")!.value = newId();
  for (const pause of [...AGAIN, null]) {
    const taken = await sent(form);
    if (taken) location.assign(form.action);
    else if (taken === false) form.submit(); // what it says of it is a page
    if (taken !== null) return true;
    if (pause !== null) await new Promise((resolve) => setTimeout(resolve, pause));
  }
  return false;
}

/** Reads the hall's screen with the camera once `[data-alone-start]` is pressed and `ready`; returns what tells of a failure. */
function watchScreen(place: HTMLElement, found: (code: string) => void, ready = (): boolean => true): (state: string) => void {
  const { worker = "", wasm = "" } = place.dataset;
  place.hidden = false;
  const note = place.querySelector<HTMLElement>("[data-alone-note]")!;
  const start = place.querySelector<HTMLElement>("[data-alone-start]")!;
  const finder = place.querySelector<HTMLElement>("[data-alone-finder]")!;
  let camera: Camera | null = null;

  function read(text: string): void {
    const code = hallCode(text);
    note.textContent = (code ? place.dataset.found : place.dataset.foreign) ?? "";
    if (!code || !camera) return;
    camera.dispose();
    camera = null;
    found(code);
  }

  start.addEventListener("click", () => {
    if (!ready()) return;
    finder.hidden = false;
    start.hidden = true;
    note.textContent = place.dataset.aim ?? "";
    camera = new Camera(finder.querySelector("video")!, { read, state: told }, { worker, wasm });
    void camera.start(null);
  });

  function told(state: string): void {
    if (!["denied", "none", "insecure", "failed", "unsent"].includes(state)) return;
    camera?.dispose();
    camera = null;
    finder.hidden = true;
    start.hidden = false;
    note.textContent = (state === "denied" ? place.dataset.denied : state === "unsent" ? place.dataset.unsent : place.dataset.failed) ?? "";
  }
  return told;
}

/** The pass page: remembers the pass, and reads the screen when asked to. */
export function offerAlone(place: HTMLElement): void {
  const { pass = "", name = "", institution = "", meeting = "", lastDay = "" } = place.dataset;
  remember({ pass, name, institution, meeting, lastDay });
  const form = place.querySelector("form")!;
  const told = watchScreen(place, (code) => {
    form.querySelector<HTMLInputElement>("[name=layar]")!.value = code;
    void send(form).then((done) => done || told("unsent"));
  });
}

/** The page of a room that joins: whoever is ticked in its form is reported with what the screen shows. */
export function offerRoom(place: HTMLElement): void {
  const form = place.closest("form")!;
  const send = (code: string): void => {
    form.querySelector<HTMLInputElement>("[name=shown]")!.value = code;
    form.requestSubmit();
  };
  watchScreen(place, send, () => form.reportValidity());
}

/** The page behind the screen's QR: a button for each pass of this meeting that this phone remembers. */
export function offerRemembered(place: HTMLElement): void {
  const { meeting = "", action = "" } = place.dataset;
  const known = kept(remembered(), null, Date.now()).filter((each) => each.meeting === meeting);
  const box = place.querySelector<HTMLElement>("[data-remembered]")!;
  const template = box.querySelector("template")!;
  const note = place.querySelector<HTMLElement>("[data-alone-note]")!;
  let sending = false;

  // Back from the pass page the browser may show this one as it was left.
  addEventListener("pageshow", () => (note.textContent = ""));

  async function press(form: HTMLFormElement): Promise<void> {
    if (sending) return;
    sending = true;
    note.textContent = place.dataset.sending ?? "";
    if (!(await send(form))) note.textContent = place.dataset.unsent ?? "";
    sending = false;
  }

  for (const { pass, name, institution } of known) {
    const copy = template.content.cloneNode(true) as DocumentFragment;
    const form = copy.querySelector("form")!;
    form.action = action.replace("-", encodeURIComponent(pass));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void press(form);
    });
    copy.querySelector("[data-name]")!.textContent = name;
    copy.querySelector("[data-institution]")!.textContent = institution;
    box.querySelector(".alone-people")!.append(copy);
  }
  box.hidden = known.length === 0;
  place.querySelector<HTMLElement>("[data-unknown]")!.hidden = known.length > 0;
}
