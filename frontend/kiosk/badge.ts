// A small card for the chest, printed by the browser: name, office, institution, and the QR of the pass that was shown.

import { prepareZXingModule, writeBarcode } from "zxing-wasm/writer";
import { byId } from "../shared/dom";

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

/** Prints the card of somebody who has just come in. Without `code` (found by name) it has no QR: who types a name gets nobody's pass. */
export async function printBadge(person: { name: string; position: string; organisation: string }, code: string | null): Promise<void> {
  const symbol = code && (await drawn(code));
  byId("badge-name").textContent = person.name;
  byId("badge-position").textContent = person.position;
  byId("badge-organisation").textContent = person.organisation;
  byId("badge-qr").replaceChildren(...(symbol ? [symbol] : []));
  window.print();
  for (const id of ["badge-name", "badge-position", "badge-organisation", "badge-qr"]) byId(id).replaceChildren();
}
