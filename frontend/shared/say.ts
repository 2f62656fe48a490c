/** Says a text to who listens to the page, in its one live region (layouts/base.html), without moving the focus. */

const PAUSE = 100; // milliseconds; a region that is emptied and filled at once says nothing when the text is the same

export function say(text: string): void {
  const place = document.getElementById("kabar");
  if (!place || !text.trim()) return;
  place.textContent = "";
  window.setTimeout(() => (place.textContent = text.trim()), PAUSE);
}
