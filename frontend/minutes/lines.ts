/** Rows of decisions and action items: one more, one less. */

function change(place: Element): void {
  place.dispatchEvent(new Event("input", { bubbles: true }));
}

function uniqueIds(row: Element, number: number): void {
  for (const label of row.querySelectorAll<HTMLLabelElement>("label[for]")) {
    const field = row.querySelector(`#${CSS.escape(label.htmlFor)}`);
    if (field) label.htmlFor = field.id = `${label.htmlFor}-${number}`;
  }
}

let added = 0;

export function watchLines(frame: HTMLElement): void {
  frame.addEventListener("click", (event) => {
    const target = event.target as Element;
    const lines = target.closest("[data-lines]");
    if (!lines) return;
    if (target.closest("[data-add-line]")) {
      const template = lines.querySelector("template");
      const row = template?.content.firstElementChild?.cloneNode(true) as HTMLElement | undefined;
      if (!template || !row) return;
      uniqueIds(row, ++added);
      template.before(row);
      row.querySelector<HTMLElement>("textarea")?.focus();
    } else if (target.closest("[data-remove-line]")) {
      const row = target.closest("[data-line]");
      const next = (row?.nextElementSibling ?? row?.previousElementSibling)?.querySelector<HTMLElement>("textarea");
      row?.remove();
      change(lines);
      (next ?? lines.querySelector<HTMLElement>("[data-add-line]"))?.focus();
    }
  });
}
