/**
 * A select with many entries gets a field above it that narrows them: data-narrow on the select holds the field's label.
 * Every word has to be in the entry, in any order, accents or not. Without script the select is what it was.
 */
import { wordsOf } from "../shared/search";

/** Which of the texts hold every word of what was typed. */
export function matching(texts: string[], typed: string): boolean[] {
  const words = wordsOf(typed);
  return texts.map((text) => {
    const own = wordsOf(text).join(" ");
    return words.every((word) => own.includes(word));
  });
}

function narrow(select: HTMLSelectElement, label: string): void {
  const field = document.createElement("input");
  field.type = "search";
  field.className = "form-control select-filter";
  field.placeholder = label;
  field.setAttribute("aria-label", label);
  field.setAttribute("aria-controls", select.id);
  field.autocomplete = "off";
  const all = [...select.options];
  field.addEventListener("input", () => {
    const chosen = select.value;
    const kept = matching(
      all.map((option) => option.text),
      field.value,
    );
    select.replaceChildren(...all.filter((_option, n) => kept[n]));
    select.value = chosen;
    if (select.selectedIndex < 0 && select.options.length) select.selectedIndex = 0;
    if (select.value !== chosen) select.dispatchEvent(new Event("change", { bubbles: true }));
  });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it narrows, it does not send
  });
  select.before(field);
}

export function enhanceChoices(part: ParentNode): void {
  for (const select of part.querySelectorAll<HTMLSelectElement>("select[data-narrow]")) {
    const label = select.dataset.narrow ?? "";
    delete select.dataset.narrow; // once
    narrow(select, label);
  }
}
