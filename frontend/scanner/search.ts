// Finds people on the roster by the beginnings of words of any field: "sit lur" finds "Siti Aminah, Lurah Tegalega".

import type { RosterEntry } from "../generated/api";
import { QUOTES, wordsOf } from "../shared/search";

export const SHORTEST_QUERY = 3;

/** What finds a text: its words, and those on both sides of an apostrophe. */
function findableBy(text: string): string[] {
  return [...wordsOf(text), ...(text.search(QUOTES) < 0 ? [] : wordsOf(text.replace(QUOTES, " ")))];
}

/** The words of a name without its titles, which have a dot or stand behind a comma. */
export function bareName(name: string): string[] {
  return wordsOf(name.split(",")[0]!.split(/\s+/u).filter((word) => !word.endsWith(".")).join(" "));
}

function fieldsOf(entry: RosterEntry): string[] {
  return [entry.name, entry.position, entry.organisation, entry.category, entry.representing, entry.notes].filter((field) => field != null);
}

export class RosterSearch {
  /** Sorted by word: a prefix is one run of neighbours. */
  private readonly index: { word: string; at: number }[] = [];
  /** Names too short for the index to be asked for, by their words. */
  private readonly short = new Map<string, Set<number>>();

  constructor(private readonly entries: readonly RosterEntry[]) {
    entries.forEach((entry, at) => {
      for (const word of new Set(fieldsOf(entry).flatMap(findableBy))) this.index.push({ word, at });
      for (const word of bareName(entry.name)) {
        if (word.length < SHORTEST_QUERY) this.short.set(word, (this.short.get(word) ?? new Set()).add(at));
      }
    });
    this.index.sort((first, second) => (first.word < second.word ? -1 : first.word > second.word ? 1 : 0));
  }

  /**
   * People for whom every word of the query begins a word of some field; names that match come first, then by name.
   * Below three letters only whole names count.
   */
  find(query: string, limit = 30): RosterEntry[] {
    const wanted = wordsOf(query);
    if (wanted.length === 0) return [];
    wanted.sort((first, second) => second.length - first.length);
    const whole = wanted.join("").length < SHORTEST_QUERY;
    const having = (word: string): Set<number> => (whole ? (this.short.get(word) ?? new Set()) : this.beginningWith(word));
    let found = having(wanted[0]!);
    for (const word of wanted.slice(1)) {
      const next = having(word);
      found = new Set([...found].filter((at) => next.has(at)));
    }
    const ranked = [...found].map((at) => {
      const entry = this.entries[at]!;
      const name = findableBy(entry.name);
      return { entry, hits: wanted.filter((word) => name.some((part) => part.startsWith(word))).length };
    });
    ranked.sort((first, second) => second.hits - first.hits || first.entry.name.localeCompare(second.entry.name, "id"));
    return ranked.slice(0, limit).map(({ entry }) => entry);
  }

  private beginningWith(prefix: string): Set<number> {
    let low = 0;
    let high = this.index.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.index[middle]!.word < prefix) low = middle + 1;
      else high = middle;
    }
    const found = new Set<number>();
    for (; low < this.index.length && this.index[low]!.word.startsWith(prefix); low++) found.add(this.index[low]!.at);
    return found;
  }
}
