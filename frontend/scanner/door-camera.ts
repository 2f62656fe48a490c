// The camera in the door's finder: its messages, torch, switch, and the screen that must not sleep.

import { byId } from "../shared/dom";
import { Camera, type CameraState } from "./camera";
import type { Doors } from "./doors";
import { say, type Word } from "./strings";

const MESSAGES: Record<Exclude<CameraState, "running">, Word> = {
  starting: "camera_starting",
  off: "camera_paused",
  denied: "camera_denied",
  none: "camera_none",
  insecure: "camera_insecure",
  failed: "camera_failed",
};

export const cameraMessage = (state: CameraState): string => (state === "running" ? "" : say(MESSAGES[state]));

/** Where the decoder's script and WebAssembly lie; the page says. */
export function decoderAddresses(): { worker: string; wasm: string } {
  const { worker = "", wasm = "" } = document.documentElement.dataset;
  return { worker, wasm };
}

export class DoorCamera {
  readonly camera: Camera;
  private readonly finder = byId("finder");
  private readonly message = byId<HTMLButtonElement>("camera-message");
  private readonly torch = byId<HTMLButtonElement>("torch");
  private readonly switcher = byId<HTMLButtonElement>("camera-switch");
  private lock: WakeLockSentinel | null = null;
  private torchOn = false;

  constructor(
    private readonly doors: Doors,
    read: (text: string) => void,
    signals: { signal: AbortSignal },
  ) {
    this.camera = new Camera(byId<HTMLVideoElement>("video"), { read, state: (state) => void this.told(state) }, decoderAddresses());
    this.message.addEventListener("click", () => void this.doors.current.choose({ cameraOff: false }).then(() => this.start()), signals);
    this.torch.addEventListener("click", () => void this.toggleTorch(), signals);
    this.switcher.addEventListener("click", () => void this.next(), signals);
    document.addEventListener("visibilitychange", () => void this.keepAwake(), signals);
    navigator.mediaDevices?.addEventListener?.("devicechange", () => void this.showTools(), signals);
  }

  /** Starts, or stops, as the settings say. */
  async start(): Promise<void> {
    void this.keepAwake();
    if (this.doors.current.choices.cameraOff) this.camera.stop();
    else await this.camera.start(this.doors.current.choices.camera);
  }

  dispose(): void {
    this.camera.dispose();
    void this.lock?.release();
  }

  private async told(state: CameraState): Promise<void> {
    this.finder.dataset.camera = state;
    document.body.dataset.camera = state;
    this.message.textContent = cameraMessage(state);
    this.message.hidden = state === "running";
    this.torchOn = false;
    await this.showTools();
  }

  private async showTools(): Promise<void> {
    const running = this.finder.dataset.camera === "running";
    this.torch.hidden = !running || !this.camera.hasTorch;
    this.torch.setAttribute("aria-pressed", String(this.torchOn));
    this.torch.setAttribute("aria-label", say(this.torchOn ? "torch_off" : "torch_on"));
    this.switcher.hidden = !running || (await this.camera.list()).length < 2;
  }

  private async toggleTorch(): Promise<void> {
    this.torchOn = await this.camera.setTorch(!this.torchOn);
    await this.showTools();
  }

  private async next(): Promise<void> {
    const cameras = (await this.camera.list()).map(({ deviceId }) => deviceId);
    const next = cameras[(cameras.indexOf(this.camera.current ?? "") + 1) % cameras.length];
    await this.doors.current.choose({ camera: next ?? null });
    await this.start();
  }

  /** The screen stays on while the door is kept; browsers drop the lock whenever the page is hidden. */
  private async keepAwake(): Promise<void> {
    if (document.visibilityState !== "visible" || !navigator.wakeLock) return;
    this.lock = await navigator.wakeLock.request("screen").catch(() => null);
  }
}
