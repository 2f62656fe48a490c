/** Keys of the whole page: Ctrl+S saves, Ctrl+H finds and replaces, ? shows the list of keys. */
import type { Part } from "./part";

const WRITING = "input, textarea, select, [contenteditable]";

export function watchKeys(partOf: (form: HTMLFormElement) => Part | undefined, all: () => Part[], find: () => void): void {
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.altKey) return;
    const place = event.target as Element;
    if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "s") {
      event.preventDefault(); // the browser would save the page
      const form = place.closest<HTMLFormElement>("form[data-part]");
      const part = form && partOf(form);
      if (part) part.saveNow();
      else for (const each of all()) if (each.isDirty) void each.save();
    } else if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "h") {
      event.preventDefault(); // the browser would show what was visited
      find();
    } else if (event.key === "?" && !place.closest(`${WRITING}, dialog[open]`)) {
      event.preventDefault();
      const list = document.querySelector<HTMLDialogElement>("#pintasan");
      if (list && !list.open) list.showModal();
    }
  });
}
