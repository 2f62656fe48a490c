// Asks an address again and again, cheaply: ETag, slower when it fails, silent while nobody looks.

import { CallFailed, callJson } from "./http";

export interface Poll<T> {
  /** Milliseconds between two questions. */
  every: number;
  /** Something new came. */
  news(data: T): void;
  /** Whether what the page shows is up to date. */
  fresh(yes: boolean): void;
}

const LONGEST = 60_000;

/** Starts polling; returns a function that ends it. A person who may not look any more (401, 403, 404) is asked no further. */
export function poll<T>(url: string, { every, news, fresh }: Poll<T>): () => void {
  let etag: string | null = null;
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asking = false;
  let ended = false;

  async function ask(): Promise<void> {
    clearTimeout(timer);
    if (asking || ended || document.hidden) return;
    asking = true;
    let pause = every;
    try {
      const answer = await callJson<T>(url, { etag, signedIn: true, timeout: 15_000 });
      failures = 0;
      etag = answer.etag;
      if (answer.data) news(answer.data);
      fresh(true);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      failures++;
      fresh(false);
      pause = Math.max(error.retryAfter ?? 0, Math.min(LONGEST, every * 2 ** failures));
      ended = [401, 403, 404].includes(error.status);
    } finally {
      asking = false;
      if (!ended) timer = setTimeout(() => void ask(), pause * (1 + Math.random() / 10));
    }
  }

  const look = (): void => void ask();
  document.addEventListener("visibilitychange", look);
  look();
  return () => {
    ended = true;
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", look);
  };
}
