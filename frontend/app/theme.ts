/** The button [data-theme-toggle] switches between light and dark and remembers it on this device. */
import { currentTheme, setTheme } from "../theme/main";

export function watchTheme(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-theme-toggle]")) setTheme(currentTheme() === "dark" ? "light" : "dark");
  });
}
