// Typing while cells of a table are marked writes beside what they hold, never over it: to empty them there are Delete and Backspace.

import { NodeSelection, TextSelection, type EditorState, type Transaction } from "@tiptap/pm/state";
import { CellSelection } from "@tiptap/pm/tables";

/** Writes `text` behind the table that is marked whole, or behind what the last of several marked cells holds; null where none are. */
export function typedBeside(state: EditorState, text: string): Transaction | null {
  const { selection, schema, tr } = state;
  const table = selection instanceof NodeSelection && selection.node.type.name === "table";
  const cells = selection instanceof CellSelection && selection.ranges.length > 1 ? selection : null;
  if (!table && !cells) return null;
  if (table || (cells!.isColSelection() && cells!.isRowSelection())) {
    const end = table ? selection.to : cells!.$anchorCell.after(-1);
    tr.insert(end, schema.nodes.paragraph!.create(null, schema.text(text)));
    return tr.setSelection(TextSelection.create(tr.doc, end + 1 + text.length)).scrollIntoView();
  }
  const { $headCell } = cells!;
  const end = $headCell.pos + ($headCell.nodeAfter?.nodeSize ?? 2) - 1;
  return tr.setSelection(TextSelection.near(tr.doc.resolve(end), -1)).insertText(text).scrollIntoView();
}
