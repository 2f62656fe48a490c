/**
 * Passkeys. A form with data-passkey="create" or "get" carries the server's options in data-options; the browser's answer goes
 * into its field named "credential" and the form is sent. A refusal shows the line of its reason (data-passkey-error) and a button to try again.
 */

type Encoded = string;

function decode(text: Encoded): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (char) => char.charCodeAt(0)).buffer;
}

function encode(bytes: ArrayBuffer | null): Encoded | null {
  if (!bytes) return null;
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

async function create(options: any): Promise<object> {
  const credential = (await navigator.credentials.create({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      user: { ...options.user, id: decode(options.user.id) },
      excludeCredentials: (options.excludeCredentials ?? []).map((known: any) => ({ ...known, id: decode(known.id) })),
    },
  })) as PublicKeyCredential;
  const answer = credential.response as AuthenticatorAttestationResponse;
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response: {
      attestationObject: encode(answer.attestationObject),
      clientDataJSON: encode(answer.clientDataJSON),
      transports: answer.getTransports?.() ?? null,
    },
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  };
}

async function get(options: any): Promise<object> {
  const credential = (await navigator.credentials.get({
    publicKey: {
      ...options,
      challenge: decode(options.challenge),
      allowCredentials: (options.allowCredentials ?? []).map((known: any) => ({ ...known, id: decode(known.id) })),
    },
  })) as PublicKeyCredential;
  const answer = credential.response as AuthenticatorAssertionResponse;
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    response: {
      authenticatorData: encode(answer.authenticatorData),
      clientDataJSON: encode(answer.clientDataJSON),
      signature: encode(answer.signature),
      userHandle: encode(answer.userHandle),
    },
    assertionClientExtensions: JSON.stringify(credential.getClientExtensionResults()),
  };
}

async function run(form: HTMLFormElement): Promise<void> {
  const reasons = [...form.querySelectorAll<HTMLElement>("[data-passkey-error]")];
  for (const reason of reasons) reason.hidden = true;
  const say = (name: string): void => {
    const why = reasons.find((reason) => reason.dataset.passkeyError === name) ?? reasons.find((reason) => !reason.dataset.passkeyError);
    if (why) why.hidden = false;
  };
  if (!window.isSecureContext) return say("Insecure");
  try {
    const options = JSON.parse(form.dataset.options ?? "{}");
    const answer = form.dataset.passkey === "create" ? await create(options) : await get(options);
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(answer);
    form.submit();
  } catch (error) {
    say(error instanceof DOMException ? error.name : "");
  }
}

/** Start the ceremony of every passkey form on the page. */
export function enhancePasskeys(part: ParentNode): void {
  for (const form of part.querySelectorAll<HTMLFormElement>("form[data-passkey]:not([data-started])")) {
    form.dataset.started = ""; // the browser allows one ceremony at a time
    form.querySelector("[data-passkey-retry]")?.addEventListener("click", () => void run(form));
    void run(form);
  }
}
