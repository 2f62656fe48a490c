// Signatures that wait to be sent, each under the scan by which its person came in; sealed where the browser can.

import type { IDBPDatabase } from "idb";
import type { Signature } from "../generated/api";
import type { Sealed, Vault } from "./seal";
import type { Schema } from "./store";

export interface WaitingSignature {
  scan: string;
  signed_at: string;
  meeting: string;
  strokes?: string;
  sealed?: Sealed;
  replaces?: boolean;
}

export class WaitingSignatures {
  constructor(
    private readonly db: IDBPDatabase<Schema>,
    private readonly vault: Vault,
  ) {}

  /** Puts a signature on disk until it is sent; of one scan the last one drawn. */
  async keep(meeting: string, { strokes, ...rest }: Signature): Promise<void> {
    const sealed = await this.vault.seal(strokes);
    await this.db.put("signatures", { ...rest, meeting, ...(sealed ? { sealed } : { strokes }) });
  }

  /** Those of the meeting whose scans do not wait any more, as they are sent. */
  async ready(meeting: string, waiting: Set<string>, limit: number): Promise<Signature[]> {
    const ready = (await this.db.getAll("signatures")).filter((each) => each.meeting === meeting && !waiting.has(each.scan)).slice(0, limit);
    const opened = async ({ sealed, strokes = "" }: WaitingSignature): Promise<string> => (sealed ? ((await this.vault.open(sealed)) ?? "") : strokes);
    return Promise.all(ready.map(async (each) => ({ scan: each.scan, signed_at: each.signed_at, replaces: each.replaces === true, strokes: await opened(each) })));
  }

  /** They are sent; one that was drawn again meanwhile stays. */
  async drop(sent: Signature[]): Promise<void> {
    const change = this.db.transaction("signatures", "readwrite");
    for (const { scan, signed_at } of sent) {
      if ((await change.store.get(scan))?.signed_at === signed_at) await change.store.delete(scan);
    }
    await change.done;
  }
}
