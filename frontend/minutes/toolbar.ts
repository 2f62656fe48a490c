/**
 * The toolbar of one text, a copy of the page's <template>. By keyboard as the ARIA pattern has it: one stop of the Tab key, arrows, Home
 * and End within, Escape back to the text, and Alt+F10 from the text to it. What cannot act here says so and stays in the row.
 */
import type { Editor } from "@tiptap/core";
import { COMMANDS } from "./commands";

type Ask = (editor: Editor) => void;

export class Toolbar {
  readonly element: HTMLElement;
  private waiting = 0;

  /** `asking`: what a button does that opens something first, by its name. */
  constructor(
    template: HTMLTemplateElement,
    private readonly editor: () => Editor,
    private readonly asking: Record<string, Ask>,
  ) {
    this.element = template.content.firstElementChild!.cloneNode(true) as HTMLElement;
    this.element.addEventListener("keydown", (event) => this.onKey(event));
    this.element.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps its selection
    this.element.addEventListener("click", (event) => this.onClick(event));
    this.element.addEventListener("focusin", (event) => this.rove(event.target as HTMLButtonElement));
    this.rove();
  }

  /** From the text to the button that was used last. */
  focus(): void {
    this.buttons.find((button) => button.tabIndex === 0)?.focus();
  }

  /** What is on and what can act, once a frame. */
  refresh(): void {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      if (!this.editor().isDestroyed) this.show();
    });
  }

  private get buttons(): HTMLButtonElement[] {
    return [...this.element.querySelectorAll<HTMLButtonElement>("button[data-do]")].filter((button) => !button.closest("[hidden]"));
  }

  private show(): void {
    const editor = this.editor();
    for (const group of this.element.querySelectorAll<HTMLElement>("[data-in]")) group.hidden = !editor.isActive(group.dataset.in!);
    for (const button of this.buttons) {
      const name = button.dataset.do!;
      const command = COMMANDS[name];
      if (name === "link") button.setAttribute("aria-pressed", String(editor.isActive("link")));
      if (!command) continue;
      if (command.isOn) button.setAttribute("aria-pressed", String(command.isOn(editor)));
      button.setAttribute("aria-disabled", String(command.can ? !command.can(editor) : false));
    }
    this.rove();
  }

  /** Exactly one button is a stop of the Tab key. */
  private rove(wanted?: HTMLButtonElement): void {
    const { buttons } = this;
    const stop = wanted && buttons.includes(wanted) ? wanted : (buttons.find((button) => button.tabIndex === 0) ?? buttons[0]);
    for (const button of this.element.querySelectorAll<HTMLButtonElement>("button[data-do]")) button.tabIndex = button === stop ? 0 : -1;
  }

  private onClick(event: Event): void {
    const button = (event.target as Element).closest<HTMLButtonElement>("button[data-do]");
    if (!button || button.getAttribute("aria-disabled") === "true") return;
    const name = button.dataset.do!;
    (this.asking[name] ?? COMMANDS[name]?.run)?.(this.editor());
    this.refresh();
  }

  private onKey(event: KeyboardEvent): void {
    const { buttons } = this;
    const at = buttons.indexOf(event.target as HTMLButtonElement);
    if (at < 0) return;
    const steps: Record<string, number> = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 };
    const goal = steps[event.key];
    if (goal !== undefined) buttons[(goal + buttons.length) % buttons.length]!.focus();
    else if (event.key === "Escape") this.editor().commands.focus();
    else return;
    event.preventDefault();
  }
}
