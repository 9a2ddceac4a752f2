// Finds edges worth looking at: places where lightness changes much, and in one direction.

import type { Line } from "./profile.ts";

/** An edge in pixels of the plane it was found in; `angle` leads across it, in radians. */
export interface Edge {
  x: number;
  y: number;
  angle: number;
  strength: number;
}

const REACH = 2;
/** Pixels across an edge at which others would blur its profile. */
const BESIDE = 7;
/** Half length of a line across an edge, in source pixels, and its limits in the result's. */
const HALF = 12;
const LONGEST = 48;
const BORDER = REACH + 1;

/** The strongest edge of a plane of lightness that stands alone, its strength being less twice what runs
    beside it; null in one that is flat or too small. */
export function strongestEdge(plane: Float32Array, width: number, height: number): Edge | null {
  let best: Edge | null = null;
  for (let y = BORDER; y < height - BORDER; y += 2) {
    for (let x = BORDER; x < width - BORDER; x += 2) {
      const found = edgeAt(plane, width, x, y);
      if (found.strength <= (best?.strength ?? 0)) continue;
      const strength = found.strength - 2 * beside(plane, width, height, found);
      if (strength > (best?.strength ?? 0)) best = { ...found, strength };
    }
  }
  return best;
}

/** A line in pixels of the result across an edge of the source, of which `share` make a pixel. */
export function lineAcross({ x, y, angle }: Edge, share: number): Line {
  const half = Math.min(LONGEST, Math.max(HALF, Math.round(HALF * share)));
  return { x: (x + 0.5) * share - 0.5, y: (y + 0.5) * share - 0.5, angle, half };
}

/** The strength of the strongest edge on either side of another. */
function beside(plane: Float32Array, width: number, height: number, edge: Edge): number {
  const strengths = [-BESIDE, BESIDE].map((away) => {
    const x = Math.round(edge.x + away * Math.cos(edge.angle));
    const y = Math.round(edge.y + away * Math.sin(edge.angle));
    const inside = Math.min(x, y, width - 1 - x, height - 1 - y) >= BORDER;
    return inside ? edgeAt(plane, width, x, y).strength : 0;
  });
  return Math.max(...strengths);
}

/** The edge through a place, at least 3 pixels from the border, by the structure tensor around it. */
export function edgeAt(plane: Float32Array, width: number, x: number, y: number): Edge {
  let [xx, xy, yy] = [0, 0, 0];
  for (let row = y - REACH; row <= y + REACH; row += 1) {
    for (let column = x - REACH; column <= x + REACH; column += 1) {
      const at = row * width + column;
      const across = plane[at + 1]! - plane[at - 1]!;
      const down = plane[at + width]! - plane[at - width]!;
      xx += across * across;
      xy += across * down;
      yy += down * down;
    }
  }
  // The tensor's eigenvalues differ most where all gradients point one way.
  const strength = Math.hypot(xx - yy, 2 * xy);
  return { x, y, angle: Math.atan2(2 * xy, xx - yy) / 2, strength };
}
