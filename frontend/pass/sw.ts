// Keeps one participant's pass page for use without network: the page, its style and its script, nothing else.

/// <reference lib="webworker" />
export {};
declare const self: ServiceWorkerGlobalScope;

const CACHE = "pass-page";
/** Milliseconds the network gets before the kept page is shown. */
const PATIENCE = 4_000;

async function keep(page: string, files: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const fetched = await Promise.all([page, ...files].map(async (url) => [url, await fetch(url)] as const));
  for (const [url, response] of fetched) if (response.ok && !response.redirected) await cache.put(url, response);
}

/** The page from the network, kept anew; the kept one when the network is slow or gone. */
async function openPage(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request.url, { ignoreVary: true });
  const stop = new AbortController();
  const timer = kept ? setTimeout(() => stop.abort(), PATIENCE) : undefined;
  try {
    const fresh = await fetch(request.url, { signal: stop.signal, credentials: "same-origin" });
    if (fresh.ok && !fresh.redirected) await cache.put(request.url, fresh.clone());
    if (fresh.status === 404) await cache.delete(request.url);
    return fresh.status < 500 ? fresh : (kept ?? fresh);
  } catch (error) {
    if (kept) return kept;
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", () => void self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  const { page, files } = event.data as { page?: string; files?: string[] };
  if (page && files) event.waitUntil(keep(page, files));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(openPage(request));
  else event.respondWith(fetch(request).catch(async (error) => (await caches.match(request, { ignoreVary: true })) ?? Promise.reject(error)));
});
