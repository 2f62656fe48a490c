// Before anything else: pairing by QR, by link, or by typing the code.

import type { Pairing } from "../generated/api";
import { byId } from "../shared/dom";
import { CallFailed } from "../shared/http";
import { pair } from "./api";
import { Camera } from "./camera";
import { readCode, readPairing } from "./codes";
import { cameraMessage, decoderAddresses } from "./door-camera";
import { say } from "./strings";

export class PairingView {
  private readonly root = byId("pairing");
  private readonly message = byId("pairing-message");
  private readonly form = byId<HTMLFormElement>("pairing-form");
  private readonly code = byId<HTMLInputElement>("pairing-code");
  private readonly name = byId<HTMLInputElement>("pairing-name");
  private readonly scanButton = byId<HTMLButtonElement>("pairing-scan");
  private camera: Camera | null = null;
  private busy = false;

  constructor(private readonly paired: (pairing: Pairing) => Promise<void>) {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.pair(this.code.value);
    });
    this.scanButton.addEventListener("click", () => void this.toggleCamera());
  }

  open(message = ""): void {
    document.body.dataset.view = "pairing";
    this.root.hidden = false;
    this.tell(message);
  }

  close(): void {
    this.stopCamera();
    this.root.hidden = true;
    this.form.reset();
    this.tell("");
  }

  /** A keyboard scanner read something while this page was open. */
  typed(text: string): boolean {
    const link = text.includes("#");
    if (link) {
      this.code.value = readPairing(text);
      void this.pair(this.code.value);
    }
    return link;
  }

  /** Exchanges the code for the device's token; returns why not, empty when it did. */
  async pair(text: string): Promise<string> {
    if (this.busy) return "";
    const code = readPairing(text);
    if (!code) {
      this.code.focus();
      return this.refuse(say("pairing_empty"));
    }
    this.busy = true;
    this.tell(say("pairing_busy"));
    try {
      await this.paired(await pair(code, this.name.value.trim()));
      return "";
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      this.code.value = code;
      return this.refuse(this.explain(error));
    } finally {
      this.busy = false;
    }
  }

  private explain({ status, retryAfter }: CallFailed): string {
    if (status === 429) return say("pairing_slow", { seconds: Math.ceil((retryAfter ?? 60_000) / 1000) });
    return status === 0 || status >= 500 ? say("pairing_unreachable") : say("pairing_wrong");
  }

  private refuse(why: string): string {
    this.tell(why, true);
    return why;
  }

  private tell(text: string, wrong = false): void {
    this.message.textContent = text;
    this.message.hidden = !text;
    this.message.classList.toggle("wrong", wrong);
    this.code.setAttribute("aria-invalid", String(wrong));
  }

  private async toggleCamera(): Promise<void> {
    if (this.camera) return this.stopCamera();
    const place = byId("pairing-camera");
    byId("pairing-finder").hidden = false;
    this.camera = new Camera(
      byId<HTMLVideoElement>("pairing-video"),
      {
        read: (text) => this.read(text),
        state: (state) => {
          place.textContent = cameraMessage(state);
          place.hidden = state === "running";
        },
      },
      decoderAddresses(),
    );
    await this.camera.start(null);
  }

  private read(text: string): void {
    const link = text.includes("#");
    const bare = /^[0-9A-Za-z-]{6,40}$/.test(text.trim()) && readCode(text).kind === "foreign";
    if (!link && !bare) return this.tell(say("pairing_not_code"), true);
    this.stopCamera();
    void this.pair(text);
  }

  private stopCamera(): void {
    this.camera?.dispose();
    this.camera = null;
    byId("pairing-finder").hidden = true;
  }
}
