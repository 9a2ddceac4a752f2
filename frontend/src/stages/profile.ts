// Lightness along a line across an edge, and what it says: how steep the edge is, and how far a
// stage goes beyond what the source has there.

/** A line through (x, y), in pixels of the result; `angle` in radians, `half` its half length. */
export interface Line {
  x: number;
  y: number;
  angle: number;
  half: number;
}

/** Lightness 0..255 at a place of the result, between pixels too. */
export type Sampler = (x: number, y: number) => number;

export const STEP = 0.25;
/** Levels that an edge is high at least. */
const FAINT = 12;
/** Levels a step of less than which ends an edge. */
const EVEN = 0.3;

/** Places along the line, in pixels of the result from its middle. */
export function places({ half }: Line): number[] {
  const count = 2 * Math.round(half / STEP) + 1;
  return Array.from({ length: count }, (_, index) => (index - (count - 1) / 2) * STEP);
}

export function along(line: Line, sample: Sampler): number[] {
  const [across, down] = [Math.cos(line.angle), Math.sin(line.angle)];
  return places(line).map((at) => sample(line.x + at * across, line.y + at * down));
}

/** Width in result pixels in which the edge in the middle goes from a tenth to nine tenths of its
    height, which is from where it begins to rise or fall to where it ends; null where it is faint. */
export function riseWidth(values: readonly number[]): number | null {
  const steepest = steepestIn(values);
  const way = Math.sign(values[steepest + 1]! - values[steepest]!);
  let [first, last] = [steepest, steepest + 1];
  while (first > 0 && way * (values[first]! - values[first - 1]!) > EVEN) first -= 1;
  while (last < values.length - 1 && way * (values[last + 1]! - values[last]!) > EVEN) last += 1;
  const [low, high] = [values[first]!, values[last]!];
  if (Math.abs(high - low) < FAINT) return null;
  const risen = values.slice(first, last + 1).map((value) => (value - low) / (high - low));
  return (crossing(risen, 0.9) - crossing(risen, 0.1)) * STEP;
}

/** Where, in the middle third, two neighbours differ most. */
function steepestIn(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  let steepest = third;
  for (let at = third; at < values.length - third; at += 1) {
    const [here, best] = [at, steepest].map((one) => Math.abs(values[one + 1]! - values[one]!));
    if (here! > best!) steepest = at;
  }
  return steepest;
}

/** How many levels `values` leave the range of the source's along the line: its halo. */
export function beyond(values: readonly number[], source: readonly number[]): number {
  const over = Math.max(...values) - Math.max(...source);
  const under = Math.min(...source) - Math.min(...values);
  return Math.max(0, over, under);
}

/** Index, with its fraction, at which what rises from 0 to 1 reaches a share. */
function crossing(risen: readonly number[], share: number): number {
  const after = risen.findIndex((value) => value >= share);
  const [low, high] = [risen[after - 1]!, risen[after]!];
  return after - (high - share) / (high - low);
}
