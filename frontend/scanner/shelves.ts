// The shelves of the device's database, and how what an older scanner stored is put into them.

import type { IDBPDatabase, IDBPTransaction, StoreNames } from "idb";
import type { Pairing } from "../generated/api";
import type { Schema } from "./store";

type Change = IDBPTransaction<Schema, StoreNames<Schema>[], "versionchange">;

/** Makes what is missing. Until version 2 a device served one meeting, and nothing said which. */
export async function shelve(db: IDBPDatabase<Schema>, from: number, change: Change): Promise<void> {
  if (from < 1) {
    db.createObjectStore("state");
    db.createObjectStore("participants", { keyPath: "id" }).createIndex("meeting", "meeting");
    db.createObjectStore("queue", { keyPath: "seq", autoIncrement: true }).createIndex("id", "scan.id", { unique: true });
    db.createObjectStore("history", { keyPath: "id" }).createIndex("at", "at");
    db.createObjectStore("signatures", { keyPath: "scan" });
    return;
  }
  db.createObjectStore("signatures", { keyPath: "scan" });
  const [state, people, history] = [change.objectStore("state"), change.objectStore("participants"), change.objectStore("history")];
  people.createIndex("meeting", "meeting");
  const meeting = ((await state.get("pairing")) as Pairing | undefined)?.meeting.id;
  if (!meeting) return;
  for (const key of ["roster", "choices"] as const) {
    const kept = await state.get(key);
    if (kept) await state.put(kept, `${key} ${meeting}`);
    if (key === "roster") await state.delete(key);
  }
  for (const entry of await people.getAll()) await people.put({ ...entry, meeting });
  for (const past of await history.getAll()) await history.put({ ...past, meeting });
}
