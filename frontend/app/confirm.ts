/** A question that only a script can know to ask. What a page knows to ask stands in it: components/dialogs.html. */

interface Question {
  text: string;
  danger: boolean;
}

function element<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = text;
  return made;
}

/** Shows the dialog; resolves to true when the person agreed. The texts of its buttons come from data-text-ok and -cancel on <body>. */
export function ask(question: Question): Promise<boolean> {
  const texts = document.body.dataset;
  const dialog = element("dialog", "ask");
  const title = element("h2", "", question.text);
  title.id = "confirm-dialog-title";
  dialog.setAttribute("aria-labelledby", title.id);
  dialog.append(title);
  const form = element("form", "");
  form.method = "dialog";
  const cancel = element("button", "btn", texts.textCancel ?? "Batal");
  cancel.value = "";
  const ok = element("button", question.danger ? "btn btn-danger" : "btn btn-primary", texts.textOk ?? "Ya");
  ok.value = "ok";
  const buttons = element("div", "ask-row");
  buttons.append(cancel, ok);
  form.append(buttons);
  dialog.append(form);
  document.body.append(dialog);
  dialog.showModal();
  cancel.focus();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "ok");
    });
  });
}
