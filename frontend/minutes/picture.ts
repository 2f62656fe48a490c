/**
 * Pictures in the text: a figure that names its picture by id, with a caption that is typed below it and an alternative text that a dialog
 * asks for. The bytes go to the service at once; until it has answered, the picture bears a name of its own (PENDING) and is not saved.
 */
import { Node, type Editor, type NodeViewRendererProps } from "@tiptap/core";
import { TextSelection } from "@tiptap/pm/state";

const PENDING = /<figure data-picture="baru-\d+"[^>]*>.*?<\/figure>/gs;
const SHRINK_ABOVE = 2 * 1024 * 1024; // bytes: photographs of a phone are made fit before they travel
const LONGEST_SIDE = 2000;

/** What a picture that the service does not know yet looks like, by its name. */
const previews = new Map<string, string>();
let made = 0;

const frame = (): HTMLElement | null => document.querySelector<HTMLElement>("[data-minutes]");
const textOf = (name: string): string => frame()?.getAttribute(`data-text-${name}`) ?? "";

/** A phrase holds none: its page says nowhere to send them to. */
export const takesPictures = (): boolean => Boolean(frame()?.dataset.pictures);

/** The HTML without pictures that the service does not know yet. */
export function saved(html: string): string {
  return html.replace(PENDING, "");
}

export const Picture = Node.create({
  name: "picture",
  group: "block",
  content: "text*",
  marks: "",
  isolating: true,
  defining: true,
  priority: 1000, // its keys come first
  addAttributes: () => ({ id: { default: "", rendered: false }, alt: { default: "", rendered: false } }),
  parseHTML: () => [
    {
      tag: "figure[data-picture]",
      contentElement: (figure) => (figure as HTMLElement).querySelector("figcaption") ?? (figure as HTMLElement),
      getAttrs: (figure) => ({ id: figure.getAttribute("data-picture"), alt: figure.getAttribute("data-alt") ?? "" }),
    },
  ],
  renderHTML: ({ node }) => ["figure", { "data-picture": node.attrs.id as string, "data-alt": node.attrs.alt as string }, ["figcaption", 0]],
  addNodeView: () => view,
  addKeyboardShortcuts() {
    const stays = ({ editor }: { editor: Editor }): boolean => editor.isActive(this.name); // a heading or a list would lose the picture
    return {
      ...Object.fromEntries(["Mod-Alt-1", "Mod-Shift-7", "Mod-Shift-8", "Mod-Shift-b"].map((keys) => [keys, stays])),
      Enter: ({ editor }) => leave(editor),
      Backspace: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        const here = empty && $from.parent.type.name === this.name && !$from.parent.content.size;
        return here && editor.commands.deleteNode(this.name);
      },
    };
  },
});

/** From a caption to the line below the picture. */
function leave(editor: Editor): boolean {
  const { $from } = editor.state.selection;
  if ($from.parent.type.name !== "picture") return false;
  const after = $from.after();
  const next = editor.state.doc.nodeAt(after);
  const chain = editor.chain();
  if (next?.type.name !== "paragraph") chain.insertContentAt(after, { type: "paragraph" });
  return chain.setTextSelection(after + 1).scrollIntoView().run();
}

function view({ node: first }: NodeViewRendererProps) {
  let node = first;
  const dom = document.createElement("figure");
  const image = document.createElement("img");
  const state = document.createElement("p");
  const contentDOM = document.createElement("figcaption");
  image.draggable = false;
  image.contentEditable = state.contentEditable = "false";
  state.className = "picture-state";
  contentDOM.dataset.placeholder = textOf("caption");
  dom.append(image, state, contentDOM);
  const show = (): void => {
    const { id, alt } = node.attrs as { id: string; alt: string };
    const address = previews.get(id) ?? `${frame()?.dataset.pictures ?? ""}/${id}`;
    if (image.getAttribute("src") !== address) image.src = address;
    image.alt = alt;
    const pending = id.startsWith("baru-");
    state.textContent = pending ? textOf("uploading") : alt ? "" : textOf("no-alt");
    state.hidden = !state.textContent;
    contentDOM.classList.toggle("is-blank", !node.content.size);
  };
  show();
  return {
    dom,
    contentDOM,
    update: (fresh: typeof node) => {
      if (fresh.type !== node.type) return false;
      node = fresh;
      show();
      return true;
    },
    ignoreMutation: (mutation: { type: string; target: globalThis.Node }) => mutation.type !== "selection" && !contentDOM.contains(mutation.target) || mutation.type === "attributes",
  };
}

/** A name for a picture that is on its way, and what it looks like meanwhile. */
function pending(file: Blob): string {
  const name = `baru-${++made}`;
  previews.set(name, URL.createObjectURL(file));
  return name;
}

