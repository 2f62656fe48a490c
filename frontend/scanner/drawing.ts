// A signature drawn with finger or pen: strokes as whole numbers in a small field, few enough to travel and to be kept.

export const WIDTH = 300;
export const HEIGHT = 100;
/** Characters that the service takes. */
const LONGEST = 4000;
/** A slack at which each stroke is one straight line. */
const COARSEST = 2 * WIDTH;
/** Units of the field: less ink than this is a dot, or a stroke by mistake. */
const LEAST_INK = 60;

export interface Point {
  x: number;
  y: number;
}
export type Stroke = Point[];

const distance = (one: Point, other: Point): number => Math.hypot(one.x - other.x, one.y - other.y);

/** How far a point lies from the straight line between two others. */
function beside(point: Point, from: Point, to: Point): number {
  const length = distance(from, to);
  return length === 0 ? distance(point, from) : Math.abs((to.x - from.x) * (from.y - point.y) - (from.x - point.x) * (to.y - from.y)) / length;
}

/** Fewer points of the same line, none of which was further from it than this (Douglas and Peucker). */
function simplified(stroke: Stroke, slack: number): Stroke {
  const [from, to] = [stroke[0]!, stroke.at(-1)!];
  let [worst, at] = [0, 0];
  for (let index = 1; index < stroke.length - 1; index++) {
    const off = beside(stroke[index]!, from, to);
    if (off > worst) [worst, at] = [off, index];
  }
  if (worst <= slack) return [from, to];
  return [...simplified(stroke.slice(0, at + 1), slack).slice(0, -1), ...simplified(stroke.slice(at), slack)];
}

const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, Math.round(value)));
const inField = ({ x, y }: Point): Point => ({ x: clamp(x, WIDTH), y: clamp(y, HEIGHT) });

function path(strokes: Stroke[]): string {
  return strokes
    .map(([first, ...rest]) => {
      let last = first!;
      const moves = rest.map((point) => {
        const move = `${point.x - last.x} ${point.y - last.y}`;
        last = point;
        return move;
      });
      return `M${first!.x} ${first!.y}l${moves.join(" ")}`;
    })
    .join("");
}

/** The ink of these strokes, in units of the field. */
export const inkOf = (strokes: Stroke[]): number => strokes.reduce((sum, stroke) => sum + stroke.slice(1).reduce((ink, point, at) => ink + distance(stroke[at]!, point), 0), 0);

/** What was drawn (in units of the field, fractions allowed) as an SVG path that the service takes; null where it is empty or too little. */
export function drawnAs(drawn: Stroke[]): string | null {
  const whole = drawn.filter(({ length }) => length > 1);
  if (inkOf(whole.map((stroke) => stroke.map(inField))) < LEAST_INK) return null;
  let text = "";
  for (let slack = 0.6; slack < COARSEST; slack *= 1.6) {
    text = path(whole.map((stroke) => simplified(stroke, slack).map(inField)));
    if (text.length <= LONGEST) return text;
  }
  return text.slice(0, text.lastIndexOf("M", LONGEST)); // hundreds of strokes: a scribble, whose first ones say enough
}
