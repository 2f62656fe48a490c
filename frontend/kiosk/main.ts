// The kiosk: a tablet at which guests check themselves in. Pairing, roster, queue and decisions are the scanner's; only the screen is its own.

import { Store } from "../scanner/store";
import { keepShell } from "../scanner/shell";
import { Wedge } from "../scanner/wedge";
import { readTyped } from "../scanner/codes";
import { KioskView } from "./view";

/** Where devices are paired; a kiosk whose right has ended goes there. */
const PAIRING = "/pindai/";

async function start(): Promise<void> {
  const store = await Store.open();
  const pairing = await store.pairing();
  if (pairing?.device.kind !== "kiosk") return location.replace(PAIRING);
  const view = new KioskView(store, pairing, () => location.replace(PAIRING));
  new Wedge(
    (text, field) => view.typed(text, field),
    (text) => readTyped(text).kind === "pass",
  ).listen(document);
  await view.open();
  void keepShell();
  void navigator.storage?.persist?.();
}

void start();
