/** Text areas marked data-rich become editors of their data-html; their value travels as <name>_html, and "rich-change" tells of a change. */
import { Editor } from "@tiptap/core";
import type { Transaction } from "@tiptap/pm/state";
import { askLink } from "./link";
import { tidyPaste, type Left } from "./paste";
import { askPhrase } from "./phrases";
import { askAlt, choosePicture, insertPictures, picturesAmong, saved, send, takesPictures } from "./picture";
import { extensions } from "./schema";
import { typedBeside } from "./tables";
import { Toolbar } from "./toolbar";

const editors = new WeakMap<Element, Editor>();
const EMPTY_END = /(<div><\/div>)+$/;
let made = 0;

export const editorOf = (text: Element): Editor | undefined => editors.get(text);

export function editorIn(place: Element): Editor | undefined {
  const text = place.querySelector(".rich-editor");
  return text ? editorOf(text) : undefined;
}

/** Below the toolbar, until the next paste: what of it stayed out. */
function sayLeft(field: Element, left: Set<Left>): void {
  const frame = document.querySelector<HTMLElement>("[data-minutes]");
  sayBelow(field, [...left].map((each) => frame?.getAttribute(`data-text-left-${each}`) ?? "").filter(Boolean).join(" "));
}

function sayBelow(field: Element, message: string): void {
  const before = field.querySelector("[data-left-out]");
  if (!message) return before?.remove();
  const said = document.createElement("p");
  said.className = "form-hint left-out";
  said.setAttribute("data-left-out", "");
  said.setAttribute("role", "alert");
  said.textContent = message;
  before?.remove();
  field.querySelector(".rich-head")?.append(said);
}

/** Escape, then Tab: on to the next field also from within a list or table, where Tab has another meaning. */
function leavesByTab(): (event: KeyboardEvent) => boolean {
  let leaving = false;
  return (event) => {
    const leaves = leaving && event.key === "Tab";
    leaving = event.key === "Escape" || (leaving && event.key === "Shift");
    return leaves;
  };
}

class Field {
  private readonly editor: Editor;
  private readonly bar: Toolbar;
  private readonly value = document.createElement("input");
  private readonly box: Element;
  private told: string; // what the editor has put into the value

  constructor(area: HTMLTextAreaElement, bar: HTMLTemplateElement) {
    this.box = area.closest(".field")!;
    const id = `rich-${++made}`;
    const html = area.dataset.html ?? "";
    Object.assign(this.value, { type: "hidden", name: `${area.name}_html`, value: html });
    this.told = html;
    this.value.addEventListener("change", () => {
      if (this.value.value !== this.told) this.editor.commands.setContent(this.value.value); // a draft was taken up again
    });
    this.bar = new Toolbar(bar, () => this.editor, {
      link: askLink,
      picture: (editor) => choosePicture(editor, (message) => sayBelow(this.box, message)),
      pictureAlt: askAlt,
    });
    const place = document.createElement("div");
    const head = document.createElement("div"); // in view while one writes a long text
    head.className = "rich-head";
    head.append(this.bar.element);
    area.replaceWith(this.value, head, place);
    const leaves = leavesByTab();
    this.editor = new Editor({
      element: place,
      extensions: extensions(area.placeholder),
      content: html,
      injectCSS: false,
      enableInputRules: ["bulletList", "orderedList"],
      enablePasteRules: false,
      parseOptions: { preserveWhitespace: true },
      editorProps: {
        attributes: { ...this.naming(id, area), class: `form-control rich-editor rich-text${area.rows > 3 ? "" : " rich-small"}`, id },
        transformPastedHTML: (pasted) => this.tidied(pasted),
        handleDOMEvents: { keydown: (_view, event) => leaves(event) },
        handleKeyDown: (_view, event) => this.onKey(event),
        handleTextInput: (view, _from, _to, text) => {
          const beside = typedBeside(view.state, text);
          if (beside) view.dispatch(beside);
          return beside !== null;
        },
        handlePaste: (_view, event) => this.onFiles(event, event.clipboardData),
        handleDrop: (view, event) => this.onFiles(event, event.dataTransfer, view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos),
      },
      onTransaction: () => this.bar.refresh(),
      onUpdate: ({ transaction }) => this.onUpdate(transaction),
    });
    const text = this.editor.view.dom;
    editors.set(text, this.editor);
    this.bar.element.setAttribute("aria-controls", id);
    text.addEventListener("input", (event) => event.stopPropagation()); // the letters are told of by "rich-change"
    this.bar.refresh();
  }

