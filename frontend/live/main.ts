// Numbers that stay true while somebody looks at them. The page comes complete from the server; this script asks
// `data-live` (JSON with an ETag) every `data-live-every` seconds (5) and writes what changed into the same places:
//
//   <section data-live="…" data-live-every="5" data-live-zone="Asia/Jakarta">
//     <strong data-live-text="present">131</strong>                      a value; numbers get their dots
//     <time data-live-time="latest.at">09.14</time>                      RFC 3339, shown as a clock time in the zone
//     <progress data-live-value="present" data-live-max="expected"></progress>
//     <p data-live-show="empty">…</p>                                    visible while the value is true (not 0, "" or [])
//     <ul data-live-list="latest"><template><li>…</li></template>…</ul>  one copy of the template per element; paths inside
//                                                                        it start at the element; data-live-colour="colour"
//                                                                        sets --category; other children are replaced
//     <svg data-live-bars="arrivals"></svg>                              bars of a list of numbers
//     <path data-live-path="path"></path>                                a drawing's way, in a square of data-live-side="side" around it
//     <p data-live-stale hidden>…</p>                                    shown, and said, while the numbers cannot be refreshed
//   data-live-say="{present} hadir …" on the section                     what is said of the numbers, once they stand still
//     <p data-live-tight="long">…</p>                                    has the class "tight" while the value is true
//     <a data-live-href="address">…</a>                                  a link's address, of this service
//   </section>

import { poll } from "../shared/poll";
import { say } from "../shared/say";
import { clock } from "../shared/time";
import { calm } from "./calm";

type Json = null | string | number | boolean | Json[] | { [key: string]: Json };

/** The value at `a.b.c`; "." is the whole. Null where there is none. */
export function valueAt(data: Json, path: string): Json {
  if (path === ".") return data;
  return path.split(".").reduce<Json>((value, key) => {
    return value !== null && typeof value === "object" && !Array.isArray(value) ? (value[key] ?? null) : null;
  }, data);
}

const language = typeof document === "undefined" ? "id" : document.documentElement.lang || "id";

/** As it stands on the screen. */
export function shown(value: Json): string {
  if (typeof value === "number") return value.toLocaleString(language);
  return value === null || typeof value === "object" ? "" : String(value);
}

const holds = (value: Json): boolean => (Array.isArray(value) ? value.length > 0 : Boolean(value));

function within(root: ParentNode, name: string): HTMLElement[] {
  const own = root instanceof HTMLElement && root.hasAttribute(name) ? [root] : [];
  return [...own, ...root.querySelectorAll<HTMLElement>(`[${name}]`)];
}

/** Writes into an element only what differs, so that screen readers and selections are left alone. */
function write(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function fill(root: ParentNode, data: Json, zone: string, inList: (element: Element) => boolean): void {
  const each = (attribute: string, work: (element: HTMLElement, value: Json) => void): void => {
    for (const element of within(root, attribute)) {
      if (!inList(element)) work(element, valueAt(data, element.getAttribute(attribute)!));
    }
  };
  each("data-live-text", (element, value) => write(element, shown(value)));
  each("data-live-time", (element, value) => write(element, typeof value === "string" ? clock(value, zone) : ""));
  each("data-live-show", (element, value) => (element.hidden = !holds(value)));
  each("data-live-href", (element, value) => element.setAttribute("href", shown(value).replace(/^(?!\/)/, "#")));
  each("data-live-colour", (element, value) => element.style.setProperty("--category", shown(value) || "transparent"));
  each("data-live-tight", (element, value) => element.classList.toggle("tight", holds(value)));
  each("data-live-max", (element, value) => ((element as HTMLProgressElement).max = Math.max(1, Number(value))));
  each("data-live-value", (element, value) => ((element as HTMLProgressElement).value = Number(value)));
  each("data-live-path", (element, value) => element.setAttribute("d", shown(value)));
  each("data-live-side", (element, value) => element.setAttribute("viewBox", `0 0 ${Number(value) || 1} ${Number(value) || 1}`));
  each("data-live-bars", (element, value) => bars(element, Array.isArray(value) ? value.map(Number) : []));
}

const kept = new WeakMap<Element, string>();

function list(element: HTMLElement, rows: Json, zone: string): void {
  const template = element.querySelector("template");
  const text = JSON.stringify(rows);
  if (!template || kept.get(element) === text) return;
  kept.set(element, text);
  const made = (Array.isArray(rows) ? rows : []).map((row) => {
    const copy = template.content.cloneNode(true) as DocumentFragment;
    fill(copy, row, zone, () => false);
    return copy;
  });
  element.replaceChildren(template, ...made);
}

const SVG = "http://www.w3.org/2000/svg";

function bars(place: Element, numbers: number[]): void {
  const top = Math.max(1, ...numbers);
  // The first arrivals make few bars; they stay slim.
  const width = Math.min(8, 1 + numbers.length * 0.8);
  place.setAttribute("viewBox", `0 0 ${Math.max(1, numbers.length) * 10} 100`);
  place.setAttribute("preserveAspectRatio", "none");
  place.replaceChildren(
    ...numbers.map((number, at) => {
      const bar = document.createElementNS(SVG, "rect");
      const height = (100 * number) / top;
      const box = { x: at * 10 + (10 - width) / 2, y: 100 - height, width, height };
      for (const [name, value] of Object.entries(box)) bar.setAttribute(name, String(value));
      return bar;
    }),
  );
}

/** `{present} hadir` with the values in their places. */
export function sentence(pattern: string, data: Json): string {
  return pattern.replace(/\{([\w.]+)\}/g, (_place, path: string) => shown(valueAt(data, path)));
}

function start(section: HTMLElement): void {
  const { live = "", liveEvery = "5", liveZone = "Asia/Jakarta", liveSay = "" } = section.dataset;
  const toSay = calm();
  let text = "";
  poll<Json>(live, {
    every: Number(liveEvery) * 1000,
    news(data) {
      for (const element of within(section, "data-live-list")) list(element, valueAt(data, element.dataset.liveList!), liveZone);
      fill(section, data, liveZone, (element) => element.closest("[data-live-list]") !== null);
      text = sentence(liveSay, data);
    },
    fresh(yes) {
      for (const note of within(section, "data-live-stale")) {
        if (note.hidden && !yes) say(note.textContent ?? "");
        note.hidden = yes;
      }
      if (yes) say(toSay(text) ?? "");
    },
  });
}

if (typeof document !== "undefined") for (const section of document.querySelectorAll<HTMLElement>("[data-live]")) start(section);
