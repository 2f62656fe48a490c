/**
 * A part of a page that asks again for itself: its `data-from` answers with the same part as it is now. Left alone while somebody is at
 * work in it (a field or button has the focus, a question is open), so that nothing vanishes under their hands.
 */

const busy = (part: Element): boolean => part.contains(document.activeElement) || part.querySelector("dialog[open], dialog:popover-open") !== null;

/** Asks once; true when the part stands anew. */
export async function renewPart(id: string, meanwhile: (part: HTMLElement) => boolean = () => true): Promise<boolean> {
  const from = document.getElementById(id)?.dataset.from;
  if (!from) return false;
  const answer = await fetch(from, { headers: { Accept: "text/html" }, redirect: "error" }).catch(() => null);
  if (!answer?.ok) return false;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById(id);
  const old = document.getElementById(id);
  if (!fresh || !old || !meanwhile(old)) return false;
  old.replaceWith(fresh);
  fresh.dispatchEvent(new Event("part:renewed", { bubbles: true }));
  return true;
}

/** Asks again and again, every `seconds`, while the page is looked at. */
export function watchPart(id: string, seconds: number): void {
  window.setInterval(() => {
    const part = document.getElementById(id);
    if (part && !document.hidden && !busy(part)) void renewPart(id, (now) => !busy(now));
  }, seconds * 1000);
}
