// The codes of scans that wait lie sealed in the browser's database, under a key that no script can read out: whoever looks
// through the phone's storage, or reads it with a page of their own, finds nothing that opens a door.

export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  text: ArrayBuffer;
}

/** A key for this device; null where the browser offers no cryptography (a page without TLS). */
export async function newKey(): Promise<CryptoKey | null> {
  if (!globalThis.crypto?.subtle) return null;
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

export async function seal(key: CryptoKey, text: string): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, text: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(text)) };
}

/** Raises when it was sealed under another key. */
export async function unseal(key: CryptoKey, { iv, text }: Sealed): Promise<string> {
  return new TextDecoder().decode(await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, text));
}

/** Where the device's key is kept; of two tabs that make one, the first one's is. */
export interface KeyStore {
  kept(): Promise<CryptoKey | null>;
  keepFirst(made: CryptoKey): Promise<CryptoKey>;
}

/** Seals and opens with this device's key, which is made when first needed. */
export class Vault {
  constructor(private readonly keys: KeyStore) {}

  /** Null where the browser offers no cryptography. */
  async seal(text: string): Promise<Sealed | null> {
    const key = await this.key();
    return key && seal(key, text);
  }

  /** Null for what cannot be opened: it must not hold up the others. */
  async open(sealed: Sealed): Promise<string | null> {
    const key = await this.key();
    return key && (await unseal(key, sealed).catch(() => null));
  }

  private async key(): Promise<CryptoKey | null> {
    const kept = await this.keys.kept();
    const made = kept ?? (await newKey());
    return kept || !made ? made : this.keys.keepFirst(made);
  }
}
