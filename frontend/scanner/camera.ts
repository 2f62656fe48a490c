// The camera: picks the rear one, feeds pictures to the decoder, survives sleep, and knows the torch.

import type { FromWorker, ToWorker } from "./worker";

export type CameraState = "starting" | "running" | "off" | "denied" | "none" | "insecure" | "failed";

export interface CameraHooks {
  /** A QR code's text; comes again and again while the code is in view. */
  read(text: string): void;
  state(state: CameraState): void;
}

/** Torch is not in the DOM types yet. */
type Capabilities = MediaTrackCapabilities & { torch?: boolean };

/** Milliseconds between two pictures at most, so that a cheap phone stays cool. */
const PACE = 70;
/** A picture that does not change for so long means the camera is asleep. */
const FROZEN = 4_000;
/** Side of the square cut from the middle of a large picture at full sharpness. */
const MIDDLE = 720;

export class Camera {
  private stream: MediaStream | null = null;
  private readonly worker: Worker;
  private readonly canvas = document.createElement("canvas");
  private readonly pencil = this.canvas.getContext("2d", { willReadFrequently: true })!;
  private wanted = false;
  private device: string | null = null;
  private pictures = 0;
  private lastTime = -1;
  private lastChange = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private generation = 0;

  constructor(
    private readonly video: HTMLVideoElement,
    private readonly hooks: CameraHooks,
    addresses: { worker: string; wasm: string },
    private readonly facing: "environment" | "user" = "environment",
  ) {
    this.worker = new Worker(addresses.worker);
    this.worker.postMessage({ wasm: new URL(addresses.wasm, location.href).href } satisfies ToWorker);
    this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.answered(data);
    this.worker.onerror = () => this.hooks.state("failed");
    document.addEventListener("visibilitychange", this.onVisibility);
  }

  private readonly onVisibility = (): void => {
    if (!this.wanted) return;
    if (document.visibilityState === "visible") void this.open();
    else this.close();
  };

  /** Starts with the given camera, or the rear one. Problems are told through `state`. */
  async start(device: string | null): Promise<void> {
    this.wanted = true;
    this.device = device;
    await this.open();
  }

  stop(): void {
    this.wanted = false;
    this.close();
    this.hooks.state("off");
  }

  /** Stops for good and frees the decoder. */
  dispose(): void {
    this.wanted = false;
    this.close();
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.worker.terminate();
  }

  /** The cameras, named once permission was given; [] without any. */
  async list(): Promise<MediaDeviceInfo[]> {
    const devices = (await navigator.mediaDevices?.enumerateDevices?.().catch(() => [])) ?? [];
    return devices.filter((device) => device.kind === "videoinput" && device.deviceId);
  }

  get current(): string | null {
    return this.track?.getSettings().deviceId ?? null;
  }

  get hasTorch(): boolean {
    const capabilities: Capabilities | undefined = this.track?.getCapabilities?.();
    return Boolean(capabilities?.torch);
  }

  async setTorch(on: boolean): Promise<boolean> {
    try {
      await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
      return on;
    } catch {
      return false;
    }
  }

  private get track(): MediaStreamTrack | undefined {
    return this.stream?.getVideoTracks()[0];
  }

  private async open(): Promise<void> {
    const generation = ++this.generation;
    this.release();
    if (!navigator.mediaDevices?.getUserMedia) return this.hooks.state(window.isSecureContext ? "none" : "insecure");
    this.hooks.state("starting");
    try {
      const stream = await this.request();
      if (generation !== this.generation || !this.wanted) return stream.getTracks().forEach((track) => track.stop());
      this.stream = stream;
      this.track?.addEventListener("ended", () => generation === this.generation && this.fail());
      this.video.srcObject = stream;
      await this.video.play();
      this.lastChange = performance.now();
      this.hooks.state("running");
      this.schedule();
    } catch (error) {
      if (generation !== this.generation) return;
      const name = error instanceof DOMException ? error.name : "";
      this.release();
      this.hooks.state(name === "NotAllowedError" ? "denied" : name === "NotFoundError" ? "none" : "failed");
    }
  }

  private async request(): Promise<MediaStream> {
    const size = { width: { ideal: 1280 }, height: { ideal: 720 } };
    const chosen = { audio: false, video: { ...size, deviceId: { exact: this.device ?? "" } } };
    const rear = { audio: false, video: { ...size, facingMode: { ideal: this.facing } } };
    if (!this.device) return navigator.mediaDevices.getUserMedia(rear);
    // The remembered camera may have been unplugged.
    return navigator.mediaDevices.getUserMedia(chosen).catch((error: unknown) => {
      if (error instanceof DOMException && error.name === "NotAllowedError") throw error;
      return navigator.mediaDevices.getUserMedia(rear);
    });
  }

  private close(): void {
    this.generation++;
    this.release();
  }

  private release(): void {
    clearTimeout(this.timer);
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  private fail(): void {
    this.release();
    this.hooks.state("failed");
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.look(), PACE);
  }

  private look(): void {
    if (!this.stream) return;
    const now = performance.now();
    if (this.video.currentTime !== this.lastTime) {
      this.lastTime = this.video.currentTime;
      this.lastChange = now;
    } else if (now - this.lastChange > FROZEN) {
      this.lastChange = now;
      return void this.open();
    }
    const picture = this.video.readyState >= this.video.HAVE_CURRENT_DATA ? this.take() : null;
    if (picture) this.worker.postMessage({ picture } satisfies ToWorker, [picture.data.buffer]);
    else this.schedule();
  }

  /** A small picture whole; of a large one, in turn, the sharp middle and the whole at half size. */
  private take(): ImageData | null {
    const { videoWidth: width, videoHeight: height } = this.video;
    if (!width || !height) return null;
    const large = width * height > MIDDLE * MIDDLE * 1.2;
    const whole = !large || this.pictures++ % 3 === 2;
    const scale = large && whole ? 0.5 : 1;
    const side = Math.min(MIDDLE, width, height);
    const [w, h] = whole ? [width, height] : [side, side];
    this.canvas.width = Math.round(w * scale);
    this.canvas.height = Math.round(h * scale);
    this.pencil.drawImage(this.video, (width - w) / 2, (height - h) / 2, w, h, 0, 0, this.canvas.width, this.canvas.height);
    return this.pencil.getImageData(0, 0, this.canvas.width, this.canvas.height);
  }

  private answered({ text, failed }: FromWorker): void {
    if (!this.stream) return;
    if (failed) return this.fail();
    if (text) this.hooks.read(text);
    this.schedule();
  }
}
