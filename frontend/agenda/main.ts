/**
 * Rundown lines sorted by dragging: the rows of [data-sort-form="form id"] carry hidden inputs of that form, so after a drop
 * the form is simply sent and the list comes back with the new times. Without a pointer the arrow buttons do the same.
 */
import Sortable from "sortablejs";

function enhance(part: ParentNode): void {
  for (const list of part.querySelectorAll<HTMLElement>("[data-sort-form]")) {
    const form = document.querySelector<HTMLFormElement>(`#${CSS.escape(list.dataset.sortForm ?? "")}`);
    if (!form) continue;
    Sortable.create(list, {
      handle: "[data-sort-handle]",
      animation: 120,
      onEnd: (event) => {
        if (event.oldIndex !== event.newIndex) form.requestSubmit();
      },
    });
  }
}

enhance(document);
document.body.addEventListener("part:renewed", (event) => enhance(event.target as Element));
