/**
 * Form comforts. data-warn-unsaved on a form asks before what was typed is left behind. data-select-all="name" on a checkbox
 * ticks all checkboxes of that name; [data-selected-count] shows how many are ticked and [data-needs-selection] is only
 * enabled then. data-show-when="field=value" shows a part of the form only for that choice. A form is never sent twice by a
 * double click.
 */

const dirty = new WeakSet<HTMLFormElement>();

function holdButtons(form: HTMLFormElement): void {
  // After the event, so that the pressed button's own name and value still travel.
  window.setTimeout(() => {
    for (const button of form.elements) {
      // Also those that stand elsewhere and name the form.
      if (button instanceof HTMLButtonElement && button.type === "submit" && !button.disabled) {
        button.disabled = true;
        button.dataset.held = "1";
      }
    }
  });
}

function releaseButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-held]")) {
    button.disabled = false;
    delete button.dataset.held;
  }
}

function countSelection(name: string): void {
  const boxes = [...document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${CSS.escape(name)}"]`)];
  const elsewhere = document.querySelectorAll(`input[data-kept-tick][name="${CSS.escape(name)}"]`).length; // ticks.ts
  const here = boxes.filter((box) => box.checked).length;
  const ticked = here + elsewhere;
  const all = document.querySelector<HTMLInputElement>(`[data-select-all="${CSS.escape(name)}"]`);
  if (all) {
    all.checked = here > 0 && here === boxes.length;
    all.indeterminate = here > 0 && here < boxes.length;
  }
  document.querySelectorAll("[data-selected-count]").forEach((place) => (place.textContent = String(ticked)));
  document.querySelectorAll<HTMLButtonElement>("[data-needs-selection]").forEach((button) => (button.disabled = ticked === 0));
}

function showWhen(part: ParentNode): void {
  for (const section of part.querySelectorAll<HTMLElement>("[data-show-when]")) {
    const [field = "", values = ""] = (section.dataset.showWhen ?? "").split("=");
    const form = section.closest("form");
    if (!form) continue;
    const current = new FormData(form).getAll(field).map(String);
    section.hidden = !current.some((value) => values.split("|").includes(value));
  }
}

function onChange(event: Event): void {
  const control = event.target as HTMLInputElement;
  const form = control.form;
  if (control.dataset.selectAll) {
    const name = CSS.escape(control.dataset.selectAll);
    document.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${name}"]`).forEach((box) => (box.checked = control.checked));
    countSelection(control.dataset.selectAll);
  } else if (control.type === "checkbox" && document.querySelector(`[data-select-all="${CSS.escape(control.name)}"]`)) {
    countSelection(control.name);
  }
  if (form) showWhen(form);
}

export function enhanceForms(part: ParentNode): void {
  showWhen(part);
  for (const all of part.querySelectorAll<HTMLElement>("[data-select-all]")) countSelection(all.dataset.selectAll ?? "");
}

export function watchForms(): void {
  document.addEventListener("change", onChange);
  document.addEventListener("input", (event) => {
    const form = (event.target as HTMLInputElement).form;
    if (form && "warnUnsaved" in form.dataset) dirty.add(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    dirty.delete(form);
    // A download or an htmx request leaves the page standing: its buttons must stay usable.
    const leaves = form.target !== "_blank" && !("download" in form.dataset) && !form.matches("[hx-get],[hx-post]");
    if (!event.defaultPrevented && leaves && form.method !== "dialog") holdButtons(form);
  });
  window.addEventListener("pageshow", releaseButtons);
  window.addEventListener("beforeunload", (event) => {
    if ([...document.forms].some((form) => dirty.has(form))) event.preventDefault();
  });
}
