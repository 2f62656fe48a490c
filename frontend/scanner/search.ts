// Finds people on the roster by the beginnings of words of any field: "sit lur" finds "Siti Aminah, Lurah Tegalega".

import type { RosterEntry } from "./contract";

export const SHORTEST_QUERY = 3;

/** Lower-case words without accents; letters of every script count. */
export function wordsOf(text: string): string[] {
  const plain = text.normalize("NFKD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  return plain.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}

function fieldsOf(entry: RosterEntry): string[] {
  const represented = typeof entry.representing === "string" ? entry.representing : entry.representing?.name;
  return [entry.name, entry.position, entry.organisation, entry.category, represented, entry.notes].filter((field) => field != null);
}

export class RosterSearch {
  /** Sorted by word: a prefix is one run of neighbours. */
  private readonly index: { word: string; at: number }[] = [];

  constructor(private readonly entries: readonly RosterEntry[]) {
    entries.forEach((entry, at) => {
      for (const word of new Set(fieldsOf(entry).flatMap(wordsOf))) this.index.push({ word, at });
    });
    this.index.sort((first, second) => (first.word < second.word ? -1 : first.word > second.word ? 1 : 0));
  }

  /**
   * People for whom every word of the query begins a word of some field; names that match come first, then by name.
   * Empty below three letters.
   */
  find(query: string, limit = 30): RosterEntry[] {
    const wanted = wordsOf(query);
    if (wanted.join("").length < SHORTEST_QUERY) return [];
    wanted.sort((first, second) => second.length - first.length);
    let found = this.beginningWith(wanted[0]!);
    for (const word of wanted.slice(1)) {
      const next = this.beginningWith(word);
      found = new Set([...found].filter((at) => next.has(at)));
    }
    const ranked = [...found].map((at) => {
      const entry = this.entries[at]!;
      const name = wordsOf(entry.name);
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
