/** The dialog that asks where a link leads. */
import type { Editor } from "@tiptap/core";

/** What a person types as an address: «www.bogor.go.id» and «nama@bogor.go.id» mean links, too. */
export function addressOf(typed: string): string | null {
  const text = typed.trim();
  if (/^(https?:\/\/|mailto:)\S+$/i.test(text)) return text;
  if (/^[^\s@/:]+@[^\s@/:]+\.[a-z]{2,}$/i.test(text)) return `mailto:${text}`;
  if (/^[^\s@/:]+\.[a-z]{2,}([/:?#]\S*)?$/i.test(text)) return `https://${text}`;
  return null;
}

/** Asks for the address of what is selected, or of the link at the caret. */
export function askLink(editor: Editor): void {
  const dialog = document.querySelector<HTMLDialogElement>("#tanya-tautan");
  const field = dialog?.querySelector("input");
  if (!dialog || !field) return;
  field.value = String(editor.getAttributes("link").href ?? "");
  field.setCustomValidity("");
  // The Enter key presses the form's one button that sends it.
  for (const button of dialog.querySelectorAll<HTMLButtonElement>("[data-close]")) button.onclick = () => dialog.close(button.dataset.close);
  dialog.querySelector<HTMLButtonElement>("[data-close=remove]")!.hidden = !editor.isActive("link");
  dialog.returnValue = "";
  field.oninput = () => field.setCustomValidity("");
  dialog.querySelector("form")!.onsubmit = (event) => {
    if (addressOf(field.value)) return;
    event.preventDefault();
    field.setCustomValidity(field.dataset.wrong ?? "");
    field.reportValidity();
  };
  dialog.addEventListener("close", () => {
    const href = addressOf(field.value);
    const chain = editor.chain().focus();
    if (dialog.returnValue === "remove") chain.extendMarkRange("link").unsetMark("link").run();
    else if (dialog.returnValue !== "ok" || !href) chain.run();
    else if (editor.state.selection.empty && !editor.isActive("link")) {
      chain.insertContent([{ type: "text", text: href.replace(/^mailto:/, ""), marks: [{ type: "link", attrs: { href } }] }]).run();
    } else chain.extendMarkRange("link").setMark("link", { href }).run();
  }, { once: true });
  dialog.showModal();
  field.select();
}
