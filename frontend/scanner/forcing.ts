// Why a clerk lets somebody in whom the door refuses: asked before the scan is made, so that it is kept with it, offline too.

import type { ForceReason, Scan } from "../generated/api";
import { byId } from "../shared/dom";

export interface Why {
  reason: ForceReason;
  note: string;
}

/** Asks for the reason to accept this person; null when the clerk thinks better of it. */
export function askWhy(name: string): Promise<Why | null> {
  const dialog = byId<HTMLDialogElement>("forcing");
  const form = byId<HTMLFormElement>("forcing-form");
  const note = byId<HTMLInputElement>("forcing-note");
  const given = (): Why => {
    const data = new FormData(form);
    return { reason: String(data.get("reason")) as ForceReason, note: String(data.get("note")).trim() };
  };
  form.reset();
  note.required = false;
  byId("forcing-who").textContent = name;
  form.onchange = () => (note.required = given().reason === "other");
  byId("forcing-no").onclick = () => dialog.close("no");
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? given() : null), { once: true });
  });
}

/** What the contract calls it. */
export const whyOf = (why: Why | undefined): Partial<Scan> =>
  why ? { force: true, force_reason: why.reason, ...(why.note ? { force_note: why.note } : {}) } : { force: false };
