// Brings waiting scans to the service: one at once while online, up to 1,000 together after an outage. A scan leaves
// the queue only when its own id came back. Web Locks keep two tabs from sending the same batch side by side (the
// service would cope: a scan is recorded once).

import type { Counts, WalkInResult, WalkInResults } from "../generated/api";
import { CallFailed } from "../shared/http";
import type { Errand } from "./errands";

export const LARGEST_BATCH = 1000;
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 30_000;

export interface Queue {
  waiting(limit: number): Promise<{ scan: Errand }[]>;
  settle(results: WalkInResult[]): Promise<void>;
  park(id: string): Promise<void>;
}

export interface Events {
  /** The service answered (true) or did not (false). */
  reachable(yes: boolean): void;
  /** Token revoked or not for this meeting. */
  rejected(): void;
  counts(counts: Counts): void;
}

export type Lock = (work: () => Promise<Step>) => Promise<Step>;

/** After a step: go on at once, stop (nothing waits, or no right), or wait so many milliseconds. */
export type Step = "again" | "stop" | { pause: number };

/** One tab at a time for each meeting where the browser knows Web Locks. */
export const tabLock =
  (meeting = ""): Lock =>
  (work) =>
    globalThis.navigator?.locks ? (navigator.locks.request(`scanner-sender ${meeting}`, work) as Promise<Step>) : work();

export class Sender {
  private running = false;
  private wanted = false;
  private stopped = false;
  private failures = 0;
  private largest = LARGEST_BATCH;
  /** The service said Retry-After: not before this moment. */
  private holdUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly queue: Queue,
    private readonly post: (scans: Errand[]) => Promise<WalkInResults>,
    private readonly events: Events,
    private readonly lock: Lock = tabLock(),
    private readonly random: () => number = Math.random,
  ) {}

  /** Sends what waits, now; during a pause the service asked for, when that is over. */
  kick(): void {
    if (this.stopped) return;
    if (this.running) {
      this.wanted = true;
      return;
    }
    clearTimeout(this.timer);
    const hold = this.holdUntil - Date.now();
    if (hold > 0) this.timer = setTimeout(() => this.kick(), hold);
    else void this.run();
  }

  stop(): void {
    this.stopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.running = true;
    let step: Step = "again";
    try {
      while (!this.stopped && (step === "again" || (step === "stop" && this.wanted))) {
        this.wanted = false;
        step = await this.lock(() => this.sendBatch());
      }
    } catch (error) {
      step = { pause: this.nextPause() };
      throw error;
    } finally {
      this.running = false;
      if (typeof step === "object" && !this.stopped) this.timer = setTimeout(() => this.kick(), step.pause);
    }
  }

  private async sendBatch(): Promise<Step> {
    if (this.stopped) return "stop";
    const batch = (await this.queue.waiting(this.largest)).map(({ scan }) => scan);
    if (batch.length === 0) return "stop";
    try {
      const answer = await this.post(batch);
      const sent = new Set(batch.map((scan) => scan.id));
      const results = answer.results.filter((result) => sent.has(result.id));
      await this.queue.settle(results);
      this.events.reachable(true);
      this.events.counts(answer.counts);
      if (results.length === 0) return { pause: this.nextPause() };
      this.failures = 0;
      this.largest = Math.min(LARGEST_BATCH, this.largest * 2);
      return "again";
    } catch (error) {
      if (error instanceof CallFailed) return this.afterFailure(error, batch);
      throw error;
    }
  }

  private async afterFailure({ status, retryAfter }: CallFailed, batch: Errand[]): Promise<Step> {
    if (status === 401 || status === 403) {
      this.stop();
      this.events.rejected();
      return "stop";
    }
    if ((status === 413 || status === 422) && batch.length > 1) {
      this.largest = Math.ceil(batch.length / 2);
      return "again";
    }
    if (status === 422) {
      await this.queue.park(batch[0]!.id);
      return "again";
    }
    this.events.reachable(false);
    if (retryAfter !== null) this.holdUntil = Date.now() + retryAfter;
    return { pause: Math.max(retryAfter ?? 0, this.nextPause()) };
  }

  /** 1 s, 2 s, 4 s … 30 s, each up to a third longer by chance, so that a hall full of devices does not march in step. */
  private nextPause(): number {
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** this.failures);
    this.failures = Math.min(this.failures + 1, 10);
    return pause * (1 + this.random() / 3);
  }
}
