/** Behaviour of the committee's pages. Everything hangs on data attributes, so templates need no script of their own. */
import "./htmx";
import { watchBadges } from "./badges";
import { enhanceChoices } from "./choices";
import { watchDialogs } from "./dialogs";
import { watchDrafts } from "./drafts";
import { watchFeedback } from "./feedback";
import { enhanceFiles } from "./files";
import { enhanceForms, watchForms } from "./forms";
import { enhancePasskeys } from "./passkeys";
import { watchLeft } from "./left";
import { watchPieces } from "./pieces";
import { watchPrinting } from "./print";
import { watchRenewals } from "./renew";
import { watchSession } from "./session";
import { watchTicks } from "./ticks";
import { enhanceTold } from "./told";
import { watchTheme } from "./theme";
import { keepTickets } from "./tickets";

/** Work on elements that exist now; runs for the page and again for every fragment that comes later. */
function enhance(part: ParentNode): void {
  enhanceChoices(part);
  enhanceFiles(part);
  enhanceForms(part);
  enhancePasskeys(part);
  enhanceTold(part);
}

function start(): void {
  watchDialogs();
  watchRenewals();
  watchSession();
  watchDrafts();
  watchLeft();
  watchBadges();
  watchPrinting();
  keepTickets();
  watchFeedback();
  watchForms();
  watchPieces();
  watchTheme();
  enhance(document);
  watchTicks();
  for (const brought of ["htmx:load", "part:renewed"]) {
    document.body.addEventListener(brought, (event) => enhance(event.target as Element));
  }
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
