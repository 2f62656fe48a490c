// The badge of whoever came in, printed when the clerk asks for it.

import { printCard } from "../shared/card";
import { CallFailed } from "../shared/http";
import { words } from "../shared/words";
import type { Keeper } from "./keeper";
import { toast } from "./sheets";
import type { PastScan } from "./store";
import type { Actions } from "./verdict-view";

const indonesian = {
  label: "Cetak tanda pengenal",
  hint: "Di pencetak perangkat ini",
  failed: "Tanda pengenal belum dapat dicetak: {why}",
  offline: "layanan tidak menjawab; cetak nanti dari meja registrasi.",
  again: "Tanda pengenal {name} dicetak untuk ke-{count} kali.",
};
type Word = keyof typeof indonesian;
const english: Record<Word, string> = {
  label: "Print badge",
  hint: "On this device's printer",
  failed: "The badge could not be printed: {why}",
  offline: "the service does not answer; print it later at the registration desk.",
  again: "Badge of {name} printed {count} times now.",
};
const say = words<Word>(indonesian, english);

/** The button that prints it; null where this device prints none, or nobody came in. `code`: of the pass, where it was shown. */
export function badgeOf(keeper: Keeper, { decision }: PastScan, code: string | undefined): Actions["badge"] {
  const { participant, status } = decision;
  if (!keeper.pairing.device.prints_badges || !participant || (status !== "accepted" && status !== "already")) return null;
  return { label: say("label"), hint: say("hint"), print: () => void print(keeper, participant, code) };
}

async function print(keeper: Keeper, person: { id: string; name: string }, code: string | undefined): Promise<void> {
  try {
    const { picture, width, height, printed } = await keeper.api.badge({ participant: person.id, code: code ?? null });
    await printCard(`data:image/png;base64,${picture}`, width, height);
    if (printed > 1) toast(say("again", { name: person.name, count: printed }), true);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    toast(say("failed", { why: error.status ? error.detail : say("offline") }), true);
  }
}
