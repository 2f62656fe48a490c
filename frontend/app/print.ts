/** A button marked data-print opens the browser's printing of the page. */
export function watchPrinting(): void {
  document.addEventListener("click", (event) => {
    if ((event.target as Element).closest("[data-print]")) window.print();
  });
}
