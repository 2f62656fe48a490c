/** Word copies lists as paragraphs that only look like entries: their level stands in a style, their number or letter in a span. */

import { looksOf } from "./paste";

interface Entry {
  paragraph: HTMLElement;
  /** Word's number of the list. */
  list: string;
  level: number;
  /** Its number, letter or bullet, as Word shows it. */
  marker: string;
}

function entryOf(paragraph: Element): Entry | null {
  const [, list = "", level] = /mso-list\s*:\s*(l\d+)\s+level(\d+)/i.exec(looksOf(paragraph)) ?? [];
  if (!level || !(paragraph instanceof HTMLElement)) return null;
  const ignored = [...paragraph.querySelectorAll("span")].find((each) => /mso-list\s*:\s*ignore/i.test(looksOf(each)));
  return { paragraph, list, level: Number(level), marker: (ignored?.textContent ?? "").replace(/\s+/g, "") };
}

/** The number, letter or Roman number of a marker: `1.`, `(3)`, `a)`, `iv.`, `2.1.`; empty for a bullet. */
function saidBy(marker: string): string {
  return /^\(?([0-9]+|[a-z]+)[.)]?$/i.exec(marker.replace(/^(\d+\.)+(?=\d)/, ""))?.[1] ?? "";
}

/** The list that begins with this marker. */
function listFor(marker: string): HTMLElement {
  const said = saidBy(marker);
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

interface Open {
  level: number;
  list: HTMLElement;
  /** Word's number of the list, and the one that its last entry bore, where it bore one in figures. */
  word: string;
  last: number;
}

/** Does the entry go on where the open list of its level stopped? Not where it counts from elsewhere, or begins another list of Word's
 * that does not count on. */
function goesOn(open: Open, { list, marker }: Entry): boolean {
  const number = Number(saidBy(marker));
  return number && open.last ? number === open.last + 1 : list === open.word;
}

function build(entries: Entry[]): HTMLElement[] {
  const made: HTMLElement[] = [];
  const open: Open[] = [];
  for (const entry of entries) {
    const { paragraph, level, marker } = entry;
    while (open.length && open[open.length - 1]!.level > level) open.pop();
    if (open.length && open[open.length - 1]!.level === level && !goesOn(open[open.length - 1]!, entry)) open.pop();
    let top = open[open.length - 1];
    if (!top || top.level < level) {
      const list = listFor(marker);
      const parent = top?.list.lastElementChild;
      if (parent) parent.append(list);
      else made.push(list);
      top = { level, list, word: entry.list, last: 0 };
      open.push(top);
    }
    top.last = Number(saidBy(marker)) || 0;
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
