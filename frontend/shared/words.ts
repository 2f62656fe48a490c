// Texts that scripts put on the screen: one dictionary per page, Indonesian first, chosen by the document's language.

export type Dictionary<Key extends string> = Record<Key, string>;

/** Returns a function that looks a text up and fills `{name}` places with values (never as HTML). */
export function words<Key extends string>(
  indonesian: Dictionary<Key>,
  english: Dictionary<Key>,
  language = typeof document === "undefined" ? "id" : document.documentElement.lang,
): (key: Key, values?: Record<string, string | number>) => string {
  const dictionary = language.toLowerCase().startsWith("en") ? english : indonesian;
  return (key, values = {}) => dictionary[key].replace(/\{(\w+)\}/g, (place, name: string) => String(values[name] ?? place));
}
