/** Text areas marked data-rich become Trix editors of their data-html; their value travels as <name>_html. */
import Trix from "trix";
import { forEditor, tidyPaste } from "./paste";
import { enhanceToolbar } from "./toolbar";

const WORDS: Record<string, string> = {
  bold: "textBold", italic: "textItalic", strike: "textStrike", link: "textLink", unlink: "textUnlink", heading1: "textHeading",
  quote: "textQuote", code: "textCode", bullets: "textBullets", numbers: "textNumbers", outdent: "textOutdent", indent: "textIndent",
  undo: "textUndo", redo: "textRedo", urlPlaceholder: "textAddress",
};
let made = 0;
let toolbarText = "{label}";

/** Indonesian (or the page's) words on the toolbar; pictures and files cannot be put into minutes. */
export function configureTrix(texts: DOMStringMap): void {
  const lang = Trix.config.lang as Record<string, string>;
  for (const [key, name] of Object.entries(WORDS)) lang[key] = texts[name] ?? lang[key] ?? key;
  toolbarText = texts.textToolbar ?? toolbarText;
  lang.link = texts.textLink ?? lang.link ?? "link";
  Object.assign(Trix.config.textAttributes, {
    underline: { tagName: "u", inheritable: true },
    sub: { tagName: "sub", inheritable: true },
    sup: { tagName: "sup", inheritable: true },
  });
  document.addEventListener("trix-file-accept", (event) => {
    event.preventDefault();
    sayPictures(event.target as Element, texts);
  });
  document.addEventListener("trix-before-paste", (event) => {
    const { paste } = event as Event & { paste: { type: string; html?: string } };
    if (paste.type !== "text/html" || !paste.html) return;
    const tidied = tidyPaste(paste.html);
    paste.html = tidied.html;
    if (tidied.pictures) sayPictures(event.target as Element, texts);
  });
}

/** Below the editor, until the next paste: that a picture stayed out, and where it belongs. */
function sayPictures(editor: Element, texts: DOMStringMap): void {
  const field = editor.closest(".field");
  const said = field?.querySelector("[data-left-out]") ?? document.createElement("p");
  said.className = "form-hint left-out";
  said.setAttribute("data-left-out", "");
  said.setAttribute("role", "alert");
  said.textContent = texts.textPictures ?? "";
  field?.append(said);
}

export function enhanceRich(root: ParentNode): void {
  for (const area of root.querySelectorAll<HTMLTextAreaElement>("textarea[data-rich]")) {
    const value = document.createElement("input");
    value.type = "hidden";
    value.name = `${area.name}_html`;
    value.id = `rich-${++made}`;
    value.value = forEditor(area.dataset.html ?? "");
    const editor = document.createElement("trix-editor");
    editor.setAttribute("input", value.id);
    editor.id = `${value.id}-editor`;
    // A toolbar of our own: Trix throws away the one that it makes when the item is moved on the page.
    const toolbar = document.createElement("trix-toolbar");
    toolbar.id = `${value.id}-toolbar`;
    editor.setAttribute("toolbar", toolbar.id);
    editor.className = area.rows > 3 ? "form-control" : "form-control rich-small";
    const label = area.closest(".field")?.querySelector("label");
    if (label) {
      label.id ||= `${value.id}-label`;
      label.removeAttribute("for");
      editor.setAttribute("aria-labelledby", label.id);
      label.addEventListener("click", () => editor.focus());
    }
    if (area.placeholder) editor.setAttribute("placeholder", area.placeholder);
    const named = toolbarText.replace("{label}", label?.textContent?.trim() ?? "");
    editor.addEventListener("trix-initialize", () => enhanceToolbar(toolbar, editor, named), { once: true });
    area.replaceWith(value, toolbar, editor);
  }
}
