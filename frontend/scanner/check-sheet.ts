// The test of the phone on the screen: each finding in a line, two questions about what only a person can hear and feel, and one page to show.

import { byId, h, icon } from "../shared/dom";
import { clockWithZone } from "../shared/time";
import type { Camera } from "./camera";
import type { Doors } from "./doors";
import { batteryNow, isReady, judge, persisted, shellKept, type Checks, type Finding, type What } from "./phone-check";
import { allowSound, signal } from "./sound";
import { say, type Word } from "./strings";

const ORDER: What[] = ["camera", "torch", "sound", "vibration", "copy", "storage", "clock", "battery"];
const NAMES: Record<What, Word> = {
  camera: "check_what_camera",
  torch: "check_what_torch",
  sound: "check_what_sound",
  vibration: "check_what_vibration",
  copy: "check_what_copy",
  storage: "check_what_storage",
  clock: "check_what_clock",
  battery: "check_what_battery",
};
const TONES = { good: "good", watch: "warn", failed: "bad" } as const;
const sign = { good: () => icon("circle-check"), watch: () => icon("alert-triangle"), failed: () => icon("circle-x") };

export class CheckSheet {
  private readonly dialog = byId<HTMLDialogElement>("check");
  private readonly list = byId("check-list");
  private findings: Partial<Record<What, Finding>> = {};
  private asked: What[] = [];

  constructor(
    private readonly doors: Doors,
    private readonly camera: Camera,
    signals: { signal: AbortSignal },
  ) {
    byId("check-again").addEventListener("click", () => void this.run(), signals);
    byId("check-close").addEventListener("click", () => this.dialog.close(), signals);
  }

  async open(): Promise<void> {
    if (!this.dialog.open) this.dialog.showModal();
    await this.run();
  }

  private async run(): Promise<void> {
    allowSound();
    this.asked = typeof navigator.vibrate === "function" ? ["sound", "vibration"] : ["sound"];
    this.findings = {};
    this.head("", say("check_running"), "");
    this.list.replaceChildren();
    await this.doors.current.refresh();
    const { roster, choices, clockOffset } = this.doors.current;
    const state = document.body.dataset.camera;
    const [promised, shell, battery] = await Promise.all([persisted(), shellKept(), batteryNow()]);
    this.findings = judge({
      camera: state === "running" ? "running" : choices.cameraOff ? "off" : "failed",
      torch: this.camera.hasTorch,
      persisted: promised,
      shell,
      roster: roster.loaded ? { size: roster.size, age: performance.now() - roster.freshAt } : null,
      clockOffset,
      battery,
    });
    signal("good", false);
    this.render();
  }

  private render(): void {
    const rows = ORDER.map((what) => {
      const finding = this.findings[what];
      if (finding) return this.row(what, finding);
      return this.asked.includes(what) ? this.question(what) : null;
    });
    this.list.replaceChildren(...rows.filter((row) => row !== null));
    if (this.asked.some((what) => !this.findings[what])) this.head("", say("check_answer"), "");
    else this.finish();
  }

  private row(what: What, { outcome, note }: Finding): HTMLElement {
    return h(
      "li",
      { class: `person past ${TONES[outcome]}` },
      h("span", { class: "past-sign" }, sign[outcome]()),
      h("span", { class: "person-name" }, say(NAMES[what])),
      h("span", { class: "person-more" }, note),
    );
  }

  private question(what: What): HTMLElement {
    const answer = (yes: boolean) => () => {
      const words: [Word, Word] = what === "sound" ? ["check_sound", "check_sound_none"] : ["check_vibration", "check_vibration_none"];
      this.findings[what] = yes ? { outcome: "good", note: say(words[0]) } : { outcome: what === "sound" ? "failed" : "watch", note: say(words[1]) };
      this.render();
    };
    return h(
      "li",
      { class: "check-question" },
      h("span", { class: "person-name" }, say(what === "sound" ? "check_ask_sound" : "check_ask_vibration")),
      h(
        "span",
        { class: "answers" },
        h("button", { type: "button", class: "button", onclick: () => signal("good", false) }, say("check_repeat")),
        h("button", { type: "button", class: "button", onclick: answer(false) }, say("no")),
        h("button", { type: "button", class: "button main", onclick: answer(true) }, say("yes")),
      ),
    );
  }

  private finish(): void {
    const checks: Checks = {};
    for (const what of ORDER) if (this.findings[what]) checks[what] = this.findings[what].outcome;
    const ready = isReady(checks);
    const { pairing } = this.doors.current;
    const time = clockWithZone(this.doors.current.now(), pairing.meeting.timezone);
    const place = [pairing.device.name, pairing.device.gate, time].filter(Boolean).join(" · ");
    this.head(ready ? "good" : "bad", say(ready ? "check_ready" : "check_not_ready"), place);
    void this.doors.current.besides.tellCheck(checks).then((told) => {
      byId("check-note").textContent = `${place}. ${say(told ? "check_told" : "check_waits")}`;
    });
  }

  private head(tone: "" | "good" | "bad", word: string, note: string): void {
    byId("check-head").className = `check-head ${tone}`;
    byId("check-title").textContent = word;
    byId("check-note").textContent = note;
  }
}
