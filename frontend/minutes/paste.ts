/**
 * What offices paste into minutes (Word, Excel, LibreOffice, Google Docs), as plain elements: what only looks is left out, what means
 * something by its looks becomes the element that means it. What cannot be kept is named, so that it is said at once.
 */
import { fromAddress } from "./picture";
import { wordLists } from "./word";

/** What of a paste was left out, as the page has a sentence for it (data-text-left-…). */
export type Left = "pictures" | "files" | "drawings" | "media" | "nested" | "comments";

interface Tidied {
  html: string;
  left: Set<Left>;
  /** Pictures that came with it, by the name that they bear in the HTML. */
  pictures: Map<string, Blob>;
}

const TAG = /<[a-z](?:"[^"]*"|'[^']*'|[^>"'])*>/giu;
const BLOCK = "p, div, ul, ol, table, h1, h2, h3, h4, h5, h6, blockquote, pre, figure";
const ROMAN_AND_LETTERS: Record<string, string> = {
  "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i", "upper-roman": "I",
};
/** Looks that mean something, and the element that means it. */
const MEANINGS: [looks: RegExp, tag: string][] = [
  [/font-weight\s*:\s*(bold|[6-9]00)/i, "strong"],
  [/font-style\s*:\s*italic/i, "em"],
  [/text-decoration[\w-]*\s*:[^;]*underline/i, "u"],
  [/text-decoration[\w-]*\s*:[^;]*line-through/i, "del"],
  [/vertical-align\s*:\s*sub/i, "sub"],
  [/vertical-align\s*:\s*super/i, "sup"],
];
const UNMEANT: [tags: string, looks: RegExp][] = [
  ["b, strong", /font-weight\s*:\s*(normal|400)/i],
  ["i, em", /font-style\s*:\s*normal/i],
];

export const looksOf = (element: Element): string => element.getAttribute("data-look") ?? "";

export function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

/** The clipboard's HTML without styles that the content security policy would refuse and report; they stand in data-look. */
function parse(html: string): HTMLElement {
  const quiet = html.replace(/<style\b[\s\S]*?<\/style>/giu, "").replace(TAG, (tag) => tag.replace(/\sstyle\s*=/iu, " data-look="));
  return new DOMParser().parseFromString(quiet, "text/html").body;
}

function leaveOut(body: HTMLElement, selector: string): boolean {
  const found = body.querySelectorAll(selector);
  for (const each of found) each.remove();
  return found.length > 0;
}

function meanings(body: HTMLElement): void {
  for (const [tags, looks] of UNMEANT) for (const each of body.querySelectorAll(tags)) if (looks.test(looksOf(each))) unwrap(each);
  for (const element of body.querySelectorAll("span[data-look], font[data-look], a[data-look]")) {
    if (element.tagName === "A" || element.closest("h1, h2, h3, h4, h5, h6")) continue;
    for (const [looks, tag] of MEANINGS) {
      if (!looks.test(looksOf(element)) || element.closest(tag === "u" ? "a, u" : tag)) continue;
      const meant = document.createElement(tag);
      meant.append(...element.childNodes);
      element.append(meant);
    }
  }
  for (const link of body.querySelectorAll("a")) if (!/^(https?:|mailto:)/i.test(link.getAttribute("href") ?? "")) unwrap(link);
}

function lists(body: HTMLElement): void {
  // Google Docs puts a list within a list beside its entry instead of into it.
  for (const inner of body.querySelectorAll(":is(ol, ul) > :is(ol, ul)")) inner.previousElementSibling?.append(inner);
  for (const list of body.querySelectorAll("ol")) {
    const [, named = ""] = /list-style-type\s*:\s*([\w-]+)/i.exec(`${looksOf(list)};${looksOf(list.querySelector("li") ?? list)}`) ?? [];
    const type = ROMAN_AND_LETTERS[named.toLowerCase()];
    if (type) list.setAttribute("type", type);
    else if (!/^[aAiI]$/.test(list.getAttribute("type") ?? "")) list.removeAttribute("type");
  }
}

function alignment(cell: HTMLTableCellElement): string {
  const inner = cell.querySelector("p, div");
  const looks = [cell, ...(inner ? [inner] : [])].map((each) => `${looksOf(each)};text-align:${each.getAttribute("align") ?? ""}`).join(";");
  return /text-align\s*:\s*(right|center)/i.exec(looks)?.[1]?.toLowerCase() ?? "";
}

