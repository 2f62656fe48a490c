import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Repeats } from "../door";
import { newKey, seal, unseal } from "../seal";
import { correctedOffset, Timekeeper } from "../timekeeper";
import { Wedge } from "../wedge";

test("the same code is ignored for three seconds, then taken again", () => {
  const repeats = new Repeats();
  assert.equal(repeats.take("A", 0), true);
  assert.equal(repeats.take("A", 2_900), false);
  assert.equal(repeats.take("A", 4_000), true);
});

test("a code that stays before the camera is one scan however long it stays", () => {
  const repeats = new Repeats();
  const taken = Array.from({ length: 200 }, (_, at) => repeats.take("A", at * 100)).filter(Boolean);
  assert.equal(taken.length, 1);
  assert.equal(repeats.take("A", 22_000), true);
});

test("another code in between does not wait", () => {
  const repeats = new Repeats();
  assert.deepEqual([repeats.take("A", 0), repeats.take("B", 10), repeats.take("A", 20)], [true, true, false]);
});

test("the service's time is known as well as its answers prove", () => {
  assert.equal(correctedOffset(0, 1_050, 1_000, 1_100), 0);
  assert.equal(correctedOffset(-600_000, 400_000, 1_000_000, 1_002_000), -600_000);
  assert.equal(correctedOffset(30, 5_000, 1_000, 1_200), 3_900);
  assert.equal(correctedOffset(30, NaN, 1_000, 1_200), 30);
});

function wedge(): { taken: string[]; type: (text: string, from: number, gap: number) => boolean[]; keys: Wedge } {
  const taken: string[] = [];
  const keys = new Wedge((text) => taken.push(text) > 0, (text) => text.endsWith("WHOLE"));
  return { taken, keys, type: (text, from, gap) => [...text].map((key, at) => keys.key(key, from + at * gap)) };
}

test("a scanner's burst ends with Enter, and that Enter presses nothing", () => {
  const { taken, keys, type } = wedge();
  type("M1ABCDEFGH", 1000, 10);
  assert.equal(keys.key("Enter", 1110), true);
  assert.deepEqual(taken, ["M1ABCDEFGH"]);
  assert.equal(keys.key("Enter", 4000), false);
});

test("a whole code is taken before its Enter, once", () => {
  const { taken, keys, type } = wedge();
  type("M1ABCDWHOLE", 1000, 10);
  assert.deepEqual(taken, ["M1ABCDWHOLE"]);
  assert.equal(keys.key("Enter", 1120), true);
  assert.deepEqual(taken, ["M1ABCDWHOLE"]);
});

test("a slow typist and short keys are left alone", () => {
  const { taken, keys, type } = wedge();
  type("sekretaris", 0, 2_100);
  assert.equal(keys.key("Enter", 21_000), false);
  type("abc", 30_000, 20);
  assert.equal(keys.key("Enter", 30_100), false);
  assert.deepEqual(taken, []);
});

test("a scanner that sends no Enter is finished by silence", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { taken, type } = wedge();
  type("M1ABCDEFGH", 0, 10);
  mock.timers.tick(2_100);
  mock.timers.reset();
  assert.deepEqual(taken, ["M1ABCDEFGH"]);
});

test("a clock that is set while nobody tells the time is noticed, and not followed back", () => {
  const clocks = { wall: 1_000_000, ticks: 50 };
  const keeper = new Timekeeper(() => ({ ...clocks }));
  const pass = (milliseconds: number, set = 0) => {
    clocks.ticks += milliseconds;
    clocks.wall += milliseconds + set;
  };
  assert.deepEqual([keeper.compared, keeper.jumped, keeper.trusted], [false, false, false]);
  keeper.hear(2_000_000, { ...clocks });
  assert.deepEqual([keeper.now(), keeper.trusted], [2_000_000, true]);

  pass(30_000, 5_000);
  assert.deepEqual([keeper.now(), keeper.trusted], [2_035_000, true]);

  pass(10_000, -7_200_000);
  assert.ok(Math.abs(keeper.now() - 2_040_000) < 6_000);
  assert.deepEqual([keeper.jumped, keeper.trusted], [true, false]);

  const asked = { ...clocks };
  pass(100);
  assert.equal(keeper.hear(2_040_050, asked), true);
  assert.deepEqual([keeper.now(), keeper.trusted], [2_040_100, true]);

  pass(1_000, 7_200_000);
  assert.deepEqual([keeper.jumped, keeper.trusted], [true, false]);
});

test("a page opened with a clock that was put back goes on from what is known to be past", () => {
  const clocks = { wall: 1_000_000, ticks: 10 };
  const keeper = new Timekeeper(() => ({ ...clocks }));
  keeper.offset = 500;
  keeper.notBefore(900_000);
  assert.deepEqual([keeper.now(), keeper.jumped], [1_000_500, false]);

  keeper.notBefore(4_000_000);
  clocks.ticks += 2_000;
  clocks.wall += 2_000;
  assert.deepEqual([keeper.now(), keeper.jumped, keeper.trusted], [4_002_000, true, false]);

  keeper.hear(4_003_000, { ...clocks });
  assert.deepEqual([keeper.now(), keeper.jumped, keeper.trusted], [4_003_000, false, true]);
});

test("once the service tells the time, it is known when something was made by a clock that was wrong", () => {
  const clocks = { wall: 1_000_000, ticks: 10 };
  const keeper = new Timekeeper(() => ({ ...clocks }));
  const pass = (milliseconds: number, set = 0) => {
    clocks.ticks += milliseconds;
    clocks.wall += milliseconds + set;
  };
  const made = keeper.made();
  pass(20_000);
  assert.equal(keeper.timeOf(made), null);
  keeper.hear(9_020_000, { ...clocks });
  assert.equal(keeper.timeOf(made), 9_000_000);
  assert.equal(keeper.timeOf({ ...made, page: 1 }), null);

  pass(1_000, -7_200_000); // put back: ticks still tell
  keeper.hear(9_021_000, { ...clocks });
  assert.equal(keeper.timeOf(made), 9_000_000);
  pass(1_000, 9_000_000); // put forward, or the device slept
  keeper.hear(9_022_000, { ...clocks });
  assert.equal(keeper.timeOf(made), null);
});

test("a code is sealed under a key that cannot be read out", async () => {
  const key = (await newKey())!;
  const sealed = await seal(key, "M1CODE");
  assert.ok(!Buffer.from(sealed.text).includes("M1CODE"));
  assert.equal(await unseal(key, sealed), "M1CODE");
  await assert.rejects(crypto.subtle.exportKey("raw", key));
  await assert.rejects(unseal((await newKey())!, sealed));
});
