// Behind the PIN: which session, which camera, and the way out of the guests' screen.

import type { Camera } from "../scanner/camera";
import type { Keeper } from "../scanner/keeper";
import { byId, h } from "../shared/dom";
import { clockWithZone } from "../shared/time";
import { afterWrong, keepTries, pinMatches, triesSoFar } from "./pin";
import { say } from "./strings";

export interface SettingsHooks {
  /** The device has let go of its meeting. */
  left(): void;
  /** Back to the guests' screen. */
  closed(): void;
}

export class KioskSettings {
  private readonly pin = byId<HTMLDialogElement>("pin");
  private readonly entered = byId<HTMLInputElement>("pin-entered");
  private readonly note = byId("pin-note");
  private readonly dialog = byId<HTMLDialogElement>("settings");
  private readonly cameras = byId<HTMLSelectElement>("camera-choice");

  constructor(
    private readonly keeper: Keeper,
    private readonly camera: Camera,
    private readonly hooks: SettingsHooks,
  ) {
    byId("lock").addEventListener("click", () => this.askPin());
    byId("pin-form").addEventListener("submit", (event) => {
      event.preventDefault();
      void this.try();
    });
    byId("pin-cancel").addEventListener("click", () => this.pin.close());
    byId("settings-close").addEventListener("click", () => this.dialog.close());
    byId("unpair").addEventListener("click", () => void this.unpair());
    this.cameras.addEventListener("change", () => void this.keeper.choose({ camera: this.cameras.value || null }).then(() => this.camera.start(this.keeper.choices.camera)));
    this.pin.addEventListener("close", () => (this.entered.value = ""));
    this.dialog.addEventListener("close", () => hooks.closed());
  }

  get open(): boolean {
    return this.pin.open || this.dialog.open;
  }

  private askPin(): void {
    this.note.textContent = globalThis.crypto?.subtle ? "" : say("pin_no_crypto");
    this.pin.showModal();
    this.entered.focus();
  }

  private async try(): Promise<void> {
    const tries = triesSoFar();
    const wait = Math.ceil((tries.until - Date.now()) / 1000);
    if (wait > 0) this.note.textContent = say("pin_wait", { seconds: wait });
    else if (globalThis.crypto?.subtle && (await pinMatches(this.keeper.pairing.device.pin ?? "", this.entered.value))) {
      keepTries(null);
      this.pin.close();
      return this.show();
    } else {
      keepTries(afterWrong(tries, Date.now()));
      this.note.textContent = say(globalThis.crypto?.subtle ? "pin_wrong" : "pin_no_crypto");
    }
    this.entered.value = "";
  }

  /** Which session, asked without PIN: nobody has chosen one at this device yet, so whoever pairs it still stands before it. */
  chooseFirst(): void {
    this.dialog.classList.add("first");
    this.listSessions();
    this.dialog.showModal();
  }

  private async show(): Promise<void> {
    this.dialog.classList.remove("first");
    this.listSessions();
    this.dialog.showModal();
    if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
    const found = await this.camera.list();
    this.cameras.replaceChildren(
      ...found.map(({ deviceId, label }, at) =>
        h("option", { value: deviceId, selected: deviceId === this.camera.current }, label || say("camera_number", { number: at + 1 })),
      ),
    );
  }

  private listSessions(): void {
    const { keeper } = this;
    const zone = keeper.pairing.meeting.timezone;
    byId("session-list").replaceChildren(
      ...keeper.roster.sessions.map((session) =>
        h(
          "li",
          {},
          h(
            "button",
            {
              type: "button",
              class: "button",
              "aria-pressed": String(session.id === keeper.session?.id),
              onclick: () => void keeper.choose({ session: session.id }).then(() => this.dialog.close()),
            },
            [session.title, session.room, clockWithZone(session.starts_at, zone)].filter(Boolean).join(" · "),
          ),
        ),
      ),
    );
  }

  private async unpair(): Promise<void> {
    const button = byId("unpair");
    if (button.dataset.sure === undefined) {
      button.dataset.sure = "";
      byId("unpair-note").textContent = say("unpair_ask");
      return;
    }
    await this.keeper.unpair();
    this.hooks.left();
  }
}
