// A screen of the hall: fills the display when somebody asks for it, and keeps it awake. What it shows is kept fresh by live/main.ts.

/** The display stays on while the page is looked at; browsers drop the lock whenever it is hidden. */
async function keepAwake(): Promise<void> {
  if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen").catch(() => null);
}

function offerFullScreen(button: HTMLButtonElement): void {
  const show = (): void => {
    button.hidden = !document.fullscreenEnabled || document.fullscreenElement !== null;
  };
  button.addEventListener("click", () => void document.documentElement.requestFullscreen().catch(() => undefined));
  document.addEventListener("fullscreenchange", show);
  show();
}

for (const button of document.querySelectorAll<HTMLButtonElement>("[data-full-screen]")) offerFullScreen(button);
document.addEventListener("visibilitychange", () => void keepAwake());
void keepAwake();
