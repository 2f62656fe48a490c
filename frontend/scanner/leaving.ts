// A device that was unpaired tells the service, now or when it is reached again: until then the committee would count on it.

import { CallFailed } from "../shared/http";
import { MeetingApi } from "./api";
import type { Leaving, Store } from "./store";

const AGAIN = 30_000;

/** Tells the service of each pairing that was given up here; one that it does not know any more is settled, too. */
async function tellLeft(store: Store): Promise<void> {
  const left = async (): Promise<Leaving[]> => (await store.get<Leaving[]>("leaving")) ?? [];
  for (const { token, meeting } of await left()) {
    try {
      await new MeetingApi(token, meeting).release();
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (error.status !== 401 && error.status !== 403) continue;
    }
    await store.put("leaving", (await left()).filter((each) => each.token !== token));
  }
}

/** Tells now and as often as it takes; returns what tells at once. */
export function watchLeaving(store: Store): () => void {
  const tell = (): void => void tellLeft(store);
  addEventListener("online", tell);
  setInterval(tell, AGAIN);
  tell();
  return tell;
}
