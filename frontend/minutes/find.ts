/** Find and replace in all texts of the minutes: rich texts, titles, speakers, decisions and tasks. What is replaced is saved like what is typed. */
import { Extension, type Editor } from "@tiptap/core";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { say } from "../shared/say";

interface Hit {
  from: number;
  to: number;
}

type Field = HTMLInputElement | HTMLTextAreaElement;
type Doc = Editor["state"]["doc"];

/** A text that is looked through, in the order of the page. */
interface Text {
  element: HTMLElement;
  editor?: Editor;
  hits: Hit[];
}

/** What undoing a replacement gives back, as long as nobody has typed there since. */
interface Step {
  text: Text;
  before: string | Doc;
  after: string | Doc;
}

const FIELDS = ".minutes-item :is(input[name=title], textarea, input[name=action_institution], input[name=action_person]), .rich-editor";
const SHOWN = new PluginKey<DecorationSet>("find");

/** Marks what was found; the state of the plugin is what is marked. */
export const Found = Extension.create({
  name: "found",
  addProseMirrorPlugins: () => [
    new Plugin<DecorationSet>({
      key: SHOWN,
      state: {
        init: () => DecorationSet.empty,
        apply: (tr, marked) => (tr.getMeta(SHOWN) as DecorationSet | undefined) ?? marked.map(tr.mapping, tr.doc),
      },
      props: { decorations: (state) => SHOWN.getState(state) },
    }),
  ],
});

/** Where `wanted` stands; a blank finds any blank, so that what was pasted with hard blanks is found, too. */
export function hitsIn(text: string, wanted: string, exact: boolean): Hit[] {
  if (!wanted) return [];
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  return [...text.matchAll(new RegExp(pattern, exact ? "gu" : "giu"))].map((found) => ({ from: found.index, to: found.index + found[0].length }));
}

function hitsOf(text: Text, wanted: string, exact: boolean): Hit[] {
  if (!text.editor) return hitsIn((text.element as Field).value, wanted, exact);
  const hits: Hit[] = [];
  text.editor.state.doc.descendants((node, at) => {
    if (!node.isTextblock) return true;
    const said = node.textBetween(0, node.content.size, "\n", "\n"); // a letter a position
    for (const { from, to } of hitsIn(said, wanted, exact)) hits.push({ from: at + 1 + from, to: at + 1 + to });
    return false;
  });
  return hits;
}

export class Finder {
  private texts: Text[] = [];
  private now = 0;
  private undoing: Step[] = [];
  private waiting = 0;
  private replacing = false;
  private back: HTMLElement | null = null;

