// The sheet on which whoever came in signs with finger or pen. What was drawn is nowhere once it is closed, but sealed until it is sent.

import { byId } from "../shared/dom";
import { drawnAs, HEIGHT, WIDTH, type Point, type Stroke } from "./drawing";
import { say } from "./strings";

/** A sheet that nobody touches closes by itself: the next guest waits. */
const IDLE = 60_000;
/** Units of the field: a pen that moves less has not moved. */
const FINEST = 0.5;

export class SignatureSheet {
  private readonly dialog = byId<HTMLDialogElement>("signature");
  private readonly canvas = byId<HTMLCanvasElement>("signature-canvas");
  private readonly problem = byId("signature-problem");
  private strokes: Stroke[] = [];
  private pen: number | null = null;
  private answer: ((drawn: string | null) => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(signals: { signal?: AbortSignal } = {}) {
    const on = (event: string, work: (event: PointerEvent) => void): void => this.canvas.addEventListener(event, (each) => work(each as PointerEvent), signals);
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    for (const event of ["pointerup", "pointercancel"]) on(event, ({ pointerId }) => (this.pen === pointerId ? (this.pen = null) : undefined));
    const click = (id: string, work: () => void): void => byId(id).addEventListener("click", work, signals);
    click("signature-clear", () => this.clear());
    click("signature-skip", () => this.dialog.close());
    click("signature-save", () => this.save());
    this.dialog.addEventListener("close", () => this.closed(), signals);
  }

  get open(): boolean {
    return this.dialog.open;
  }

  /** Asks this person to sign; null where they do not. */
  ask(name: string): Promise<string | null> {
    byId("signature-name").textContent = name;
    this.dialog.showModal();
    this.clear();
    this.wait();
    return new Promise((resolve) => (this.answer = resolve));
  }

  private save(): void {
    const drawn = drawnAs(this.strokes);
    if (drawn === null) {
      this.problem.textContent = say("signature_short");
      return;
    }
    this.finish(drawn);
    this.dialog.close();
  }

  private finish(drawn: string | null): void {
    const { answer } = this;
    this.answer = null;
    answer?.(drawn);
  }

  private closed(): void {
    clearTimeout(this.timer);
    this.clear();
    byId("signature-name").textContent = "";
    this.finish(null);
  }

  private wait(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.dialog.close(), IDLE);
  }

  private clear(): void {
    this.strokes = [];
    this.pen = null;
    this.problem.textContent = "";
    const { width, height } = this.canvas.getBoundingClientRect();
    const scale = globalThis.devicePixelRatio || 1;
    [this.canvas.width, this.canvas.height] = [Math.round(width * scale), Math.round(height * scale)];
  }

  private at({ clientX, clientY }: PointerEvent): Point {
    const box = this.canvas.getBoundingClientRect();
    return { x: ((clientX - box.left) / box.width) * WIDTH, y: ((clientY - box.top) / box.height) * HEIGHT };
  }

  private down(event: PointerEvent): void {
    if (this.pen !== null) return; // the heel of the hand
    event.preventDefault();
    this.pen = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.strokes.push([this.at(event)]);
    this.problem.textContent = "";
    this.wait();
  }

  private move(event: PointerEvent): void {
    if (event.pointerId !== this.pen) return;
    const stroke = this.strokes.at(-1)!;
    const between = event.getCoalescedEvents?.() ?? [];
    for (const each of between.length ? between : [event]) {
      const [from, to] = [stroke.at(-1)!, this.at(each)];
      if (Math.hypot(to.x - from.x, to.y - from.y) < FINEST) continue;
      stroke.push(to);
      this.line(from, to);
    }
  }

  private line(from: Point, to: Point): void {
    const brush = this.canvas.getContext("2d")!;
    const { width, height } = this.canvas;
    brush.lineWidth = (3 * width) / WIDTH;
    brush.lineCap = brush.lineJoin = "round";
    brush.strokeStyle = "#0b1a3a";
    brush.beginPath();
    brush.moveTo((from.x / WIDTH) * width, (from.y / HEIGHT) * height);
    brush.lineTo((to.x / WIDTH) * width, (to.y / HEIGHT) * height);
    brush.stroke();
  }
}
