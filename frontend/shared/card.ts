// A picture of a card on paper of its own size, through the browser's printing. Nothing else of the page is printed.

const NAME = "card-on-paper";

/** The style of the page while it is printed; sizes in millimetres. */
export const paperStyle = (width: number, height: number): string =>
  `@page { size: ${width}mm ${height}mm; margin: 0; }
@media screen { body > .${NAME} { display: none; } }
@media print {
  html, body { height: auto !important; margin: 0 !important; padding: 0 !important; background: #fff !important; }
  body { display: block !important; }
  body > :not(.${NAME}) { display: none !important; }
  body > .${NAME} { display: block !important; width: ${width}mm; height: ${height - 0.2}mm; margin: 0; }
}`;

/** Opens the browser's printing for the picture at `address`; false where it cannot be shown or the browser sets no paper. */
export async function printCard(address: string, width: number, height: number): Promise<boolean> {
  if (!("adoptedStyleSheets" in Document.prototype)) return false;
  const picture = new Image();
  picture.className = NAME;
  picture.alt = "";
  picture.src = address;
  try {
    await picture.decode();
  } catch {
    return false;
  }
  const style = new CSSStyleSheet();
  style.replaceSync(paperStyle(width, height));
  document.body.append(picture);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
  try {
    window.print();
  } finally {
    picture.remove();
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((each) => each !== style);
  }
  return true;
}
