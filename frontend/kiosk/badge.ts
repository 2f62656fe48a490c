// The badge of who has just come in, printed by the browser: as its layout has it, which the service draws and notes. Without the service a plain
// card of what the kiosk knows is printed: name, office, institution, and the QR of the pass that was shown.

import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";
import type { Keeper } from "../scanner/keeper";
import { printCard } from "../shared/card";
import { byId } from "../shared/dom";
import { CallFailed } from "../shared/http";

/** What the QR of a pass says: its link, in capitals. */
const link = (code: string): string => `${location.origin}/P/${code}`.toUpperCase();

/** The symbol as a picture; null where it cannot be drawn. A badge without it is a badge all the same. */
async function drawn(code: string): Promise<SVGElement | null> {
  const { writer } = document.documentElement.dataset;
  try {
    await prepareZXingModule({ overrides: { locateFile: () => new URL(writer ?? "", location.href).href }, fireImmediately: true });
    const { svg } = await writeBarcode(link(code), { format: "QRCode", ecLevel: "M" });
    const parsed = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    return parsed instanceof SVGElement ? document.importNode(parsed, true) : null;
  } catch {
    return null;
  }
}

export interface Wearer {
  id: string;
  name: string;
  position: string;
  organisation: string;
}

/** Prints the badge of somebody who has just come in. Without `code` (found by name) it has no QR: who types a name gets nobody's pass. */
export async function printBadge(keeper: Keeper, person: Wearer, code: string | null): Promise<void> {
  try {
    const { picture, width, height } = await keeper.api.badge({ participant: person.id, code });
    if (await printCard(`data:image/png;base64,${picture}`, width, height)) return;
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
  }
  await printPlain(person, code);
}

async function printPlain(person: Wearer, code: string | null): Promise<void> {
  const symbol = code && (await drawn(code));
  byId("badge-name").textContent = person.name;
  byId("badge-position").textContent = person.position;
  byId("badge-organisation").textContent = person.organisation;
  byId("badge-qr").replaceChildren(...(symbol ? [symbol] : []));
  window.print();
  for (const id of ["badge-name", "badge-position", "badge-organisation", "badge-qr"]) byId(id).replaceChildren();
}
