/** Lists of three kinds: with bullets, with numbers, with letters. The innermost one around the caret counts. */
import { wrappingInputRule, type Editor } from "@tiptap/core";
import { OrderedList } from "@tiptap/extension-list";

/** Typed «1. », «a. » or «A. » begins a list that counts so. */
export const CountingList = OrderedList.extend({
  addInputRules() {
    const letters = wrappingInputRule({
      find: /^([aA])[.)]\s$/,
      type: this.type,
      getAttributes: (found) => ({ type: found[1] }),
      joinPredicate: () => false,
    });
    return [...(this.parent?.() ?? []), letters];
  },
});

export type Kind = "bullets" | "numbers" | "letters";

interface Found {
  kind: Kind;
  pos: number;
}

function innermost({ state }: Editor): Found | null {
  const { $from } = state.selection;
  for (let depth = $from.depth; depth > 0; depth--) {
    const node = $from.node(depth);
    if (node.type.name === "bulletList") return { kind: "bullets", pos: $from.before(depth) };
    if (node.type.name === "orderedList") return { kind: /^[a-z]$/i.test(String(node.attrs.type ?? "")) ? "letters" : "numbers", pos: $from.before(depth) };
  }
  return null;
}

export function listKind(editor: Editor): Kind | null {
  return innermost(editor)?.kind ?? null;
}

/** Makes the lines a list of this kind, or lines again when they are one. */
export function toggleList(editor: Editor, kind: Kind): void {
  const before = innermost(editor);
  const toggle = (): boolean => (kind === "bullets" ? editor.chain().focus().toggleBulletList().run() : editor.chain().focus().toggleOrderedList().run());
  const ordered = before && before.kind !== "bullets" && kind !== "bullets";
  if (!ordered || before.kind === kind) toggle();
  const now = innermost(editor);
  if (!now || now.kind === "bullets" || now.kind === kind || kind === "bullets") return;
  editor.chain().focus().command(({ tr }) => {
    tr.setNodeAttribute(now.pos, "type", kind === "letters" ? "a" : null);
    return true;
  }).run();
}