  private naming(id: string, area: HTMLTextAreaElement): Record<string, string> {
    const label = this.box.querySelector("label");
    const named = { role: "textbox", "aria-multiline": "true", "aria-labelledby": `${id}-label` };
    if (!label) return named;
    label.id = `${id}-label`;
    label.removeAttribute("for");
    label.addEventListener("click", () => this.editor.commands.focus());
    const toolbar = this.bar.element;
    toolbar.setAttribute("aria-label", (toolbar.getAttribute("aria-label") ?? "").replace("{label}", label.textContent?.trim() ?? area.name));
    return named;
  }

  private onUpdate(transaction: Transaction): void {
    if (!transaction.docChanged) return;
    const text = saved(this.editor.getHTML()).replace(EMPTY_END, "");
    const html = this.editor.isEmpty && !text.includes("<figure") ? "" : text; // to the editor a picture without caption is nothing
    if (html === this.value.value) return;
    this.value.value = this.told = html;
    this.editor.view.dom.dispatchEvent(new Event("rich-change", { bubbles: true }));
    if (this.value.form?.matches("[data-keep]")) this.value.dispatchEvent(new Event("change", { bubbles: true })); // app/drafts.ts
  }

  private onKey(event: KeyboardEvent): boolean {
    if (event.key === "F10" && event.altKey) this.bar.focus();
    else if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) askLink(this.editor);
    else if (event.key.toLowerCase() === "f" && event.shiftKey && (event.ctrlKey || event.metaKey)) askPhrase(this.editor);
    else return false;
    event.preventDefault();
    return true;
  }

  private tidied(pasted: string): string {
    const { html, left, pictures } = tidyPaste(pasted);
    const wanted = takesPictures();
    if (pictures.size && !wanted) left.add("files");
    sayLeft(this.box, left);
    if (!wanted) return html.replace(/<figure\b.*?<\/figure>/gs, "");
    for (const [name, file] of pictures) window.setTimeout(() => void send(this.editor, name, file, (message) => sayBelow(this.box, message)));
    return html;
  }

  /** Files that are dropped or pasted: pictures are taken in, others stay out. Offices send a picture of what they also send as text. */
  private onFiles(event: Event, data: DataTransfer | null, at?: number): boolean {
    if (!data?.files.length) return false;
    const alone = /^(?:\s|<meta[^>]*>|<\/?(?:html|body)>|<!--\w+-->)*<img\b[^>]*>(?:\s|<\/?(?:html|body)>|<!--\w+-->)*$/i;
    if (data.types.includes("text/html") && !alone.test(data.getData("text/html"))) return false;
    event.preventDefault();
    const files = takesPictures() ? picturesAmong(data.files) : [];
    sayLeft(this.box, new Set<Left>(files.length < data.files.length ? ["files"] : []));
    if (at !== undefined) this.editor.commands.setTextSelection(at);
    insertPictures(this.editor, files, (message) => sayBelow(this.box, message));
    return true;
  }
}

export function enhanceRich(root: ParentNode): void {
  const bar = document.querySelector<HTMLTemplateElement>("#bilah-teks");
  if (!bar) return;
  for (const area of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-rich]")) new Field(area, bar);
}

/** Before a part of the page goes: its editors listen no longer. */
export function dropRich(root: ParentNode): void {
  for (const text of root.querySelectorAll(".rich-editor")) editors.get(text)?.destroy();
}
