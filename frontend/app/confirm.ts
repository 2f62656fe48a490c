/**
 * Named confirmation before something that cannot be taken back.
 *
 * On a form or a submit button: data-confirm="question", and if wanted data-confirm-danger (red button) and
 * data-confirm-phrase (text to type first). The texts of the buttons come from data-text-ok and data-text-cancel and the hint
 * for a phrase from data-text-phrase on <body>.
 */

interface Question {
  text: string;
  danger: boolean;
  phrase?: string;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

function questionOf(source: HTMLElement): Question {
  const { confirm: text = "", confirmPhrase: phrase } = source.dataset;
  return { text, phrase, danger: "confirmDanger" in source.dataset };
}

/** Shows the dialog; resolves to true when the person agreed. */
export function ask(question: Question): Promise<boolean> {
  const texts = document.body.dataset;
  const dialog = element("dialog", "confirm-dialog");
  const title = element("h2", "h3", question.text);
  title.id = "confirm-dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title);
  const form = element("form", "");
  form.method = "dialog";
  const cancel = element("button", "btn", texts.textCancel ?? "Batal");
  cancel.value = "";
  const ok = element("button", question.danger ? "btn btn-danger" : "btn btn-primary", texts.textOk ?? "Ya");
  ok.value = "ok";
  if (question.phrase) {
    const phrase = question.phrase;
    const label = element("label", "form-label", `${texts.textPhrase ?? "Ketik untuk melanjutkan:"} ${phrase}`);
    const input = element("input", "form-control mb-3");
    input.autocomplete = "off";
    label.append(input);
    form.append(label);
    ok.disabled = true;
    input.addEventListener("input", () => (ok.disabled = input.value.trim() !== phrase));
  }
  const buttons = element("div", "btn-list justify-content-end");
  buttons.append(cancel, ok);
  form.append(buttons);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  if (!question.phrase) cancel.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok");
    });
  });
}

async function confirmSubmit(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const submitter = event.submitter as HTMLElement | null;
  const source = submitter?.dataset.confirm ? submitter : form.dataset.confirm ? form : null;
  if (!source) return;
  if (form.dataset.confirmed) {
    delete form.dataset.confirmed;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await ask(questionOf(source)))) return;
  form.dataset.confirmed = "1";
  form.requestSubmit(submitter);
}

export function watchConfirmations(): void {
  // In the capture phase, so that nothing else acts on a form that is still being asked about.
  document.addEventListener("submit", (event) => void confirmSubmit(event), true);
}
