import assert from "node:assert/strict";
import { test } from "node:test";
import { drawnAs, HEIGHT, WIDTH, type Stroke } from "../drawing";

const SHAPE = /^(M\d{1,3} \d{1,3}l-?\d{1,3} -?\d{1,3}( -?\d{1,3} -?\d{1,3})*)+$/;
const wave = (points: number): Stroke => Array.from({ length: points }, (_, at) => ({ x: (at / points) * WIDTH, y: HEIGHT / 2 + 40 * Math.sin(at / 9) }));

test("what is drawn travels as whole numbers that stay in the field", () => {
  assert.equal(drawnAs([[{ x: 20, y: 60 }, { x: 50.2, y: 20.4 }, { x: 70, y: 75 }]]), "M20 60l30 -40 20 55");
  const text = drawnAs([[{ x: -9, y: 50 }, { x: 320, y: 120 }]])!;
  assert.equal(text, "M0 50l300 50");
});

test("points on one line are left out", () => {
  const line = Array.from({ length: 100 }, (_, at) => ({ x: at * 2, y: 50 }));
  assert.equal(drawnAs([line]), "M0 50l198 0");
});

test("nothing, a dot and a stroke by mistake are no signature", () => {
  assert.equal(drawnAs([]), null);
  assert.equal(drawnAs([[{ x: 5, y: 5 }]]), null);
  assert.equal(drawnAs([[{ x: 5, y: 5 }, { x: 25, y: 5 }]]), null);
});

test("however much is drawn, the service takes it", () => {
  const text = drawnAs(Array.from({ length: 12 }, () => wave(3_000)))!;
  assert.ok(text.length <= 4000 && text.length > 100, String(text.length));
  const scribble = drawnAs(Array.from({ length: 900 }, (_, at) => [{ x: at % 290, y: 10 }, { x: (at % 290) + 9, y: 90 }]))!;
  assert.ok(scribble.length <= 4000 && scribble.length > 3900, String(scribble.length));
  for (const each of [text, scribble]) assert.match(each, SHAPE);
});
