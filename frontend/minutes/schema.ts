/**
 * What a text of minutes may hold, as the editor knows it. The service knows the same (domain/minutes/richtext.py) and has the last word.
 * A paragraph is a <div>, as in every text stored so far. Nothing here says how it looks: our content security policy refuses styles.
 */
import { Mark, Node, type Extensions } from "@tiptap/core";
import { Blockquote } from "@tiptap/extension-blockquote";
import { Bold } from "@tiptap/extension-bold";
import { Document } from "@tiptap/extension-document";
import { HardBreak } from "@tiptap/extension-hard-break";
import { Heading } from "@tiptap/extension-heading";
import { Italic } from "@tiptap/extension-italic";
import { BulletList, ListItem, ListKeymap } from "@tiptap/extension-list";
import { Paragraph } from "@tiptap/extension-paragraph";
import { Strike } from "@tiptap/extension-strike";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Text } from "@tiptap/extension-text";
import { Underline } from "@tiptap/extension-underline";
import { Gapcursor, Placeholder, TrailingNode, UndoRedo } from "@tiptap/extensions";
import { Found } from "./find";
import { CountingList } from "./lists";
import { Picture } from "./picture";

const LINES = "(paragraph | bulletList | orderedList)";

/** There is one kind of heading in an item. */
const OneHeading = Heading.extend({
  parseHTML: () => [1, 2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, attrs: { level: 1 } })),
  renderHTML: () => ["h1", 0],
  addKeyboardShortcuts() {
    return { "Mod-Alt-1": () => this.editor.commands.toggleHeading({ level: 1 }) };
  },
}).configure({ levels: [1] });

/** Text whose blanks and lines stand as they are; older texts have it, nobody makes it any more. */
const Preformatted = Node.create({
  name: "preformatted",
  group: "block",
  content: "text*",
  marks: "",
  code: true,
  parseHTML: () => [{ tag: "pre", preserveWhitespace: "full" }],
  renderHTML: () => ["pre", 0],
});

/** The package of each, for a tag and a key, is not released together with the editor. */
function raised(tag: "sub" | "sup", other: string, key: string): Mark {
  return Mark.create({
    name: tag,
    excludes: other,
    parseHTML: () => [{ tag }],
    renderHTML: () => [tag, 0],
    addKeyboardShortcuts() {
      return { [key]: () => this.editor.commands.toggleMark(tag) };
    },
  });
}

/** Our own: the package looks for addresses in what is typed, with a library as large as all our other extensions. */
const Link = Mark.create({
  name: "link",
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (link) => (/^(https?:|mailto:)/i.test(link.getAttribute("href") ?? "") ? null : false) }],
  renderHTML: ({ HTMLAttributes }) => ["a", { href: HTMLAttributes.href as string }, 0],
});

/** Where the text of a cell stands, as an attribute and not as a style. */
const ALIGN = {
  default: null,
  parseHTML: (element: HTMLElement) => (["right", "center"].includes(element.getAttribute("align") ?? "") ? element.getAttribute("align") : null),
  renderHTML: ({ align }: { align?: string }) => (align ? { align } : {}),
};
/** How many columns or rows a cell spans; one is not said. */
const span = (name: "colspan" | "rowspan") => ({
  default: 1,
  parseHTML: (element: HTMLElement) => Math.min(50, Math.max(1, Number(element.getAttribute(name)) || 1)),
  renderHTML: (values: Record<string, number>) => ((values[name] ?? 1) > 1 ? { [name]: values[name] } : {}),
});
const cellParts = {
  content: `(paragraph | bulletList | orderedList | heading | blockquote | preformatted)+`,
  addAttributes: () => ({ colspan: span("colspan"), rowspan: span("rowspan"), colwidth: { default: null, rendered: false, parseHTML: () => null }, align: ALIGN }),
};

export function extensions(placeholder: string): Extensions {
  return [
    Document,
    Text,
    Paragraph.extend({ parseHTML: () => [{ tag: "p" }, { tag: "div" }], renderHTML: () => ["div", 0] }),
    HardBreak,
    Bold,
    Italic,
    Underline,
    Strike.extend({ renderHTML: () => ["del", 0] }),
    raised("sub", "sup", "Mod-,"),
    raised("sup", "sub", "Mod-."),
    Link,
    OneHeading,
    Blockquote.extend({ content: `${LINES}+` }),
    Preformatted,
    BulletList,
    CountingList,
    ListItem.extend({ content: `paragraph ${LINES}*` }),
    ListKeymap,
    Table.extend({ renderHTML: () => ["table", ["tbody", 0]] }).configure({ View: null }),
    TableRow,
    TableCell.extend(cellParts),
    TableHeader.extend(cellParts),
    Picture,
    Found,
    Gapcursor,
    TrailingNode,
    UndoRedo,
    Placeholder.configure({ placeholder, showOnlyWhenEditable: false }),
  ];
}
