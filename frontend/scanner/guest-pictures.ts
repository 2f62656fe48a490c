// What the verdict shows of one person besides words: the face, and the pass of somebody who came without being on the list, for their phone to
// photograph. Both are asked of the service when they are shown, and kept nowhere.

import type { RosterEntry } from "../generated/api";
import { h } from "../shared/dom";
import { CallFailed } from "../shared/http";
import { words } from "../shared/words";
import type { Keeper } from "./keeper";
import type { PastScan } from "./store";
import type { Actions } from "./verdict-view";

const indonesian = {
  face: "Foto {name}",
  pass: "Tanda masuk {name}",
  photograph: "Minta tamu memotret QR ini; halaman tanda masuknya terbuka di HP-nya.",
  follows: "QR tanda masuknya menyusul: buka lagi dari Terakhir setelah tersambung.",
  failed: "QR tanda masuk tidak dapat ditunjukkan: {why}",
  offline: "layanan tidak menjawab. Buka lagi dari Terakhir.",
};
type Word = keyof typeof indonesian;
const english: Record<Word, string> = {
  face: "Photo of {name}",
  pass: "Pass of {name}",
  photograph: "Ask the guest to photograph this QR code; it opens the page of their pass on their phone.",
  follows: "The QR code of the pass follows: open this again under Last scans once connected.",
  failed: "The pass cannot be shown: {why}",
  offline: "the service does not answer. Open this again under Last scans.",
};
const say = words<Word>(indonesian, english);

/** Both, as far as there are any. */
export const picturesOf = (keeper: Keeper, past: PastScan): Pick<Actions, "face" | "pass"> => ({ face: faceOf(keeper, past.decision.participant), pass: passOf(keeper, past) });

/** Does something with what the service answers; what it does not answer is told in words. */
async function asked<T>(call: Promise<T>, then: (answer: T) => void, failed: (why: string) => void): Promise<void> {
  try {
    then(await call);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    failed(error.status ? error.detail : say("offline"));
  }
}

/** The face of somebody, in a place that is kept for it; null where there is none, or no network. */
export function faceOf({ roster, online, api }: Keeper, person: Pick<RosterEntry, "id" | "name"> | null): HTMLElement | null {
  if (!person || !online || !roster.person(person.id)?.photo) return null;
  const picture = h("img", { class: "verdict-face", alt: say("face", { name: person.name }), width: 96, height: 128 });
  void asked(api.photo({ participant: person.id }), (face) => (picture.src = `data:image/jpeg;base64,${face.picture}`), () => picture.remove());
  return picture;
}

/** The pass that the door has made for whoever came without being on the list; null for everybody else. */
function passOf({ api }: Keeper, { decision, unsent }: PastScan): HTMLElement | null {
  const { participant, walkIn, status } = decision;
  if (!walkIn || !participant || status !== "accepted") return null;
  const words = h("p", {}, say(unsent ? "follows" : "photograph"));
  const card = h("figure", { class: "verdict-pass" }, words);
  if (!unsent) {
    const call = api.pass({ participant: participant.id });
    void asked(call, ({ side, path }) => card.prepend(drawn(side, path, say("pass", { name: participant.name }))), (why) => (words.textContent = say("failed", { why })));
  }
  return card;
}

/** A QR code, dark on light whatever the screen's colours. */
function drawn(side: number, path: string, label: string): SVGSVGElement {
  const make = <K extends keyof SVGElementTagNameMap>(tag: K, attributes: Record<string, string>): SVGElementTagNameMap[K] => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    return element;
  };
  const svg = make("svg", { viewBox: `0 0 ${side} ${side}`, role: "img", "aria-label": label, "shape-rendering": "crispEdges" });
  svg.append(make("rect", { width: `${side}`, height: `${side}`, fill: "#fff" }), make("path", { d: path, fill: "#000" }));
  return svg;
}
