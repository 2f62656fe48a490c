/**
 * What changed while the editor was open: the session ended, got another chair, a line of its rundown came, a colleague saved. The panel
 * that asks every few seconds (minutes/_draft_file.html) carries what is stored now; a bar names what is newer than the page and leads to it.
 * Nothing that was typed is touched: what is open is saved first, and where both wrote, both texts are shown.
 */
import { say } from "../shared/say";

type State = Record<string, number | string | Record<string, string>>;

export interface Watched {
  /** `kepala` or the item's id. */
  name: string;
  title: string;
  revision: number;
  /** A save is under way, so nobody can tell. */
  saving: boolean;
}

/** What of the page is not as it is stored now. */
export interface News {
  changed: string[];
  gone: string[];
  added: boolean;
  session: boolean;
  state: boolean;
}

const OTHERS = new Set(["kepala", "state", "news", "writing"]);

export function newsOf(known: State, now: State, parts: Watched[]): News {
  const here = new Set(parts.map((part) => part.name));
  return {
    changed: parts.filter((part) => !part.saving && Number(now[part.name] ?? 0) > part.revision).map((part) => part.title),
    gone: parts.filter((part) => !(part.name in now)).map((part) => part.title),
    added: Object.keys(now).some((name) => !OTHERS.has(name) && !here.has(name) && !(name in known)),
    session: now.news !== known.news,
    state: now.state !== known.state,
  };
}

function stateOf(panel: HTMLElement): State {
  return JSON.parse(panel.dataset.state ?? "{}") as State;
}

/** In the head of each item: who else is writing on it. */
function showWriters(writing: Record<string, string>, text: string): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-writer]")) {
    const name = writing[place.dataset.writer ?? ""];
    place.textContent = name ? text.replace("{name}", name) : "";
    place.hidden = !name;
  }
}

export function watchNews(bar: HTMLElement, parts: () => Watched[]): void {
  const panel = document.getElementById("berkas-konsep");
  if (!panel?.dataset.state) return;
  const known = stateOf(panel);
  const writers = (now: State): void => showWriters((now.writing ?? {}) as Record<string, string>, bar.dataset.textWriting ?? "");
  writers(known);
  const what = bar.querySelector<HTMLElement>("[data-what]")!;
  document.body.addEventListener("htmx:load", (event) => {
    const fresh = event.target as HTMLElement;
    if (fresh.id !== "berkas-konsep") return;
    writers(stateOf(fresh));
    const news = newsOf(known, stateOf(fresh), parts());
    // What is handed in is not written any more, until it comes back.
    for (const each of document.querySelectorAll<HTMLElement>("[data-while-draft]")) each.hidden = news.state;
    const { textAdded = "", textGone = "", textSession = "", textState = "" } = bar.dataset;
    const told = [
      ...(news.state ? [textState] : []),
      ...(news.session ? [textSession] : []),
      ...news.changed.map((title) => `«${title}»`),
      ...news.gone.map((title) => textGone.replace("{title}", title)),
      ...(news.added ? [textAdded] : []),
    ].join(", ");
    if (what.textContent === told) return;
    what.textContent = told;
    bar.hidden = !told;
    if (told) say(bar.querySelector("p")?.textContent ?? "");
  });
}
