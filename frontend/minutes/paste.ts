/** What offices paste into minutes, as the editor and the service keep it: text, lists and tables; pictures stay out, with a word. */

const INLINE = new Set(["B", "STRONG", "I", "EM", "U", "SUB", "SUP", "S", "DEL", "BR", "A"]);
/** What says how it looked: our content security policy refuses it, and reports each piece. */
const LOOKS = /<style\b[\s\S]*?<\/style>|\sstyle\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/giu;
const SPANS = ["colspan", "rowspan"];

interface Tidied {
  html: string;
  /** How many pictures were left out. */
  pictures: number;
}

/** Cells hold lines of text: paragraphs become line breaks, everything that only looks is left out. */
function copyInline(from: Node, to: HTMLElement): void {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) to.append((node.textContent ?? "").replace(/\s+/g, " "));
    if (!(node instanceof HTMLElement)) continue;
    const keep = INLINE.has(node.tagName);
    if (!keep && /^(P|DIV|LI)$/.test(node.tagName) && to.textContent?.trim()) to.append(document.createElement("br"));
    const place = keep ? document.createElement(node.tagName) : to;
    if (keep && node.hasAttribute("href")) place.setAttribute("href", node.getAttribute("href")!);
    copyInline(node, place);
    if (keep) to.append(place);
  }
}

function plainTable(table: HTMLTableElement): HTMLTableElement {
  const copy = document.createElement("table");
  const body = copy.createTBody();
  for (const row of table.rows) {
    const line = body.insertRow();
    for (const cell of row.cells) {
      const place = document.createElement(cell.tagName);
      for (const span of SPANS) if (Number(cell.getAttribute(span)) > 1) place.setAttribute(span, cell.getAttribute(span)!);
      copyInline(cell, place);
      line.append(place);
    }
  }
  return copy;
}

/** The editor has no tables of its own: each goes in whole, as one piece that can be moved, copied and deleted. */
function holdTables(root: HTMLElement): void {
  for (const table of root.querySelectorAll("table")) {
    if (table.parentElement?.closest("table")) continue;
    const piece = document.createElement("figure");
    piece.dataset.trixAttachment = JSON.stringify({ content: plainTable(table).outerHTML, contentType: "text/html" });
    table.replaceWith(piece);
  }
}

/** Stored HTML as the editor takes it. */
export function forEditor(html: string): string {
  if (!html.includes("<table")) return html;
  const { body } = new DOMParser().parseFromString(html, "text/html");
  holdTables(body);
  return body.innerHTML;
}

/** Clipboard HTML of Word, Excel, LibreOffice and browsers. */
export function tidyPaste(html: string): Tidied {
  const { body } = new DOMParser().parseFromString(html.replace(LOOKS, ""), "text/html");
  const pictures = body.querySelectorAll("img, picture > source, svg, v\\:imagedata");
  for (const picture of pictures) picture.remove();
  holdTables(body);
  for (const paragraph of body.querySelectorAll("li > p, li > div")) {
    if (paragraph.previousSibling?.textContent?.trim()) paragraph.before(document.createElement("br"));
    paragraph.replaceWith(...paragraph.childNodes);
  }
  // There is one kind of heading, and a paragraph is a line: the editor would make an empty one of the room below it.
  for (const block of body.querySelectorAll("h2, h3, h4, h5, h6, p")) {
    const plain = document.createElement(block.tagName === "P" ? "div" : "h1");
    plain.append(...block.childNodes);
    block.replaceWith(plain);
  }
  return { html: body.innerHTML, pictures: pictures.length };
}
