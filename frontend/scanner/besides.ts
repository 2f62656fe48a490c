// What a device tells the service besides scans: what came of trying the phone, what was dealt with at the door, and who signed.

import type { SignatureResult } from "../generated/api";
import { CallFailed } from "../shared/http";
import type { MeetingApi } from "./api";
import { tellCheck, type Checks } from "./phone-check";
import type { Store } from "./store";

/** In one call, as the service takes them. */
const MOST_HANDLED = 100;
const MOST_SIGNATURES = 50;

/** Whether the service has it, or will never take it. */
const settled = (call: Promise<unknown>): Promise<boolean> =>
  call.then(
    () => true,
    (error: unknown) => error instanceof CallFailed && error.status === 422,
  );

export class Besides {
  constructor(
    private readonly store: Store,
    private readonly api: MeetingApi,
    private readonly meeting: string,
    /** The service's time, milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  /** Tells what waits; what the service does not hear now is told again. */
  tell(): void {
    void this.tellCheck();
    void this.tellHandled();
    void this.tellSignatures();
  }

  /** What came of trying this phone; false while it waits. */
  tellCheck(checks: Checks | null = null): Promise<boolean> {
    return tellCheck(this.store, this.api, checks);
  }

  /** Somebody has dealt with a scan that waited for it: the committee hears of it, now or later. */
  async handle(id: string): Promise<void> {
    await this.store.handle([id]);
    void this.tellHandled();
  }

  /** What was drawn by whoever came in with this scan is kept, and sent after it, in place of an earlier one only where it `replaces` that; what
   * the service answers, null while it waits. */
  async sign(scan: string, strokes: string, replaces = false): Promise<SignatureResult | null> {
    await this.store.signatures.keep(this.meeting, { scan, strokes, replaces, signed_at: new Date(this.now()).toISOString() });
    return (await this.tellSignatures()).find((each) => each.scan === scan) ?? null;
  }

  private async tellHandled(): Promise<void> {
    const ids = (await this.store.untold(this.meeting)).slice(0, MOST_HANDLED);
    if (ids.length && (await settled(this.api.handled(ids)))) await this.store.handle(ids, true);
  }

  /** Those whose scans are sent already; what the service does not keep is forgotten, too. */
  private async tellSignatures(): Promise<SignatureResult[]> {
    const { signatures } = this.store;
    const scans = new Set((await this.store.everythingWaiting()).map(({ scan }) => scan.id));
    const ready = await signatures.ready(this.meeting, scans, MOST_SIGNATURES);
    const call = ready.length ? this.api.signatures(ready) : Promise.resolve([]);
    if (await settled(call)) await signatures.drop(ready);
    return call.catch(() => []);
  }
}
