/** What the page says back: toasts, copied texts, bar widths, printing. */
import Toast from "bootstrap/js/dist/toast";

/** data-width="40": a bar 40 % wide. Set from here because the security policy forbids style attributes. */
function applyWidths(part: ParentNode): void {
  for (const bar of part.querySelectorAll<HTMLElement>("[data-width]")) {
    const width = Number(bar.dataset.width);
    if (Number.isFinite(width)) bar.style.width = `${Math.min(100, Math.max(0, width))}%`;
  }
}

export function enhanceFeedback(part: ParentNode): void {
  applyWidths(part);
  if (part instanceof Element && part.matches("[data-width]")) applyWidths(part.parentNode ?? part);
  for (const toast of part.querySelectorAll<HTMLElement>(".toast:not(.show)")) Toast.getOrCreateInstance(toast).show();
}

/** data-copy="text" or data-copy-from="#id": copies, and shows data-copied on the button for two seconds. */
async function copy(button: HTMLElement): Promise<void> {
  const source = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
  const text = source instanceof HTMLInputElement || source instanceof HTMLTextAreaElement ? source.value : source?.textContent;
  await navigator.clipboard.writeText((text ?? button.dataset.copy ?? "").trim());
  const done = button.dataset.copied;
  if (!done || button.dataset.label) return;
  const label = button.querySelector<HTMLElement>("[data-copy-label]") ?? button;
  button.dataset.label = label.textContent ?? "";
  label.textContent = done;
  window.setTimeout(() => {
    label.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, 2000);
}

export function watchFeedback(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const copier = target.closest<HTMLElement>("[data-copy], [data-copy-from]");
    if (copier) void copy(copier);
    if (target.closest("[data-print]")) window.print();
  });
}
