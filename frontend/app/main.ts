/** Behaviour of the committee's pages. Everything hangs on data attributes, so templates need no script of their own. */
import "bootstrap/js/dist/dropdown"; // data-bs-toggle="dropdown"
import "./htmx";
import { enhanceChoices } from "./choices";
import { watchConfirmations } from "./confirm";
import { watchDrafts } from "./drafts";
import { watchFeedback } from "./feedback";
import { enhanceFiles } from "./files";
import { enhanceForms, watchForms } from "./forms";
import { enhancePasskeys } from "./passkeys";
import { watchSession } from "./session";
import { watchTheme } from "./theme";
import { keepTickets } from "./tickets";

/** Work on elements that exist now; runs for the page and again for every fragment that htmx brings. */
function enhance(part: ParentNode): void {
  enhanceChoices(part);
  enhanceFiles(part);
  enhanceForms(part);
  enhancePasskeys(part);
}

function start(): void {
  watchConfirmations();
  watchSession();
  watchDrafts();
  keepTickets();
  watchFeedback();
  watchForms();
  watchTheme();
  enhance(document);
  document.body.addEventListener("htmx:load", (event) => enhance(event.target as Element));
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
