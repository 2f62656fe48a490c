// What goes from the device when its right to it ends: of one meeting, or all of it.

import type { IDBPDatabase, IDBPTransaction } from "idb";
import type { Pairing, Served } from "../generated/api";
import type { Decision } from "./decide";
import { toDisk, type Leaving, type Schema } from "./store";

const SHELVES = ["participants", "history", "state", "queue"] as const;
/** What is the device's own, whomever it serves. */
const KEPT = new Set(["clock", "key", "leaving"]);

type Change = IDBPTransaction<Schema, typeof SHELVES, "readwrite">;

/** A decision that names nobody. */
function withoutPeople({ typed: _typed, similar: _similar, ...decision }: Decision): Decision {
  return { ...decision, participant: null };
}

/** The local decisions of waiting scans name people. */
async function hideQueue(change: Change, meeting: string | null): Promise<void> {
  for (let cursor = await change.objectStore("queue").openCursor(); cursor; cursor = await cursor.continue()) {
    const { local } = cursor.value;
    if (local && (meeting === null || cursor.value.meeting === meeting)) await cursor.update({ ...cursor.value, local: withoutPeople(local) });
  }
}

async function clear(change: Change): Promise<void> {
  await change.objectStore("participants").clear();
  await change.objectStore("history").clear();
  const state = change.objectStore("state");
  for (const key of await state.getAllKeys()) if (!KEPT.has(key)) await state.delete(key);
  await hideQueue(change, null);
}

export async function forgetAll(db: IDBPDatabase<Schema>, left: Leaving | null): Promise<void> {
  const change = db.transaction(SHELVES, "readwrite", toDisk);
  await clear(change);
  const state = change.objectStore("state");
  if (left) await state.put([...(((await state.get("leaving")) as Leaving[] | undefined) ?? []), left], "leaving");
  await change.done;
}

export async function forgetOne(db: IDBPDatabase<Schema>, meeting: string, over: boolean): Promise<void> {
  const change = db.transaction(SHELVES, "readwrite", toDisk);
  const [state, people, history] = [change.objectStore("state"), change.objectStore("participants"), change.objectStore("history")];
  const pairing = (await state.get("pairing")) as Pairing | undefined;
  const others = ((((await state.get("serving")) as Served[] | undefined) ?? []).filter((each) => each.meeting.id !== meeting));
  const [first] = others;
  if (!pairing || (pairing.meeting.id === meeting && !first)) await clear(change);
  else {
    for (const id of await people.index("meeting").getAllKeys(meeting)) await people.delete(id);
    for (const past of await history.getAll()) if (past.meeting === meeting) await history.delete(past.id);
    for (const kept of ["roster", "choices"]) await state.delete(`${kept} ${meeting}`);
    const stays = pairing.meeting.id !== meeting;
    await state.put(stays ? pairing : { token: pairing.token, ...first }, "pairing");
    await state.put(stays ? others : others.slice(1), "serving");
    if (over) await state.put([...(((await state.get("over")) as string[] | undefined) ?? []), meeting], "over");
    await hideQueue(change, meeting);
  }
  await change.done;
}
