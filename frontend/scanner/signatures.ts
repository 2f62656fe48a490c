// Signatures that wait to be sent: each under the scan by which its person came in, and after it.

import { CallFailed } from "../shared/http";
import type { MeetingApi } from "./api";
import type { Store } from "./store";

/** In one call, as the service takes it. */
const MOST = 50;

/** Sends what waits for this meeting whose scans are sent already; what the service does not keep is forgotten, too. */
export async function tellSignatures(store: Store, api: MeetingApi, meeting: string): Promise<void> {
  const waiting = await store.signatures(meeting, MOST);
  if (!waiting.length) return;
  const ids = waiting.map(({ scan }) => scan);
  const told = await api.signatures(waiting).then(
    () => true,
    (error: unknown) => error instanceof CallFailed && error.status === 422,
  );
  if (told) await store.dropSignatures(ids);
}
