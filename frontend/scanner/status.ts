// The line above the door: session, gate, network, who is present, what waits.

import { byId, icon } from "../shared/dom";
import type { Doors } from "./doors";
import { doorState } from "./sheets";
import { say } from "./strings";

/** What stands beside the number of those present: two numbers, not a part and its whole, because whoever came without being expected is present, too. */
export function toldBeside({ expected }: { expected: number }): string {
  return say("present_of", { expected: expected.toLocaleString("id") });
}

export function showStatus({ current: keeper, queue: { waiting, parked }, several }: Doors, rosterState: string): void {
  const { session, choices, online } = keeper;
  byId("session-title").textContent = session?.title ?? (keeper.rosterMissing ? rosterState : say("no_session"));
  const [door, open] = session ? doorState(session, keeper.now(), keeper.pairing.meeting.timezone) : ["", true];
  byId("meeting-title").textContent = several ? keeper.pairing.meeting.title : "";
  byId("meeting-title").hidden = !several;
  byId("session-place").textContent = [!open && door, keeper.pairing.device.gate || keeper.pairing.device.name, session?.room].filter(Boolean).join(" · ");
  const pill = byId("link");
  pill.className = online ? "pill online" : "pill offline";
  pill.replaceChildren(online ? icon("wifi") : icon("wifi-off"), say(online ? "online" : "offline"));
  const numbers = session ? keeper.counts(session.id) : { present: 0, expected: 0 };
  byId("present").textContent = session ? numbers.present.toLocaleString("id") : "–";
  byId("expected").textContent = session ? toldBeside(numbers) : say("no_session_hint");
  const bar = byId<HTMLProgressElement>("progress");
  bar.max = Math.max(1, numbers.expected);
  bar.value = numbers.present;
  const jumped = byId("clock-note");
  jumped.hidden = !keeper.clockJumped;
  jumped.textContent = keeper.clockJumped ? say("clock_jumped") : "";
  const note = byId("waiting");
  note.classList.toggle("some", waiting > 0);
  note.textContent = parked ? say("parked", { count: parked }) : waiting ? say("waiting", { count: waiting }) : say("waiting_none");
  document.body.dataset.direction = choices.direction;
  for (const button of ["in", "out"]) byId(`direction-${button}`).setAttribute("aria-pressed", String(button === choices.direction));
}