  constructor(
    private readonly bar: HTMLElement,
    private readonly frame: HTMLElement,
    private readonly editorOf: (text: Element) => Editor | undefined,
  ) {
    bar.addEventListener("input", () => this.look(true));
    bar.addEventListener("click", (event) => this.act((event.target as Element).closest<HTMLElement>("[data-find]")?.dataset.find));
    bar.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target instanceof HTMLInputElement) this.step(event.shiftKey ? -1 : 1);
      else return;
      event.preventDefault();
    });
    for (const type of ["input", "rich-change"]) frame.addEventListener(type, () => this.later());
  }

  /** With what is marked in the text as what to look for. */
  open(): void {
    if (this.bar.hidden) this.back = document.activeElement as HTMLElement | null;
    const marked = String(window.getSelection() ?? "").trim();
    this.bar.hidden = false;
    if (marked && marked.length <= 200 && !marked.includes("\n")) this.field("wanted").value = marked;
    this.field("wanted").select();
    this.field("wanted").focus();
    this.look(true);
  }

  private close(): void {
    this.bar.hidden = true;
    this.mark(false);
    this.back?.focus();
  }

  private field(name: string): HTMLInputElement {
    return this.bar.querySelector<HTMLInputElement>(`[name=${name}]`)!;
  }

  private get all(): { text: Text; hit: Hit }[] {
    return this.texts.flatMap((text) => text.hits.map((hit) => ({ text, hit })));
  }

  private act(what: string | undefined): void {
    if (what === "next") this.step(1);
    else if (what === "previous") this.step(-1);
    else if (what === "one") this.replaceOne();
    else if (what === "all") this.replaceAll();
    else if (what === "undo") this.undo();
    else if (what === "close") this.close();
  }

  private later(): void {
    if (this.bar.hidden || this.replacing) return;
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.look(false), 300);
  }

  /** Looks through all texts as they are now. */
  private look(begin: boolean): void {
    const wanted = this.field("wanted").value.trim();
    this.texts = [...this.frame.querySelectorAll<HTMLElement>(FIELDS)].flatMap((element) => {
      const text: Text = { element, editor: this.editorOf(element), hits: [] };
      if (element.classList.contains("rich-editor") && !text.editor) return [];
      text.hits = hitsOf(text, wanted, this.field("exact").checked);
      return [text];
    });
    if (begin) this.now = 0;
    this.now = Math.max(0, Math.min(this.now, this.all.length - 1));
    this.mark(true);
    this.tell();
    if (begin) this.show();
  }

  private step(by: number): void {
    this.look(false);
    const { length } = this.all;
    if (length) this.now = (this.now + by + length) % length;
    this.mark(true);
    this.tell();
    this.show();
    say(this.count);
  }

  private show(): void {
    const found = this.all[this.now];
    if (!found) return;
    const { element } = found.text;
    (element.querySelector(".hit-now") ?? element).scrollIntoView({ block: "center" });
  }

  private mark(on: boolean): void {
    const current = on ? this.all[this.now] : undefined;
    for (const text of this.texts) {
      if (!text.editor) {
        text.element.classList.toggle("has-hit", on && text.hits.length > 0);
        text.element.classList.toggle("has-hit-now", text === current?.text);
        continue;
      }
      const marks = on ? text.hits.map((hit) => Decoration.inline(hit.from, hit.to, { class: hit === current?.hit ? "hit hit-now" : "hit" })) : [];
      text.editor.view.dispatch(text.editor.state.tr.setMeta(SHOWN, DecorationSet.create(text.editor.state.doc, marks)));
    }
  }

  private get count(): string {
    const { textNone = "", textCount = "" } = this.bar.dataset;
    const { length } = this.all;
    if (!this.field("wanted").value.trim()) return "";
    return length ? textCount.replace("{n}", String(this.now + 1)).replace("{all}", String(length)) : textNone;
  }

  private tell(): void {
    this.bar.querySelector("[data-count]")!.textContent = this.count;
    for (const button of this.bar.querySelectorAll<HTMLButtonElement>("[data-find]:not([data-find=close])")) {
      const pressed = button === document.activeElement;
      button.disabled = button.dataset.find === "undo" ? !this.undoing.length : !this.all.length;
      if (pressed && button.disabled) this.field("wanted").focus();
    }
  }

  private replaceOne(): void {
    this.look(false);
    const found = this.all[this.now];
    if (!found) return;
    const begin = found.hit.from + this.field("instead").value.length;
    this.undoing = [this.replace(found.text, [found.hit])];
    this.look(false);
    const at = this.texts.findIndex((text) => text.element === found.text.element);
    const next = this.all.findIndex(({ text, hit }) => this.texts.indexOf(text) > at || (this.texts.indexOf(text) === at && hit.from >= begin));
    this.now = Math.max(0, next);
    this.mark(true);
    this.tell();
    this.show();
    say(this.count);
  }

  private replaceAll(): void {
    this.look(false);
    const { length } = this.all;
    this.undoing = this.texts.filter((text) => text.hits.length).map((text) => this.replace(text, text.hits));
    this.look(false);
    this.done(length, this.undoing.length);
  }

  private replace(text: Text, hits: Hit[]): Step {
    this.replacing = true; // what was done is told, and not at once that nothing is found any more
    const step = this.put(text, hits);
    this.replacing = false;
    return step;
  }

  private put(text: Text, hits: Hit[]): Step {
    const instead = this.field("instead").value;
    const back = [...hits].reverse(); // what stands behind moves, what stands before does not
    if (text.editor) {
      const before = text.editor.state.doc;
      const { tr } = text.editor.state;
      for (const { from, to } of back) if (instead) tr.insertText(instead, from, to);
      else tr.delete(from, to);
      text.editor.view.dispatch(tr);
      return { text, before, after: text.editor.state.doc };
    }
    const field = text.element as Field;
    const before = field.value;
    this.write(field, back.reduce((value, { from, to }) => value.slice(0, from) + instead + value.slice(to), before));
    return { text, before, after: field.value };
  }

  private undo(): void {
    for (const { text, before, after } of this.undoing) {
      const { editor } = text;
      if (editor && typeof before !== "string") {
        if (!editor.isDestroyed && editor.state.doc.eq(after as Doc)) editor.view.dispatch(editor.state.tr.replaceWith(0, editor.state.doc.content.size, before.content));
      } else if ((text.element as Field).value === after) {
        this.write(text.element as Field, before as string);
      }
    }
    this.undoing = [];
    this.look(false);
    say(this.bar.dataset.textUndone ?? "");
  }

  private write(field: Field, value: string): void {
    field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  private done(hits: number, texts: number): void {
    const told = (this.bar.dataset.textReplaced ?? "").replace("{n}", String(hits)).replace("{texts}", String(texts));
    this.bar.querySelector("[data-count]")!.textContent = told;
    say(told);
  }
}
