// The PIN with which the committee leaves the guests' screen. The device knows only what a PIN hashes to, and waits longer and longer for the next try.

const PLACE = "kiosk-pin";
/** Wrong tries before the first wait. */
const FREE = 4;
const WAIT = 60_000;

const bytes = (hex: string): Uint8Array<ArrayBuffer> => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** Whether this is the PIN; `hash` is `rounds$salt$hash` as the pairing brought it. */
export async function pinMatches(hash: string, pin: string): Promise<boolean> {
  const [rounds = "", salt = "", made = ""] = hash.split("$");
  if (!made || !/^[0-9]{4,8}$/.test(pin)) return false;
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits({ name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: Number(rounds) }, key, 256);
  const found = new Uint8Array(bits);
  return bytes(made).every((byte, at) => byte === found[at]);
}

export interface Tries {
  wrong: number;
  /** Milliseconds since 1970 until which no try is looked at. */
  until: number;
}

/** What stands after one more wrong try. */
export function afterWrong({ wrong }: Tries, now: number): Tries {
  const more = wrong + 1;
  return { wrong: more, until: more > FREE ? now + WAIT * 2 ** Math.min(6, more - FREE - 1) : 0 };
}

/** Kept over a reload, which guests can do. */
export function triesSoFar(): Tries {
  try {
    const { wrong, until } = JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Partial<Tries>;
    return { wrong: Number(wrong) || 0, until: Number(until) || 0 };
  } catch {
    return { wrong: 0, until: 0 };
  }
}

export function keepTries(tries: Tries | null): void {
  try {
    if (tries) localStorage.setItem(PLACE, JSON.stringify(tries));
    else localStorage.removeItem(PLACE);
  } catch {
    // Nothing is kept in a private window; a kiosk is none.
  }
}
