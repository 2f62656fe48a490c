// Registers the service worker that keeps the page itself for days without network, and tells it what belongs to the page.

/** The addresses this page is made of; nothing personal among them. */
function parts(): string[] {
  const { icons, worker, wasm } = document.documentElement.dataset;
  const files = [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>("script[src], link[href]")];
  const addresses = files.map((file) => (file instanceof HTMLScriptElement ? file.src : file.href));
  const all = [location.pathname, icons, worker, wasm, ...addresses].filter((part): part is string => Boolean(part));
  return [...new Set(all.map((part) => new URL(part, location.href).href))];
}

export async function keepShell(): Promise<void> {
  const address = document.documentElement.dataset.sw;
  if (!address || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register(address, { updateViaCache: "none" }).catch(() => null);
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ shell: parts() });
}
