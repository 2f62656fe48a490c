/**
 * htmx under a strict content security policy: no eval, no injected style, only our own host.
 * Every changing request carries the CSRF token of <meta name="csrf-token">.
 */
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0;
htmx.config.refreshOnHistoryMiss = true;
htmx.config.scrollBehavior = "auto";
// A form that comes back with errors is a page to show (422), not a failure.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

document.addEventListener("htmx:configRequest", (event) => {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content;
  if (token) (event as CustomEvent).detail.headers["X-CSRFToken"] = token;
});

// A part that came another way (renew.ts) may ask again by itself, too.
document.addEventListener("part:renewed", (event) => htmx.process(event.target as Element));
