// What was chosen at this device, until it is unpaired.

import type { Direction } from "./api";
import type { Store } from "./store";

export interface Choices {
  session: string | null;
  /** The device came here by itself when another meeting let it go: somebody chooses before anything is recorded. */
  unsure: boolean;
  /** When somebody, or the timetable, chose it (milliseconds since 1970). */
  chosenAt: number;
  direction: Direction;
  camera: string | null;
  cameraOff: boolean;
  muted: boolean;
  /** Standard instead of express: whose pass was read is shown first, and recorded at a tap. */
  confirm: boolean;
  /** Guests of another meeting that the device serves are recorded there, without a question. */
  follow: boolean;
}

export const firstChoices: Choices = { session: null, unsure: false, chosenAt: 0, direction: "in", camera: null, cameraOff: false, muted: false, confirm: false, follow: false };

/** What was chosen for this meeting; where nothing was, what holds of the device, whichever meeting it serves. */
export async function choicesOf(store: Store, meeting: string): Promise<Choices> {
  const own = await store.get<Choices>(`choices ${meeting}`);
  return { ...firstChoices, ...(own ?? { ...(await store.get<Choices>("choices")), session: null, unsure: false, chosenAt: 0 }) };
}
