// Reads a pass code out of what a camera, a keyboard scanner or a person's fingers deliver.
// The alphabet and the check character mirror meetings/passcode.py.

export const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
export const CODE_LENGTH = 29;
const PREFIX = "M1";

export type Reading =
  | { kind: "pass"; code: string }
  /** Meant to be a pass, but the length or the check character is wrong. */
  | { kind: "damaged"; text: string }
  | { kind: "foreign" };

/** What stands between, before and behind the characters of a code that somebody typed or pasted. */
const AROUND = /[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff-]|[?&#;].*/gu;

/** Upper case, nothing between the characters or around them, Crockford's look-alikes mapped. */
function normalise(text: string): string {
  return text.replace(AROUND, "").replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, "").toUpperCase().replace(/[IL]/g, "1").replace(/O/g, "0");
}

/** The code in a link `…/P/<code>`, else the text itself. */
function withoutLink(text: string): string {
  return /\/P\/([^/?#]+)/i.exec(text)?.[1] ?? text;
}

/** Luhn mod 32 over the 28 characters before it (prefix included). */
export function checkCharacter(body: string): string {
  let total = 0;
  let factor = 2;
  for (const character of [...body].reverse()) {
    const addend = factor * ALPHABET.indexOf(character);
    factor = 3 - factor;
    total += Math.floor(addend / 32) + (addend % 32);
  }
  return ALPHABET[(32 - (total % 32)) % 32]!;
}

function isPass(code: string): boolean {
  return (
    code.length === CODE_LENGTH &&
    code.startsWith(PREFIX) &&
    [...code].every((character) => ALPHABET.includes(character)) &&
    checkCharacter(code.slice(0, -1)) === code.at(-1)
  );
}

/** What a QR code says: a pass, a pass that is not whole, or something that has nothing to do with us. */
export function readCode(text: string): Reading {
  const code = normalise(withoutLink(text));
  if (isPass(code)) return { kind: "pass", code };
  const meant = /\/P\//i.test(text) || (code.startsWith(PREFIX) && /^[0-9a-z]{13,}$/i.test(text.trim()));
  return meant ? { kind: "damaged", text: text.trim().slice(0, 200) } : { kind: "foreign" };
}

/**
 * What a keyboard scanner typed. Such scanners may mangle `:` and `/` (another keyboard layout) or lose the beginning
 * or the end, so the last 29 characters count when their check character holds.
 */
export function readTyped(text: string): Reading {
  const reading = readCode(text);
  if (reading.kind === "pass") return reading;
  const tail = normalise(text).slice(-CODE_LENGTH);
  return isPass(tail) ? { kind: "pass", code: tail } : reading;
}

/** Whether what a keyboard scanner typed may be a part of a pass: it ends in a run of letters and digits that is long enough. */
export const mayBeCut = (text: string): boolean => /(?=[0-9a-z]*[a-z])(?=[0-9a-z]*[0-9])[0-9a-z]{13,}$/i.test(text.trim());

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The pairing code out of a pairing link's fragment (`…#<code>` or `…#pair=<code>`), or the bare text. */
export function readPairing(text: string): string {
  const fragment = text.includes("#") ? text.slice(text.indexOf("#") + 1) : text;
  const value = /(?:^|&)(?:pair|code)=([^&]*)/.exec(fragment)?.[1] ?? fragment;
  return unescaped(value).replace(/\s/g, "");
}

const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/**
 * The roster's look-up key: the first 16 bytes of SHA-256(salt ‖ code) in hex; the salt comes as hex and is hashed as
 * bytes. Null where the browser offers no SHA-256 (a page without TLS): such a page asks the server.
 */
export async function codeHash(saltHex: string, code: string): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const salt = Uint8Array.from(saltHex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  const ascii = new TextEncoder().encode(code);
  const joined = new Uint8Array(salt.length + ascii.length);
  joined.set(salt);
  joined.set(ascii, salt.length);
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", joined)).slice(0, 16));
}

/** A random UUID, also where `crypto.randomUUID` is missing (a page without TLS). */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What stood in a field before a scanner typed its code into it; its last key may have been caught. */
export function withoutEnd(value: string, typed: string): string {
  const end = [typed, typed.slice(0, -1)].find((tail) => tail !== "" && value.endsWith(tail));
  return end === undefined ? value : value.slice(0, -end.length);
}
