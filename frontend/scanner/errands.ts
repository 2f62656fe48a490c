// What a device tells the service: scans, and who came without being on the list. Both wait in one queue, in their order.

import type { Pairing, Scan, WalkIn, WalkInResults } from "../generated/api";
import type { MeetingApi } from "./api";
import type { Queue } from "./sender";
import type { PastScan, Store } from "./store";

/** What was typed of somebody at the desk. */
export type WalkInTyped = Pick<WalkIn, "name" | "position" | "organisation" | "category" | "phone" | "email" | "apart">;
/** A scan; or a walk-in, which is one of nobody yet. */
export type Errand = Scan & { walkIn?: WalkInTyped };

/** In one call: fewer than the service takes, so that other devices have their turn in between. */
const MOST_WALK_INS = 20;

/** As the contract calls it. */
function toWalkIn({ walkIn, code, participant, direction, method, ...scan }: Errand): WalkIn {
  void [code, participant, direction, method];
  return { ...scan, ...walkIn! };
}

/** Sends errands, each to its call. Where one call fails, what was answered before it is the answer; the rest is sent again. */
export async function post(api: MeetingApi, errands: Errand[]): Promise<WalkInResults> {
  const [scans, walkIns] = [errands.filter(({ walkIn }) => !walkIn), errands.filter(({ walkIn }) => walkIn).map(toWalkIn)];
  const answers: WalkInResults[] = scans.length ? [await api.scans(scans)] : [];
  for (let from = 0; from < walkIns.length; from += MOST_WALK_INS) {
    try {
      answers.push(await api.walkIns(walkIns.slice(from, from + MOST_WALK_INS)));
    } catch (error) {
      if (!answers.length) throw error;
      break;
    }
  }
  return { ...answers[answers.length - 1]!, results: answers.flatMap(({ results }) => results) };
}

/** What waits at this device, as the sender sees it. `known`: whether the service has told the time. */
export function queueOf(store: Store, { meeting, device }: Pairing, known: () => boolean, settled: (pasts: PastScan[]) => Promise<void>): Queue {
  return {
    // Until the time is known one goes alone: its answer tells it, and the others are sent at their true hour.
    waiting: async (limit) => {
      const found = await store.waiting(meeting.id, known() ? limit : 1);
      return found.map(({ scan, device: reader = device.id }) => ({ scan: reader === device.id ? scan : { ...scan, device: reader } }));
    },
    settle: async (results) => settled(await store.settle(results)),
    park: (id) => store.park(id),
  };
}
