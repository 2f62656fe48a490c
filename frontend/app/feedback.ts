/** What the page says back: copied texts, and messages that can be put away. */
import { say } from "../shared/say";

/** data-copy="text": copies, and shows data-copied on the button for two seconds. */
async function copy(button: HTMLElement): Promise<void> {
  await navigator.clipboard.writeText((button.dataset.copy ?? "").trim());
  const done = button.dataset.copied;
  if (!done || button.dataset.label) return;
  say(done);
  const label = button.querySelector<HTMLElement>("[data-copy-label]") ?? button;
  button.dataset.label = label.textContent ?? "";
  label.textContent = done;
  window.setTimeout(() => {
    label.textContent = button.dataset.label ?? "";
    delete button.dataset.label;
  }, 2000);
}

export function watchFeedback(): void {
  document.querySelectorAll<HTMLElement>("[data-close-flash]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const copier = (event.target as Element).closest<HTMLElement>("[data-copy]");
    if (copier) void copy(copier);
    (event.target as Element).closest("[data-close-flash]")?.closest(".flash")?.remove();
  });
}
