/**
 * Trix' toolbar by keyboard, as the ARIA pattern has it: one stop of the Tab key, arrows, Home and End within, Escape back to the
 * text, and Alt+F10 from the text to it. Trix itself takes its buttons out of the Tab order and hears the mouse alone.
 */

const buttonsOf = (toolbar: HTMLElement): HTMLButtonElement[] => [
  ...toolbar.querySelectorAll<HTMLButtonElement>(".trix-button-row .trix-button-group:not(.trix-button-group--file-tools) > button"),
];

/** Exactly one button that works is a stop of the Tab key: `wanted`, or the one before, or the first. */
function rove(toolbar: HTMLElement, wanted?: HTMLButtonElement): void {
  const all = buttonsOf(toolbar);
  const able = all.filter((button) => !button.disabled);
  const stop = [wanted, all.find((button) => button.tabIndex === 0), able[0]].find((button) => button && able.includes(button));
  for (const button of all) button.tabIndex = button === stop ? 0 : -1;
}

function showPressed(toolbar: HTMLElement): void {
  for (const button of buttonsOf(toolbar)) {
    if (button.dataset.trixAttribute) button.setAttribute("aria-pressed", String(button.classList.contains("trix-active")));
  }
  rove(toolbar);
}

function onKey(event: KeyboardEvent, toolbar: HTMLElement, editor: HTMLElement): void {
  const button = (event.target as Element).closest<HTMLButtonElement>(".trix-button-row button");
  if (!button) return; // the dialog of a link has keys of its own
  const able = buttonsOf(toolbar).filter((each) => !each.disabled);
  const at = able.indexOf(button);
  const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: able.length - 1 };
  const goal = steps[event.key];
  if (goal !== undefined) {
    const next = able[(goal + able.length) % able.length]!;
    rove(toolbar, next);
    next.focus();
  } else if (event.key === "Escape") {
    editor.focus();
  } else if (event.key === "Enter" || event.key === " ") {
    button.dispatchEvent(new MouseEvent("mousedown", { bubbles: true, cancelable: true }));
  } else {
    return;
  }
  event.preventDefault();
}

/** `label` names the text that the toolbar belongs to. */
export function enhanceToolbar(toolbar: HTMLElement, editor: HTMLElement, label: string): void {
  toolbar.setAttribute("role", "toolbar");
  toolbar.setAttribute("aria-label", label);
  toolbar.setAttribute("aria-controls", editor.id);
  toolbar.addEventListener("keydown", (event) => onKey(event, toolbar, editor));
  for (const type of ["trix-attributes-change", "trix-actions-change"]) editor.addEventListener(type, () => showPressed(toolbar));
  editor.addEventListener("keydown", (event) => {
    if (event.key !== "F10" || !event.altKey) return;
    event.preventDefault();
    const stop = buttonsOf(toolbar).find((button) => button.tabIndex === 0);
    // Trix puts the caret, and with it the focus, back into the text a frame after the last letter.
    requestAnimationFrame(() => requestAnimationFrame(() => stop?.focus()));
  });
  showPressed(toolbar);
}
