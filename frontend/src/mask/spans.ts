// Shapes as rows of pixels: a pixel is inside where its middle is.
import type { Point } from "./box.ts";

/** Takes the pixels of row `y` from `from` up to, but not with, `to`. */
export type Row = (y: number, from: number, to: number) => void;

/** A disc around a point; one pixel at least, however small it is. */
export function disc({ x, y }: Point, radius: number, row: Row): void {
  if (radius < 0.75) {
    row(Math.floor(y), Math.floor(x), Math.floor(x) + 1);
    return;
  }
  const top = Math.ceil(y - radius - 0.5);
  const bottom = Math.floor(y + radius - 0.5);
  for (let line = top; line <= bottom; line += 1) {
    const half = Math.sqrt(Math.max(0, radius ** 2 - (line + 0.5 - y) ** 2));
    const from = Math.ceil(x - half - 0.5);
    const to = Math.floor(x + half - 0.5) + 1;
    if (to > from) row(line, from, to);
  }
}

/** A polygon, filled by the even-odd rule. */
export function polygon(corners: readonly Point[], row: Row): void {
  if (corners.length < 3) return;
  const ys = corners.map((corner) => corner.y);
  const top = Math.ceil(Math.min(...ys) - 0.5);
  const bottom = Math.floor(Math.max(...ys) - 0.5);
  for (let line = top; line <= bottom; line += 1) {
    const crossings = crossed(corners, line + 0.5);
    for (let at = 0; at + 1 < crossings.length; at += 2) {
      const from = Math.ceil(crossings[at]! - 0.5);
      const to = Math.floor(crossings[at + 1]! - 0.5) + 1;
      if (to > from) row(line, from, to);
    }
  }
}

function crossed(corners: readonly Point[], y: number): number[] {
  const found: number[] = [];
  let before = corners[corners.length - 1]!;
  for (const corner of corners) {
    if (corner.y > y !== before.y > y) {
      found.push(before.x + ((y - before.y) * (corner.x - before.x)) / (corner.y - before.y));
    }
    before = corner;
  }
  return found.sort((one, other) => one - other);
}

/** The discs that a round brush leaves on its way, close enough to look like one stroke. */
export function* along(from: Dab, to: Dab): Generator<Dab> {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const step = Math.max(0.5, Math.min(from.radius, to.radius) / 8);
  const count = Math.max(1, Math.ceil(length / step));
  for (let at = 1; at <= count; at += 1) {
    const share = at / count;
    yield {
      x: from.x + (to.x - from.x) * share,
      y: from.y + (to.y - from.y) * share,
      radius: from.radius + (to.radius - from.radius) * share,
    };
  }
}

export interface Dab extends Point {
  radius: number;
}