/** Puts pictures where the caret is, or at `at`, and sends them. */
export function insertPictures(editor: Editor, files: Blob[], said: (message: string) => void, at?: number): void {
  for (const file of files) {
    const name = pending(file);
    const place = at ?? blockEnd(editor);
    editor.chain().insertContentAt(place, { type: "picture", attrs: { id: name } }).command(({ tr, state }) => {
      const found = placeOf(state.doc, name);
      if (found !== null) tr.setSelection(TextSelection.create(tr.doc, found + 1)); // the caption is typed next
      return true;
    }).focus().run();
    void send(editor, name, file, said);
  }
}

/** Behind the outermost block that the caret is in; in its place, where it is an empty line. */
function blockEnd(editor: Editor): number | { from: number; to: number } {
  const { $from } = editor.state.selection;
  if (!$from.depth) return $from.pos;
  const empty = $from.depth === 1 && $from.parent.type.name === "paragraph" && !$from.parent.content.size;
  return empty ? { from: $from.before(1), to: $from.after(1) } : $from.after(1);
}

type Doc = Editor["state"]["doc"];

function placeOf(doc: Doc, name: string): number | null {
  let found: number | null = null;
  doc.descendants((node, at) => {
    if (node.type.name === "picture" && node.attrs.id === name) found = at;
    return found === null;
  });
  return found;
}

/** Sends a picture that stands in the text under `name`; it gets the service's id, or goes and `said` tells why. */
export async function send(editor: Editor, name: string, file: Blob, said: (message: string) => void): Promise<void> {
  const { id, message } = await upload(await shrunk(file));
  if (editor.isDestroyed) return;
  const { doc, tr } = editor.state;
  const place = placeOf(doc, name);
  if (message) said(message);
  if (place === null) return;
  tr.setMeta("addToHistory", false);
  if (id) tr.setNodeAttribute(place, "id", id);
  else tr.delete(place, place + doc.nodeAt(place)!.nodeSize);
  if (id) previews.set(id, previews.get(name)!);
  editor.view.dispatch(tr);
}

async function upload(file: Blob): Promise<{ id?: string; message?: string }> {
  const body = new FormData();
  body.append("picture", file, "gambar");
  for (const name of ["csrf_token", "account"]) {
    const guard = document.querySelector<HTMLInputElement>(`form[data-part] input[name=${name}]`);
    if (guard) body.append(name, guard.value);
  }
  try {
    const answer = await fetch(frame()?.dataset.pictures ?? "", { method: "POST", body, headers: { Accept: "application/json" } });
    const data = (await answer.json().catch(() => ({}))) as { id?: string; message?: string; detail?: string };
    if (answer.ok && data.id) return { id: data.id };
    return { message: `${textOf("picture-failed")} ${data.message ?? data.detail ?? ""}` };
  } catch {
    return { message: `${textOf("picture-failed")} ${textOf("no-connection")}` };
  }
}

/** A large photograph with fewer dots; what the browser cannot read goes as it is, and the service says what is wrong with it. */
async function shrunk(file: Blob): Promise<Blob> {
  if (file.size <= SHRINK_ABOVE) return file;
  try {
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.getContext("2d")?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    return await new Promise((done) => canvas.toBlob((small) => done(small ?? file), file.type === "image/png" ? "image/png" : "image/jpeg", 0.9));
  } catch {
    return file;
  }
}

const KINDS = "image/png,image/jpeg,image/webp";

export const picturesAmong = (files: Iterable<File>): File[] => [...files].filter((file) => KINDS.split(",").includes(file.type));

/** The browser's own question for a file. */
export function choosePicture(editor: Editor, said: (message: string) => void): void {
  const input = Object.assign(document.createElement("input"), { type: "file", accept: KINDS, multiple: true });
  input.addEventListener("change", () => insertPictures(editor, picturesAmong(input.files ?? []), said));
  input.click();
}

/** Asks for the alternative text of the picture at the caret. */
export function askAlt(editor: Editor): void {
  const dialog = document.querySelector<HTMLDialogElement>("#tanya-alternatif");
  const field = dialog?.querySelector("textarea");
  if (!dialog || !field || !editor.isActive("picture")) return;
  field.value = String(editor.getAttributes("picture").alt ?? "");
  for (const button of dialog.querySelectorAll<HTMLButtonElement>("[data-close]")) button.onclick = () => dialog.close("");
  dialog.returnValue = "";
  dialog.addEventListener("close", () => {
    const chain = editor.chain().focus();
    if (dialog.returnValue === "ok") chain.updateAttributes("picture", { alt: field.value.replace(/\s+/g, " ").trim() });
    chain.run();
  }, { once: true });
  dialog.showModal();
  field.select();
}

/** A pasted `data:` address as a file that stands in the text under the returned name; null for what is no picture of ours. */
export function fromAddress(address: string, waiting: Map<string, Blob>): string | null {
  const [, type = "", data = ""] = /^data:(image\/(?:png|jpeg|webp));base64,([a-z0-9+/=\s]+)$/i.exec(address) ?? [];
  if (!data) return null;
  const file = new Blob([Uint8Array.from(atob(data.replace(/\s+/g, "")), (letter) => letter.charCodeAt(0))], { type });
  const name = pending(file);
  waiting.set(name, file);
  return name;
}
