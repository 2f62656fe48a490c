/** Two texts become one: what the other says and this one does not say yet comes behind it, so that merging again adds nothing. */
import type { Editor } from "@tiptap/core";
import { DOMParser as Parser, Fragment, type Node } from "@tiptap/pm/model";

const SENTENCE = /\S[\s\S]*?(?:[.!?;](?=\s|$)|\n|$)\s*/g;

interface Sentence {
  from: number;
  to: number;
  /** Without what blanks and capitals may differ in. */
  said: string;
}

function sentencesOf(block: Node): Sentence[] {
  const text = block.textBetween(0, block.content.size, "\n", "\n"); // a letter a position, line breaks included
  return [...text.matchAll(SENTENCE)].map((found) => ({
    from: found.index,
    to: found.index + found[0].length,
    said: found[0].replace(/\s+/g, " ").trim().toLowerCase(),
  }));
}

/** What a text says that shows the picture; no sentence reads so. */
const pictureOf = (node: Node): string => `\0${String(node.attrs.id)}`;

function saidIn(node: Node): Set<string> {
  const said = new Set<string>();
  node.descendants((each) => {
    if (each.type.name === "picture") said.add(pictureOf(each));
    if (each.isTextblock) for (const sentence of sentencesOf(each)) said.add(sentence.said);
  });
  return said;
}

const childrenOf = (node: Node): Node[] => Array.from({ length: node.childCount }, (_none, at) => node.child(at));

/** The node without the sentences that are known; null when nothing is left. A table stays whole or goes. */
function missing(node: Node, known: Set<string>): Node | null {
  if (node.type.name === "picture") return known.has(pictureOf(node)) ? null : node;
  if (node.isTextblock) {
    const sentences = sentencesOf(node);
    const fresh = sentences.filter(({ said }) => !known.has(said));
    if (!fresh.length) return null;
    if (fresh.length === sentences.length) return node;
    return node.copy(fresh.reduce((content, { from, to }) => content.append(node.content.cut(from, to)), Fragment.empty));
  }
  if (node.type.name === "table") return [...saidIn(node)].every((said) => known.has(said)) ? null : node;
  if (node.isLeaf) return node;
  const left = childrenOf(node).map((child) => missing(child, known));
  if (!left.some(Boolean)) return null;
  if (node.type.name === "listItem") left[0] ??= node.child(0); // an entry keeps its own line above its list
  return node.copy(Fragment.from(left.filter((child) => child !== null)));
}

/** Puts behind the editor's text what it lacks of `html`; how many paragraphs, lists or tables that were. */
export function addMissing(editor: Editor, html: string): number {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const other = Parser.fromSchema(editor.schema).parse(body, { preserveWhitespace: true });
  const known = saidIn(editor.state.doc);
  const fresh = childrenOf(other).map((block) => missing(block, known)).filter((block) => block !== null);
  const { doc } = editor.state;
  const last = doc.lastChild;
  const emptyEnd = last?.isTextblock && !last.childCount ? last.nodeSize : 0; // the empty line at the end goes
  if (fresh.length) editor.view.dispatch(editor.state.tr.replaceWith(doc.content.size - emptyEnd, doc.content.size, Fragment.from(fresh)));
  return fresh.length;
}
