// The last scans, of all the meetings that the device serves, and how many of them wait for somebody.

import { byId } from "../shared/dom";
import type { Doors } from "./doors";
import { HistoryList } from "./lists";
import type { PastScan, Store } from "./store";
import { say } from "./strings";
import { verdictAt, waits } from "./telling";

export class LastScans {
  private readonly list: HistoryList;

  constructor(
    private readonly store: Store,
    private readonly doors: Doors,
    open: (past: PastScan) => void,
  ) {
    this.list = new HistoryList((past) => verdictAt(doors, past), open);
  }

  async render(): Promise<void> {
    const pasts = await this.store.history();
    this.list.render(pasts, this.waits, ({ meeting }) => this.doors.of(meeting).pairing.meeting.timezone);
    const [note, count] = [byId("to-handle"), pasts.filter(this.waits).length];
    note.hidden = count === 0;
    note.textContent = say("to_handle_count", { count });
  }

  /** How many wait for somebody. */
  async open(): Promise<number> {
    return (await this.store.history()).filter(this.waits).length;
  }

  private readonly waits = (past: PastScan): boolean => waits(this.doors.of(past.meeting), past);
}
