/** What the buttons of the toolbar do: how each acts, whether it is on, and whether it can act here. */
import type { Editor } from "@tiptap/core";
import { listKind, toggleList, type Kind } from "./lists";
import { askPhrase } from "./phrases";

export interface Command {
  run: (editor: Editor) => void;
  isOn?: (editor: Editor) => boolean;
  can?: (editor: Editor) => boolean;
}

const mark = (name: string): Command => ({
  run: (editor) => editor.chain().focus().toggleMark(name).run(),
  isOn: (editor) => editor.isActive(name),
  can: (editor) => editor.can().toggleMark(name),
});

/** A caption is a caption: what would make another block of it would take its picture away. */
const inText = (editor: Editor): boolean => !editor.isActive("picture");

const list = (kind: Kind): Command => ({
  run: (editor) => toggleList(editor, kind),
  isOn: (editor) => listKind(editor) === kind,
  can: inText,
});

/** A command of the editor that takes nothing. */
type Plain =
  | "undo" | "redo" | "addRowBefore" | "addRowAfter" | "deleteRow" | "addColumnBefore" | "addColumnAfter" | "deleteColumn" | "toggleHeaderRow"
  | "mergeOrSplit" | "deleteTable" | "toggleBlockquote";
const plain = (name: Plain, isOn?: Command["isOn"]): Command => ({
  run: (editor) => editor.chain().focus()[name]().run(),
  can: (editor) => editor.can()[name](),
  ...(isOn ? { isOn } : {}),
});

function cellIs(editor: Editor, align: string): boolean {
  return editor.getAttributes("tableCell").align === align || editor.getAttributes("tableHeader").align === align;
}

export const COMMANDS: Record<string, Command> = {
  bold: mark("bold"),
  italic: mark("italic"),
  underline: mark("underline"),
  strike: mark("strike"),
  sub: mark("sub"),
  sup: mark("sup"),
  heading: {
    run: (editor) => editor.chain().focus().toggleHeading({ level: 1 }).run(),
    isOn: (editor) => editor.isActive("heading"),
    can: (editor) => inText(editor) && editor.can().toggleHeading({ level: 1 }),
  },
  quote: plain("toggleBlockquote", (editor) => editor.isActive("blockquote")),
  bullets: list("bullets"),
  numbers: list("numbers"),
  letters: list("letters"),
  indent: { run: (editor) => editor.chain().focus().sinkListItem("listItem").run(), can: (editor) => editor.can().sinkListItem("listItem") },
  outdent: { run: (editor) => editor.chain().focus().liftListItem("listItem").run(), can: (editor) => editor.can().liftListItem("listItem") },
  table: {
    run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
    can: (editor) => !editor.isActive("table") && !editor.isActive("listItem") && !editor.isActive("blockquote"),
  },
  pictureDelete: { run: (editor) => editor.chain().focus().deleteNode("picture").run() },
  phrase: { run: askPhrase, can: inText },
  undo: plain("undo"),
  redo: plain("redo"),
  rowBefore: plain("addRowBefore"),
  rowAfter: plain("addRowAfter"),
  rowDelete: plain("deleteRow"),
  columnBefore: plain("addColumnBefore"),
  columnAfter: plain("addColumnAfter"),
  columnDelete: plain("deleteColumn"),
  headerRow: plain("toggleHeaderRow", (editor) => editor.isActive("tableHeader")),
  right: {
    run: (editor) => editor.chain().focus().setCellAttribute("align", cellIs(editor, "right") ? null : "right").run(),
    isOn: (editor) => cellIs(editor, "right"),
  },
  mergeOrSplit: plain("mergeOrSplit"),
  tableDelete: plain("deleteTable"),
};
