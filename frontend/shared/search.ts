/** The words by which people search, the same wherever they type. */
// As meetings/writing/search.py reads them; tests/frontend checks that both do.
export const QUOTES = /['’‘`´ʼ"“”]/gu;
const ASCII = /^[ -~]*$/;
const SPELLED: Record<string, string> = {
  đ: "d", ð: "d", ħ: "h", ı: "i", ł: "l", ø: "o", ŧ: "t", ς: "σ", ß: "ss", æ: "ae", œ: "oe", þ: "th",
};

/** Lower-case words without accents and apostrophes; letters of every script count. */
export function wordsOf(text: string): string[] {
  if (ASCII.test(text)) return text.replace(QUOTES, "").toLowerCase().match(/[a-z0-9]+/g) ?? []; // thousands of fields as a roster arrives
  const plain = text.replace(QUOTES, "").normalize("NFKD").replace(/\p{Diacritic}/gu, "").toLowerCase();
  return plain.replace(/[đðħıłøŧςßæœþ]/gu, (letter) => SPELLED[letter]!).match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
}
