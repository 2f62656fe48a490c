/**
 * Dialogs, menus and the drawer take the focus and give it back. Dialogs do both by themselves where the browser knows
 * `command`; a menu is a <details class="menu">, the drawer a popover marked data-drawer (components/dialogs.html, layouts/meeting.html).
 */

/** Opens and closes dialogs by `command` in a browser that does not know it, and would show them as popovers without the focus. */
function command(event: MouseEvent): void {
  const button = (event.target as Element).closest<HTMLButtonElement>("button[commandfor]");
  const dialog = document.getElementById(button?.getAttribute("commandfor") ?? "");
  if (!button || !(dialog instanceof HTMLDialogElement)) return;
  event.preventDefault();
  if (button.getAttribute("command") === "close") dialog.close();
  else dialog.showModal();
}

const openMenus = (): HTMLDetailsElement[] => [...document.querySelectorAll<HTMLDetailsElement>("details.menu[open]")];

/** A menu closes by Escape, which gives the focus back to its button, and when one goes on elsewhere. */
function watchMenus(): void {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open]")) return;
    for (const menu of openMenus()) {
      if (menu.contains(document.activeElement)) menu.querySelector("summary")?.focus();
      menu.open = false;
    }
  });
  const leave = (event: Event): void => {
    for (const menu of openMenus()) if (!menu.contains(event.target as Node)) menu.open = false;
  };
  document.addEventListener("click", leave);
  document.addEventListener("focusin", leave);
}

/** The drawer is opened on the line of the page one is at, and does not stay over the page that one goes on with. */
function watchDrawer(drawer: HTMLElement): void {
  drawer.addEventListener("toggle", (event) => {
    if ((event as ToggleEvent).newState !== "open") return;
    (drawer.querySelector<HTMLElement>("[aria-current]") ?? drawer.querySelector<HTMLElement>("a, button"))?.focus();
  });
  drawer.addEventListener("focusout", (event) => {
    const next = event.relatedTarget as Node | null;
    if (next && !drawer.contains(next) && drawer.matches(":popover-open")) drawer.hidePopover();
  });
}

export function watchDialogs(): void {
  if (!("commandForElement" in HTMLButtonElement.prototype)) document.addEventListener("click", command);
  watchMenus();
  document.querySelectorAll<HTMLElement>("[data-drawer]").forEach(watchDrawer);
}
