// Keeps the scanner's shell (page, script, style, decoder, icons) for use without network. Never the roster or any
// other answer of the API: those live in IndexedDB, where the page deletes them.

/// <reference lib="webworker" />
export {};
declare const self: ServiceWorkerGlobalScope;

const CACHE = self.registration.scope.endsWith("/kios/") ? "kiosk-shell" : "scanner-shell";
/** Milliseconds the network gets before the kept page is shown. */
const PATIENCE = 3_000;

const page = (): string => new URL("./", self.registration.scope).href;

/** Whether this is our file: a hotel's sign-in page comes with 200 for any address of ours, and is a page. */
function isOurs(url: string, response: Response): boolean {
  const type = response.headers.get("Content-Type") ?? "";
  const marked = response.headers.has("Scanner-Page");
  return response.ok && !response.redirected && (url === page() ? marked : !type.startsWith("text/html"));
}

/** Takes over a new set of files, then drops what no longer belongs to the page. All or nothing. */
async function keep(addresses: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const have = new Set((await cache.keys()).map(({ url }) => url));
  const missing = addresses.filter((url) => url === page() || !have.has(url));
  const fetched = await Promise.all(missing.map(async (url) => [url, await fetch(url)] as const));
  if (!fetched.every(([url, response]) => isOurs(url, response))) return;
  await Promise.all(fetched.map(([url, response]) => cache.put(url, response)));
  for (const url of have) if (!addresses.includes(url)) await cache.delete(url);
}

/** The page from the network, or the kept one when the network is slow, gone, or a hotel's sign-in page. */
async function openPage(request: Request): Promise<Response> {
  const kept = await caches.match(page());
  if (!kept) return fetch(request);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const fresh = await fetch(page(), { signal: stop.signal });
    return isOurs(page(), fresh) ? fresh : kept;
  } catch {
    return kept;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const addresses = (event.data as { shell?: string[] }).shell;
  if (addresses) event.waitUntil(keep(addresses));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || url.pathname.startsWith("/api/")) return;
  if (request.mode === "navigate") event.respondWith(openPage(request));
  else event.respondWith(caches.match(request, { ignoreVary: true }).then((kept) => kept ?? fetch(request)));
});
