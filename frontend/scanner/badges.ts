// The badge of whoever came in, printed when the clerk asks for it.

import { printCard } from "../shared/card";
import { CallFailed } from "../shared/http";

import type { Keeper } from "./keeper";
import { toast } from "./sheets";
import { say } from "./strings";
import type { PastScan } from "./store";

/** What prints it; null where this device prints none, or nobody came in. */
export function badgeOf(keeper: Keeper, { decision }: PastScan, code: string | undefined): (() => void) | null {
  const { participant, status } = decision;
  if (!keeper.pairing.device.prints_badges || !participant || (status !== "accepted" && status !== "already")) return null;
  return () => void print(keeper, participant, code);
}

async function print(keeper: Keeper, person: { id: string; name: string }, code: string | undefined): Promise<void> {
  try {
    const { picture, width, height, printed } = await keeper.badge({ participant: person.id, code: code ?? null });
    await printCard(`data:image/png;base64,${picture}`, width, height);
    if (printed > 1) toast(say("badge_again", { name: person.name, count: printed }), true);
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error;
    toast(say("badge_failed", { why: error.status ? error.detail : say("badge_offline") }), true);
  }
}
