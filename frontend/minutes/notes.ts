/** Quick notes go from the panel beside the editor into the text of their item: by button, by dragging, or the next one by a key. */
import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import { renewPart, watchPart } from "../shared/fragment";
import { editorIn } from "./rich";

const PANEL = "catatan";
const SECONDS = 15; // between two looks for notes that colleagues took

/** Behind all that stands there, as one step to undo. */
export function appendNote(editor: Editor, html: string): void {
  const apart = (): void => editor.view.dispatch(closeHistory(editor.state.tr));
  apart();
  if (editor.isEmpty) editor.commands.setContent(html, { emitUpdate: true });
  else editor.commands.insertContentAt(editor.state.doc.content.size, html);
  apart();
  editor.commands.focus("end", { scrollIntoView: true });
}

const partOf = (id: string): HTMLElement | null => document.getElementById(`butir-${id}`);
const htmlOf = (row: Element | null): string => row?.getAttribute("data-note") ?? "";

/** The editor has the note in its text; the service marks it, and the panel shows where it went. */
async function mark(form: HTMLFormElement, itemId: string): Promise<void> {
  const body = new FormData(form);
  body.set("item_id", itemId);
  body.set("written", "1");
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (answer?.ok) await renewPart(PANEL);
}

function use(form: HTMLFormElement): boolean {
  const itemId = String(new FormData(form).get("item_id") ?? "");
  const part = partOf(itemId);
  const editor = part && editorIn(part);
  if (!editor) return false;
  appendNote(editor, htmlOf(form.closest("[data-note]")));
  void mark(form, itemId);
  return true;
}

/** The first note of this item that is not in the text yet. */
function useNext(part: Element): boolean {
  const forms = [...document.querySelectorAll<HTMLFormElement>(`#${PANEL} li:not(.is-used) [data-use-note]`)];
  const next = forms.find((form) => `butir-${form.querySelector<HTMLInputElement>("input[name=item_id]")?.value ?? ""}` === part.id);
  return next ? use(next) : false;
}

export function watchNotes(frame: HTMLElement): void {
  let dragged: HTMLElement | null = null;
  frame.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (!form.matches("[data-use-note]") || !use(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
  frame.addEventListener("dragstart", (event) => {
    const row = (event.target as Element).closest?.<HTMLElement>("[data-note]");
    if (!row || !event.dataTransfer) return;
    dragged = row;
    event.dataTransfer.effectAllowed = "copy";
    event.dataTransfer.setData("text/html", htmlOf(row));
    event.dataTransfer.setData("text/plain", row.querySelector(".note-said")?.textContent?.trim() ?? "");
  });
  frame.addEventListener("dragend", () => (dragged = null));
  frame.addEventListener("drop", (event) => {
    const part = (event.target as Element).closest(".rich-editor")?.closest<HTMLElement>(".minutes-item");
    const form = dragged?.querySelector<HTMLFormElement>("[data-use-note]");
    if (part && form) void mark(form, part.id.replace("butir-", ""));
  });
  frame.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || !event.shiftKey || event.key !== "Enter" || event.isComposing) return;
    const part = (event.target as Element).closest(".minutes-item");
    if (!part) return;
    event.preventDefault();
    event.stopPropagation();
    useNext(part);
  }, true);
  watchPart(PANEL, SECONDS);
}
