/**
 * Before the first paint, for theme.js is loaded in <head> without defer: sets light or dark, and says that scripts run. What only
 * a script can do is marked class="needs-script" and is not shown without one.
 */

const key = "theme";

export type Theme = "light" | "dark";

export function currentTheme(): Theme {
  return document.documentElement.dataset.bsTheme === "dark" ? "dark" : "light";
}

export function setTheme(theme: Theme): void {
  document.documentElement.dataset.bsTheme = theme;
  try {
    window.localStorage.setItem(key, theme);
  } catch {
    // A browser that keeps nothing simply starts in the system's theme next time.
  }
}

function rememberedTheme(): string | null {
  try {
    return window.localStorage.getItem(key);
  } catch {
    return null;
  }
}

document.documentElement.classList.add("has-script");

const remembered = rememberedTheme();
const system = window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
document.documentElement.dataset.bsTheme = remembered === "dark" || remembered === "light" ? remembered : system;
