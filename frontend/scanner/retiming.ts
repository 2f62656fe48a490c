// A clock that was wrong when scans were made: they are told at their true time, and so is what they showed.

import type { IDBPDatabase } from "idb";
import type { Decision } from "./decide";
import { toDisk, type Schema } from "./store";
import type { Made } from "./timekeeper";

/** As far as `timeOf` knows the true time (milliseconds since 1970). */
export async function retime(db: IDBPDatabase<Schema>, timeOf: (made: Made) => number | null): Promise<void> {
  const change = db.transaction(["queue", "history"], "readwrite", toDisk);
  const [queue, history] = [change.objectStore("queue"), change.objectStore("history")];
  const moved = new Map<string, string>();
  const all = await queue.getAll();
  for (const { scan, made } of all) {
    const time = made ? timeOf(made) : null;
    if (time !== null) moved.set(scan.scanned_at, new Date(time).toISOString());
  }
  const shift = (decision: Decision | null): void => {
    if (decision?.first) decision.first = { ...decision.first, at: moved.get(decision.first.at) ?? decision.first.at };
  };
  for (const waiting of all) {
    const past = await history.get(waiting.scan.id);
    waiting.scan.scanned_at = moved.get(waiting.scan.scanned_at) ?? waiting.scan.scanned_at;
    shift(waiting.local);
    await queue.put(waiting);
    if (!past) continue;
    shift(past.decision);
    await history.put({ ...past, at: Date.parse(waiting.scan.scanned_at) });
  }
  await change.done;
}
