/**
 * The hall opens at its middle. Seats moved by dragging: whoever is dragged ([data-person], on a seat or in the list) onto a seat ([data-seat]) is sent with the form of
 * the two taps, which do the same without a pointer.
 */
for (const hall of document.querySelectorAll<HTMLElement>("[data-hall]")) {
  // Wider than its place: opened at who is being moved, else at the middle, where the front is.
  const picked = hall.querySelector<HTMLElement>(".seat-picked");
  const middle = picked ? picked.offsetLeft - hall.offsetLeft + picked.offsetWidth / 2 : hall.scrollWidth / 2;
  hall.scrollLeft = middle - hall.clientWidth / 2;
}

const form = document.querySelector<HTMLFormElement>("#pindah");

function person(event: Event): string {
  return (event.target as Element).closest<HTMLElement>("[data-person]")?.dataset.person ?? "";
}

function seat(event: Event): HTMLElement | null {
  return (event.target as Element).closest<HTMLElement>("[data-seat]");
}

function move(who: string, to: string): void {
  const field = form?.elements.namedItem("person");
  if (!form || !(field instanceof HTMLInputElement)) return;
  field.value = who;
  const target = document.createElement("input");
  target.type = "hidden";
  target.name = "to";
  target.value = to;
  form.append(target);
  form.requestSubmit();
}

if (form) {
  let dragged = "";
  for (const each of document.querySelectorAll<HTMLElement>("[data-person]")) each.draggable = true;
  document.addEventListener("dragstart", (event) => {
    dragged = person(event);
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged || !seat(event)) return;
    event.preventDefault();
    seat(event)?.classList.add("seat-over");
  });
  document.addEventListener("dragleave", (event) => seat(event)?.classList.remove("seat-over"));
  document.addEventListener("dragend", () => {
    dragged = "";
  });
  document.addEventListener("drop", (event) => {
    const target = seat(event);
    if (!dragged || !target) return;
    event.preventDefault();
    target.classList.remove("seat-over");
    if (target.dataset.person !== dragged) move(dragged, target.dataset.seat ?? "");
  });
}