/** A table in a cell becomes lines of that cell: a row is a line. */
function flatten(table: HTMLTableElement): void {
  const lines = [...table.rows].map((row) => {
    const line = document.createElement("p");
    line.textContent = [...row.cells].map((cell) => cell.textContent?.replace(/\s+/g, " ").trim() ?? "").join(" | ");
    return line;
  });
  table.replaceWith(...lines);
}

function tables(body: HTMLElement): boolean {
  const nested = body.querySelectorAll<HTMLTableElement>("td table, th table, li table, blockquote table");
  const within = [...nested].filter((table) => table.parentElement?.closest("td, th"));
  for (const table of within.reverse()) flatten(table);
  for (const table of body.querySelectorAll("table")) {
    if (table.caption) {
      const above = document.createElement("p");
      above.append(...table.caption.childNodes);
      table.caption.remove();
      table.before(above);
    }
    for (const cell of table.querySelectorAll<HTMLTableCellElement>("td, th")) {
      const align = alignment(cell);
      if (align) cell.setAttribute("align", align);
      else cell.removeAttribute("align");
      if (cell.tagName !== "TD" || !cell.closest("thead")) continue;
      const head = document.createElement("th");
      for (const { name, value } of cell.attributes) head.setAttribute(name, value);
      head.append(...cell.childNodes);
      cell.replaceWith(head);
    }
  }
  return within.length > 0;
}

/** What only holds blocks together would become an empty line above them. */
function wrappers(body: HTMLElement): void {
  for (const element of body.querySelectorAll("div, section, article, center, main")) if (element.querySelector(BLOCK)) unwrap(element);
}

/** An empty paragraph behind a table is how programs leave it; the editor has a line of its own there. */
function emptyBehindTables(body: HTMLElement): void {
  for (const table of body.querySelectorAll("table")) {
    if (table.parentElement?.closest("table")) continue;
    let next = table.nextElementSibling;
    while (next?.matches("p, div, br") && !next.textContent?.trim() && !next.querySelector("table")) {
      const after: Element | null = next.nextElementSibling;
      next.remove();
      next = after;
    }
  }
}

/** A line break between two blocks is how some programs write an empty line. */
function strayBreaks(body: HTMLElement): void {
  for (const stray of body.querySelectorAll("br")) {
    const parent = stray.parentElement!;
    const alone = parent.matches("body, div, b, span") && (stray.previousElementSibling ?? stray.nextElementSibling)?.matches(BLOCK);
    if (stray.className === "Apple-interchange-newline" || alone) stray.remove();
  }
}

/** Pictures that the text brings with it become figures behind the block that they stood in. */
function embedded(body: HTMLElement, pictures: Map<string, Blob>): void {
  for (const image of [...body.querySelectorAll("img")].reverse()) { // each goes right behind its block, so the last one first
    const name = fromAddress(image.src, pictures);
    if (!name) continue;
    const figure = document.createElement("figure");
    figure.setAttribute("data-picture", name);
    figure.setAttribute("data-alt", image.alt);
    figure.append(document.createElement("figcaption"));
    let block: Element = image;
    for (let each = image.parentElement; each && each !== body; each = each.parentElement) if (each.matches(`${BLOCK}, li`)) block = each;
    block.after(figure);
    image.remove();
  }
}

export function tidyPaste(html: string): Tidied {
  const left = new Set<Left>();
  const pictures = new Map<string, Blob>();
  if (html.includes("data-pm-slice")) return { html, left, pictures }; // copied from an editor like this one
  const body = parse(html);
  const out = (selector: string, what: Left): void => {
    if (leaveOut(body, selector)) left.add(what);
  };
  embedded(body, pictures);
  out("img, picture > source, v\\:imagedata", "pictures");
  out("svg, canvas, v\\:shape, v\\:rect, math, m\\:omath", "drawings");
  out("video, audio, iframe, object, embed, input, select, textarea, button", "media");
  out("[data-look*='mso-element:comment'], .MsoCommentReference, .msocomanchor", "comments");
  wordLists(body);
  lists(body);
  if (tables(body)) left.add("nested");
  meanings(body);
  strayBreaks(body);
  wrappers(body);
  emptyBehindTables(body);
  for (const element of body.querySelectorAll("[data-look]")) element.removeAttribute("data-look");
  return { html: body.innerHTML, left, pictures };
}
