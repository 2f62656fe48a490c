/**
 * What is ticked in a long list outlives its pages and searches: form[data-keep-ticks="ids"] keeps the ticked values of that name, and
 * what else was filled in, in this tab until the service says that the form was stored. Ticked rows that the page does not show are sent
 * along; [data-ticks-elsewhere] says how many those are ({count} in its data-text), a [data-clear-ticks] button lets go of all of them.
 * A hidden [data-ticked-since] says when the page was made; it stays that of the page on which the first of the kept ticks was made.
 */

export interface Kept {
  ticked: string[];
  fields: [name: string, value: string][];
  since?: string;
}

const NOT_KEPT = new Set(["csrf_token", "account", "ticket"]);

/** What is ticked after a page on which `shown` could be ticked and `ticked` were: what was ticked on other pages stays. */
export function tickedNow(before: string[], shown: string[], ticked: string[]): string[] {
  const here = new Set(shown);
  return [...before.filter((value) => !here.has(value)), ...ticked];
}

function read(key: string): Kept {
  try {
    return { ticked: [], fields: [], ...(JSON.parse(sessionStorage.getItem(key) ?? "{}") as Partial<Kept>) };
  } catch {
    return { ticked: [], fields: [] }; // a browser that keeps nothing
  }
}

function keyOf(path: string): string {
  return `centang:${document.body.dataset.account ?? ""}:${path}`;
}

function keepTicks(form: HTMLFormElement): void {
  const name = form.dataset.keepTicks!;
  const { posted } = document.body.dataset;
  const key = keyOf(location.pathname);
  const boxes = [...form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  const others = [...form.elements].filter(
    (field): field is HTMLInputElement => field instanceof HTMLInputElement && field.type !== "hidden" && !!field.name && field.name !== name && !NOT_KEPT.has(field.name),
  );
  const since = form.querySelector<HTMLInputElement>("[data-ticked-since]");
  const made = since?.value;
  let kept = read(key);

  const show = (): void => {
    for (const old of form.querySelectorAll("input[data-kept-tick]")) old.remove();
    const here = new Set(boxes.map((box) => box.value));
    const elsewhere = kept.ticked.filter((value) => !here.has(value));
    for (const value of elsewhere) {
      const field = Object.assign(document.createElement("input"), { type: "hidden", name, value });
      field.dataset.keptTick = "";
      form.append(field);
    }
    for (const note of form.querySelectorAll<HTMLElement>("[data-ticks-elsewhere]")) {
      note.hidden = elsewhere.length === 0;
      note.querySelector("span")!.textContent = (note.dataset.text ?? "").replace("{count}", String(elsewhere.length));
    }
    boxes[0]?.dispatchEvent(new Event("change", { bubbles: true })); // the page counts again
  };
  const remember = (): void => {
    const ticked = boxes.filter((box) => box.checked).map((box) => box.value);
    const shown = boxes.map((box) => box.value);
    const first = kept.ticked.length ? kept.since : undefined;
    kept = {
      since: first ?? made,
      ticked: tickedNow(kept.ticked, shown, ticked),
      fields: others.map((field) => [field.name, field.type === "checkbox" ? (field.checked ? "1" : "") : field.value]),
    };
    if (since && kept.since) since.value = kept.since;
    try {
      sessionStorage.setItem(key, JSON.stringify(kept));
    } catch {
      // the page itself still holds what was ticked
    }
  };

  // A form that came back holds what was filled in last.
  if (posted === undefined) {
    for (const field of others) {
      const value = kept.fields.find(([each]) => each === field.name)?.[1];
      if (value === undefined) continue;
      if (field.type === "checkbox") field.checked = value === "1";
      else field.value = value;
    }
  }
  for (const box of boxes) box.checked ||= kept.ticked.includes(box.value);
  remember();
  show();
  // After the page has ticked all of them at once.
  document.addEventListener("change", (event) => {
    const control = event.target as HTMLInputElement;
    if (control.form === form || control.dataset.selectAll === name) remember();
  });
  form.querySelector("[data-clear-ticks]")?.addEventListener("click", () => {
    kept.ticked = [];
    for (const box of boxes) box.checked = false;
    remember();
    show();
  });
}

export function watchTicks(): void {
  const { saved } = document.body.dataset;
  if (saved) sessionStorage.removeItem(keyOf(saved)); // also where the page that says so has no rows left, and so no form
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-keep-ticks]")) keepTicks(form);
}
