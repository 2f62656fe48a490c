// The test of a phone before the day: what it can do for a door, told in words. What is asked of a person stands in check-sheet.ts.

import type { CheckOutcome } from "../generated/api";
import type { MeetingApi } from "./api";
import type { Store } from "./store";
import { say } from "./strings";

export type What = "camera" | "torch" | "sound" | "vibration" | "storage" | "copy" | "clock" | "battery";
export type Checks = Partial<Record<What, CheckOutcome>>;

export interface Finding {
  outcome: CheckOutcome;
  note: string;
}

export interface Facts {
  camera: "running" | "off" | "failed";
  torch: boolean;
  /** Whether the browser has promised to keep what is stored; null where it cannot say. */
  persisted: boolean | null;
  /** The page itself is kept for days without network. */
  shell: boolean;
  /** People on the roster, and its age in milliseconds; null without one. */
  roster: { size: number; age: number } | null;
  /** Milliseconds; null until the service has told the time. */
  clockOffset: number | null;
  /** Null where the browser does not tell. */
  battery: { level: number; charging: boolean } | null;
}

const MINUTE = 60_000;
const FRESH = 10 * MINUTE;
const LOW = 0.5;

const good = (note: string): Finding => ({ outcome: "good", note });
const watch = (note: string): Finding => ({ outcome: "watch", note });
const failed = (note: string): Finding => ({ outcome: "failed", note });

/** What follows from the facts; nothing about what this browser cannot tell. */
export function judge(facts: Facts): Partial<Record<What, Finding>> {
  const { camera, torch, persisted, shell, roster, clockOffset, battery } = facts;
  const minutes = Math.round(Math.abs(clockOffset ?? 0) / MINUTE);
  const percent = Math.round((battery?.level ?? 0) * 100);
  return {
    camera: camera === "running" ? good(say("check_camera")) : camera === "off" ? watch(say("check_camera_off")) : failed(say("check_camera_failed")),
    ...(camera === "running" && { torch: torch ? good(say("check_torch")) : watch(say("check_torch_none")) }),
    ...(persisted !== null && { storage: persisted ? good(say("check_storage")) : watch(say("check_storage_unsure")) }),
    copy: !roster || !shell ? failed(say("check_copy_none")) : roster.age > FRESH ? failed(say("check_copy_old")) : good(say("check_copy", { count: roster.size })),
    clock: clockOffset === null ? failed(say("check_clock_unknown")) : minutes >= 5 ? failed(say("check_clock_off", { minutes })) : minutes >= 1 ? watch(say("check_clock_off", { minutes })) : good(say("check_clock")),
    ...(battery && { battery: battery.charging || battery.level >= LOW ? good(say("check_battery", { percent })) : watch(say("check_battery_low", { percent })) }),
  };
}

/** Whether the phone can keep a door, as the service judges it. */
export const isReady = (checks: Checks): boolean => !Object.values(checks).includes("failed");

interface Battery {
  level: number;
  charging: boolean;
}

/** Asks the browser for a promise to keep what is stored. */
export async function persisted(): Promise<boolean | null> {
  return (await navigator.storage?.persist?.().catch(() => null)) ?? null;
}

export async function batteryNow(): Promise<Battery | null> {
  const told = (navigator as { getBattery?: () => Promise<Battery> }).getBattery;
  return (await told?.call(navigator).catch(() => null)) ?? null;
}

/** Whether the service worker keeps the page with its decoder. */
export async function shellKept(): Promise<boolean> {
  const cache = globalThis.caches && (await caches.open("scanner-shell").catch(() => null));
  return ((await cache?.keys()) ?? []).some(({ url }) => url.endsWith(".wasm"));
}

/** Keeps what came of it until the service has it; false while it waits. */
export async function tellCheck(store: Store, api: MeetingApi, checks: Checks | null): Promise<boolean> {
  if (checks) await store.put("check", checks);
  const waits = await store.get<Checks>("check");
  const told = !waits || (await api.check(waits).then(() => true, () => false));
  if (waits && told) await store.put("check", null);
  return told;
}
