/**
 * What a part that renews itself has to tell: data-told="text" with an id and data-told-when="key". It is said once when the key
 * becomes another one, not at every tick; what a page brings when it comes is read by whoever reads the page.
 */
import { say } from "../shared/say";

const keys = new Map<string, string>();

export function enhanceTold(part: ParentNode): void {
  const own = part instanceof HTMLElement && part.matches("[data-told]") ? [part] : [];
  for (const place of [...own, ...part.querySelectorAll<HTMLElement>("[data-told]")]) {
    const { told = "", toldWhen = "" } = place.dataset;
    const before = keys.get(place.id);
    keys.set(place.id, toldWhen);
    if (before !== undefined && before !== toldWhen) say(told);
  }
}
