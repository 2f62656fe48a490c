/**
 * A drop zone around a file input: <label class="file-drop" data-file-drop>…<input type="file">…
 * <span data-file-name>…</span></label>. Dropped or chosen files are named with their size; one that is over
 * data-max-bytes is refused at once with the text of data-too-large, before anything travels.
 */

function size(bytes: number): string {
  const tenths = new Intl.NumberFormat(document.documentElement.lang, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${tenths.format(bytes / 1_000_000)} MB`;
}

function show(zone: HTMLElement, input: HTMLInputElement): void {
  const files = [...(input.files ?? [])];
  const limit = Number(zone.dataset.maxBytes ?? Infinity);
  input.setCustomValidity(files.some((file) => file.size > limit) ? (zone.dataset.tooLarge ?? "File terlalu besar") : "");
  const name = zone.querySelector<HTMLElement>("[data-file-name]");
  if (name && files.length) name.textContent = files.map((file) => `${file.name} (${size(file.size)})`).join(", ");
  zone.classList.toggle("has-file", files.length > 0);
  if (!input.checkValidity()) input.reportValidity();
}

function enhanceZone(zone: HTMLElement): void {
  const input = zone.querySelector<HTMLInputElement>("input[type=file]");
  if (!input || zone.dataset.ready) return;
  zone.dataset.ready = "1";
  input.addEventListener("change", () => show(zone, input));
  for (const type of ["dragover", "dragleave", "drop"]) {
    zone.addEventListener(type, (event) => {
      event.preventDefault();
      zone.classList.toggle("is-dragging", type === "dragover");
    });
  }
  zone.addEventListener("drop", (event) => {
    const dropped = event.dataTransfer?.files;
    if (!dropped?.length) return;
    input.files = dropped;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

export function enhanceFiles(part: ParentNode): void {
  part.querySelectorAll<HTMLElement>("[data-file-drop]").forEach(enhanceZone);
}
