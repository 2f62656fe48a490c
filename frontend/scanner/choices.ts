// What was chosen at this device, until it is unpaired.

import type { Direction } from "./api";

export interface Choices {
  session: string | null;
  /** When somebody, or the timetable, chose it (milliseconds since 1970). */
  chosenAt: number;
  direction: Direction;
  camera: string | null;
  cameraOff: boolean;
  muted: boolean;
  /** Standard instead of express: whose pass was read is shown first, and recorded at a tap. */
  confirm: boolean;
}

export const firstChoices: Choices = { session: null, chosenAt: 0, direction: "in", camera: null, cameraOff: false, muted: false, confirm: false };
