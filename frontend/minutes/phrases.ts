/**
 * The dialog that offers phrases, already filled in for these minutes by the service, and puts one where the caret is: one step to undo.
 * As the ARIA pattern has it the focus stays in the search box, arrows choose, Enter inserts.
 */
import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { wordsOf } from "../shared/search";

interface Phrase {
  option: HTMLElement;
  key: string;
  html: string;
}

/** Does each typed word begin a word of the text? */
export function matches(key: string, typed: string): boolean {
  return wordsOf(typed).every((word) => key.includes(` ${word}`));
}

export const keyOf = (...texts: string[]): string => texts.flatMap(wordsOf).map((word) => ` ${word}`).join("");

/** Like what is pasted: a single line flows into the line of the caret. What was typed before and after are steps of their own. */
export function insertPhrase(editor: Editor, html: string): void {
  const apart = (): void => editor.view.dispatch(closeHistory(editor.state.tr));
  editor.view.focus();
  apart();
  editor.view.pasteHTML(html);
  apart();
  editor.commands.scrollIntoView();
}

/** What a text says, in one line. */
function saidIn(text: Element): string {
  const copy = text.cloneNode(true) as Element;
  for (const block of copy.querySelectorAll("div, li, td, th, h1, blockquote, pre, br")) block.after(" ");
  return (copy.textContent ?? "").replace(/\s+/g, " ").trim();
}

class Choice {
  private phrases: Phrase[] = [];
  private chosen: Phrase | undefined;
  private editor: Editor | undefined;
  private readonly field: HTMLInputElement;
  private readonly list: HTMLElement;
  private readonly state: HTMLElement;

  constructor(private readonly dialog: HTMLDialogElement) {
    this.field = dialog.querySelector("input")!;
    this.list = dialog.querySelector<HTMLElement>("[role=listbox]")!;
    this.state = dialog.querySelector<HTMLElement>("[data-state]")!;
    this.field.addEventListener("input", () => this.filter());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.dialog.querySelector("[data-close]")!.addEventListener("click", () => this.close());
    this.list.addEventListener("click", (event) => this.take(this.phrases.find(({ option }) => option.contains(event.target as Node))));
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  }

  async open(editor: Editor, address: string): Promise<void> {
    this.editor = editor;
    this.phrases = [];
    this.list.replaceChildren();
    this.field.value = "";
    this.filter();
    this.say("loading");
    this.dialog.showModal();
    this.field.focus();
    try {
      const answer = await fetch(address, { headers: { Accept: "text/html" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      this.show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    } catch {
      this.say("failed");
    }
  }

  private show(page: Document): void {
    this.phrases = [...page.querySelectorAll<HTMLElement>("[data-phrase]")].map((each, place) => {
      const { phrase: name = "", unit = "" } = each.dataset;
      const text = each.querySelector("[data-phrase-text]")!;
      const said = saidIn(text);
      const option = document.createElement("li");
      Object.assign(option, { id: `frasa-pilihan-${place}`, className: "phrase-choice" });
      option.setAttribute("role", "option");
      for (const [tag, textContent] of [["strong", name], ["span", unit], ["small", said]] as const) {
        option.append(Object.assign(document.createElement(tag), { textContent }));
      }
      return { option, key: keyOf(name, unit, said), html: text.innerHTML.trim() };
    });
    this.list.replaceChildren(...this.phrases.map(({ option }) => option));
    this.filter();
  }

  private get shown(): Phrase[] {
    return this.phrases.filter(({ option }) => !option.hidden);
  }

  private filter(): void {
    for (const { option, key } of this.phrases) option.hidden = !matches(key, this.field.value);
    this.choose(this.shown[0]);
    this.say(this.shown.length ? "count" : this.phrases.length ? "none" : "empty");
  }

  private say(what: string): void {
    this.state.textContent = (this.dialog.getAttribute(`data-text-${what}`) ?? "").replace("{n}", String(this.shown.length));
  }

  private choose(phrase: Phrase | undefined): void {
    this.chosen = phrase;
    for (const { option } of this.phrases) option.setAttribute("aria-selected", String(option === phrase?.option));
    if (phrase) this.field.setAttribute("aria-activedescendant", phrase.option.id);
    else this.field.removeAttribute("aria-activedescendant");
    phrase?.option.scrollIntoView({ block: "nearest" });
  }

  private onKey(event: KeyboardEvent): void {
    const { shown } = this;
    const at = this.chosen ? shown.indexOf(this.chosen) : -1;
    if (event.key === "ArrowDown") this.choose(shown[(at + 1) % shown.length]);
    else if (event.key === "ArrowUp") this.choose(shown[(at - 1 + shown.length) % shown.length]);
    else if (event.key === "Enter" && !event.isComposing) this.take(this.chosen);
    else return;
    event.preventDefault();
  }

  private take(phrase: Phrase | undefined): void {
    const { editor } = this;
    if (!phrase || !editor) return;
    this.close();
    insertPhrase(editor, phrase.html);
  }

  private close(): void {
    this.dialog.close();
    this.editor?.view.focus();
  }
}

let choice: Choice | undefined;

export function askPhrase(editor: Editor): void {
  const dialog = document.querySelector<HTMLDialogElement>("#frasa");
  const address = document.querySelector<HTMLElement>("[data-minutes]")?.dataset.phrases;
  if (!dialog || !address || dialog.open || editor.isActive("picture")) return;
  choice ??= new Choice(dialog);
  void choice.open(editor, address);
}
