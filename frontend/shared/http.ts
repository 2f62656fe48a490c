// JSON calls that a bad venue network cannot fool: a time limit, no redirects, and an answer that is really ours.

import type { Problem } from "../generated/api";

/** Why a call gave no answer. `status` is 0 when nothing (or not our service) answered. */
export class CallFailed extends Error {
  constructor(
    readonly status: number,
    readonly detail: string,
    /** Milliseconds the service asks us to wait. */
    readonly retryAfter: number | null = null,
  ) {
    super(`${status} ${detail}`);
  }
}

export interface Call {
  method?: "GET" | "POST";
  token?: string;
  body?: unknown;
  etag?: string | null;
  /** Send the cookies of a signed-in person; a device has its token and needs none. */
  signedIn?: boolean;
  /** Milliseconds until the call is given up. */
  timeout: number;
}

export interface Answer<T> {
  /** Null when nothing changed since `etag` (304). */
  data: T | null;
  etag: string | null;
}

function retryAfter(header: string | null): number | null {
  if (!header) return null;
  const milliseconds = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : null;
}

/**
 * Calls and returns the JSON answer. A hotel's sign-in page (HTML with 200 or even 401) counts as no answer.
 * Raises CallFailed.
 */
export async function callJson<T>(url: string, call: Call): Promise<Answer<T>> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), call.timeout);
  try {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (call.token) headers.Authorization = `Bearer ${call.token}`;
    if (call.body !== undefined) headers["Content-Type"] = "application/json";
    if (call.etag) headers["If-None-Match"] = call.etag;
    const response = await fetch(url, {
      method: call.method ?? "GET",
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      credentials: call.signedIn ? "same-origin" : "omit",
      cache: "no-store",
      redirect: "error",
      signal: stop.signal,
    });
    if (response.status === 304) return { data: null, etag: call.etag ?? null };
    const ours = /json/.test(response.headers.get("Content-Type") ?? "");
    if (response.ok && ours) return { data: (await response.json()) as T, etag: response.headers.get("ETag") };
    const wait = retryAfter(response.headers.get("Retry-After"));
    const believable = ours || response.status >= 500 || [413, 429].includes(response.status);
    if (!believable) throw new CallFailed(0, "not our service", wait);
    const problem = ours ? ((await response.json().catch(() => null)) as Partial<Problem> | null) : null;
    throw new CallFailed(response.status, problem?.detail ?? problem?.title ?? response.statusText, wait);
  } catch (error) {
    if (error instanceof CallFailed) throw error;
    throw new CallFailed(0, error instanceof Error ? error.message : String(error));
  } finally {
    clearTimeout(timer);
  }
}
