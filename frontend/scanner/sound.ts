// Three sounds and three shakes that differ with closed eyes: a rising pair, an even pair, a low growl.

import type { Tone } from "./verdict";

interface Note {
  at: number;
  hertz: number;
  seconds: number;
  wave: OscillatorType;
}

const TUNES: Record<Tone, Note[]> = {
  good: [
    { at: 0, hertz: 880, seconds: 0.09, wave: "sine" },
    { at: 0.1, hertz: 1320, seconds: 0.16, wave: "sine" },
  ],
  warn: [
    { at: 0, hertz: 587, seconds: 0.14, wave: "triangle" },
    { at: 0.2, hertz: 587, seconds: 0.14, wave: "triangle" },
  ],
  bad: [
    { at: 0, hertz: 196, seconds: 0.22, wave: "sawtooth" },
    { at: 0.26, hertz: 147, seconds: 0.34, wave: "sawtooth" },
  ],
};
const SHAKES: Record<Tone, number[]> = { good: [70], warn: [90, 70, 90], bad: [320, 90, 320] };

let context: AudioContext | null = null;

/** Browsers let a page sound only after a touch or key; call this on each. */
export function allowSound(): void {
  context ??= typeof AudioContext === "undefined" ? null : new AudioContext();
  if (context?.state === "suspended") void context.resume();
}

function play({ at, hertz, seconds, wave }: Note, audio: AudioContext): void {
  const start = audio.currentTime + at;
  const tone = audio.createOscillator();
  const loudness = audio.createGain();
  tone.type = wave;
  tone.frequency.value = hertz;
  loudness.gain.setValueAtTime(0.0001, start);
  loudness.gain.exponentialRampToValueAtTime(0.5, start + 0.015);
  loudness.gain.exponentialRampToValueAtTime(0.0001, start + seconds);
  tone.connect(loudness).connect(audio.destination);
  tone.start(start);
  tone.stop(start + seconds);
}

/** Sounds (unless muted) and shakes a verdict. */
export function signal(tone: Tone, muted: boolean): void {
  navigator.vibrate?.(SHAKES[tone]);
  if (muted || context?.state !== "running") return;
  for (const note of TUNES[tone]) play(note, context);
}

/** Sound needs a first touch or key. */
export function unlockSound(): void {
  for (const event of ["pointerdown", "keydown"]) document.addEventListener(event, allowSound, { capture: true });
}
