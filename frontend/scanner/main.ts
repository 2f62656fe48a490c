// The scanner page: pairs this device, then keeps the door.

import type { Pairing } from "../generated/api";
import { readPairing, readTyped } from "./codes";
import { DoorView } from "./door-view";
import { titlesOf } from "./doors";
import { watchLeaving } from "./leaving";
import { PairingView } from "./pairing";
import { ask, toast } from "./sheets";
import { keepShell } from "./shell";
import { unlockSound } from "./sound";
import { Store } from "./store";
import { say } from "./strings";
import { VerdictView } from "./verdict-view";
import { Wedge } from "./wedge";

/** The pairing code in the address, taken out of it at once: it must not linger in the history or a screenshot. */
function codeInAddress(): string {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(null, "", location.pathname + location.search);
  return fragment ? readPairing(`#${fragment}`) : "";
}

async function start(): Promise<void> {
  const store = await Store.open();
  const verdicts = new VerdictView();
  const tellLeft = watchLeaving(store);
  let door: DoorView | null = null;

  const pairing = new PairingView(async (paired) => {
    // Only now that the new pairing stands does the old one go.
    await door?.doors.unpair();
    await door?.close("");
    await store.put("pairing", paired);
    tellLeft();
    pairing.close();
    await enter(paired);
  });

  async function enter(paired: Pairing): Promise<void> {
    if (paired.device.kind === "kiosk") return location.replace("/kios/"); // guests find no clerk's page
    door = new DoorView(store, paired, verdicts, (message) => {
      door = null;
      tellLeft();
      pairing.open(message);
    });
    await door.open();
  }

  async function pairByLink(code: string): Promise<void> {
    const current = door?.doors;
    if (!current) pairing.open();
    else if (!(await ask(say("pairing_replace", { meeting: titlesOf(current) }), say("replace")))) return;
    const problem = await pairing.pair(code);
    if (problem && current) toast(problem, true);
  }

  const wedge = new Wedge(
    (text, field) => (door ? door.typed(text, field) : pairing.typed(text)),
    (text) => door !== null && readTyped(text).kind === "pass",
  );
  wedge.listen(document);
  unlockSound();
  addEventListener("hashchange", () => {
    const code = codeInAddress();
    if (code) void pairByLink(code);
  });

  const code = codeInAddress();
  const paired = await store.pairing();
  if (paired) await enter(paired);
  else pairing.open();
  if (code) await pairByLink(code);
  void keepShell();
  // Ask the browser not to clear the queue when the disk gets full.
  void navigator.storage?.persist?.();
}

void start();
