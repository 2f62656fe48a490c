/**
 * A page that comes back from the history is fetched anew, with new tickets in its forms (web/tickets.py). The form that a person sees
 * is the one that they have sent already, so it gets the ticket that it had: kept with the page's entry in the history.
 */
export function keepTickets(): void {
  const fields = [...document.querySelectorAll<HTMLInputElement>("form input[name=ticket]")];
  if (!fields.length) return;
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  const before = (history.state as { tickets?: string[] } | null)?.tickets;
  if (arrival?.type === "back_forward" && before?.length === fields.length) fields.forEach((field, n) => (field.value = before[n] ?? field.value));
  history.replaceState({ ...history.state, tickets: fields.map((field) => field.value) }, "");
}
