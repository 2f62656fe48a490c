/** Word copies lists as paragraphs that only look like entries: their level stands in a style, their number or letter in a span. */

import { looksOf } from "./paste";

interface Entry {
  paragraph: HTMLElement;
  level: number;
  /** Its number, letter or bullet, as Word shows it. */
  marker: string;
}

function entryOf(paragraph: Element): Entry | null {
  const level = /mso-list\s*:\s*l\d+\s+level(\d+)/i.exec(looksOf(paragraph))?.[1];
  if (!level || !(paragraph instanceof HTMLElement)) return null;
  const ignored = [...paragraph.querySelectorAll("span")].find((each) => /mso-list\s*:\s*ignore/i.test(looksOf(each)));
  return { paragraph, level: Number(level), marker: (ignored?.textContent ?? "").replace(/\s+/g, "") };
}

/** The list that begins with this marker: `1.`, `(3)`, `a)`, `iv.` or a bullet. */
function listFor(marker: string): HTMLElement {
  const [, said = ""] = /^\(?([0-9]+|[a-z]+)[.)]?$/i.exec(marker.replace(/^(\d+\.)+(?=\d)/, "")) ?? [];
  const list = document.createElement(said && !/^o$/.test(said) ? "ol" : "ul");
  if (/^[0-9]+$/.test(said)) {
    if (Number(said) > 1) list.setAttribute("start", said);
  } else if (said && list.tagName === "OL") {
    // A list that begins with i is one of Roman numbers; one that begins with any other letter goes on.
    const roman = /^i$/i.test(said);
    const upper = said === said.toUpperCase();
    list.setAttribute("type", roman ? (upper ? "I" : "i") : upper ? "A" : "a");
    if (!roman && said.length === 1) {
      const at = said.toLowerCase().charCodeAt(0) - 96;
      if (at > 1) list.setAttribute("start", String(at));
    }
  }
  return list;
}

function build(entries: Entry[]): HTMLElement[] {
  const made: HTMLElement[] = [];
  const open: { level: number; list: HTMLElement }[] = [];
  for (const { paragraph, level, marker } of entries) {
    while (open.length && open[open.length - 1]!.level > level) open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < level) {
      const list = listFor(marker);
      const parent = top?.list.lastElementChild;
      if (parent) parent.append(list);
      else made.push(list);
      top = { level, list };
      open.push(top);
    }
    const item = document.createElement("li");
    for (const span of paragraph.querySelectorAll("span")) if (/mso-list\s*:\s*ignore/i.test(looksOf(span))) span.remove();
    item.append(...paragraph.childNodes);
    top.list.append(item);
  }
  return made;
}

export function wordLists(body: HTMLElement): void {
  const seen = new Set<Element>();
  for (const first of body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li")) {
    if (seen.has(first) || first.tagName === "LI") continue;
    const entries: Entry[] = [];
    for (let each: Element | null = first; each; each = each.nextElementSibling) {
      const entry = entryOf(each);
      if (!entry) break;
      seen.add(each);
      entries.push(entry);
    }
    if (!entries.length) continue;
    first.before(...build(entries));
    for (const { paragraph } of entries) paragraph.remove();
  }
}
