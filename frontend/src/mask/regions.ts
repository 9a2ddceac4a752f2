// Found regions: their letters, and the mask that comes of growing them by so many pixels.
import type { components } from "../api.d.ts";
import { around, type Box, overlap, type Point } from "./box.ts";
import { squaredDistances } from "./distance.ts";
import { polygon } from "./spans.ts";

export type FoundRegion = components["schemas"]["FoundRegionShape"];

export const MOST_DILATION = 32;

/** Whether a region is part of the mask, and how far its letters are grown. */
export interface Switch {
  on: boolean;
  dilation: number;
}

/** One found region with the distance of each pixel near it to its letters. */
export class RegionShape {
  readonly found: FoundRegion;
  readonly corners: Point[];
  readonly chosen: number;
  /** Where its letters are, or its outline where none were told apart. */
  readonly hasLetters: boolean;
  readonly box: Box;
  private readonly letters: Uint8Array;
  private distances: Uint16Array | undefined;

  constructor(found: FoundRegion, labels: Labels | undefined, width: number, height: number) {
    this.found = found;
    this.corners = found.polygon.map(([x, y]) => ({ x: x!, y: y! }));
    this.chosen = Math.min(MOST_DILATION, Math.round(found.dilation ?? 0));
    const picture = { left: 0, top: 0, right: width, bottom: height };
    const lettered = labels?.boxes.get(found.id);
    this.hasLetters = lettered !== undefined;
    const inner = lettered ?? around(this.corners);
    this.box = overlap(
      {
        left: inner.left - MOST_DILATION - 1,
        top: inner.top - MOST_DILATION - 1,
        right: inner.right + MOST_DILATION + 1,
        bottom: inner.bottom + MOST_DILATION + 1,
      },
      picture,
    );
    this.letters = labels && lettered ? this.cut(labels, width) : this.outlined();
  }

  /** Squared distances over the region's box, worked out when they are first asked for. */
  get squared(): Uint16Array {
    const wide = this.box.right - this.box.left;
    this.distances ??= squaredDistances(
      this.letters,
      wide,
      this.box.bottom - this.box.top,
      (MOST_DILATION + 1) ** 2,
    );
    return this.distances;
  }

  contains({ x, y }: Point): boolean {
    let inside = false;
    let before = this.corners[this.corners.length - 1]!;
    for (const corner of this.corners) {
      const across = corner.y > y !== before.y > y;
      const at = before.x + ((y - before.y) * (corner.x - before.x)) / (corner.y - before.y);
      if (across && x < at) inside = !inside;
      before = corner;
    }
    return inside;
  }

  private cut(labels: Labels, width: number): Uint8Array {
    const { left, top, right, bottom } = this.box;
    const wide = right - left;
    const letters = new Uint8Array(wide * (bottom - top));
    const label = this.found.id + 1;
    for (let y = top; y < bottom; y += 1) {
      for (let x = left; x < right; x += 1) {
        if (labels.plane[y * width + x] === label) letters[(y - top) * wide + x - left] = 1;
      }
    }
    return letters;
  }

  private outlined(): Uint8Array {
    const { left, top, right, bottom } = this.box;
    const wide = right - left;
    const letters = new Uint8Array(wide * (bottom - top));
    polygon(this.corners, (y, from, to) => {
      if (y < top || y >= bottom) return;
      const line = (y - top) * wide;
      letters.fill(1, line + Math.max(0, from - left), line + Math.min(wide, to - left));
    });
    return letters;
  }
}

/** A plane of labels, 0 or one more than a region's id, and the box of each region's letters. */
export interface Labels {
  plane: Uint8Array;
  boxes: Map<number, Box>;
}

export function labelled(plane: Uint8Array, width: number, height: number): Labels {
  const boxes = new Map<number, Box>();
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const label = plane[y * width + x]!;
      if (label === 0) continue;
      const box = boxes.get(label - 1);
      if (!box) boxes.set(label - 1, { left: x, top: y, right: x + 1, bottom: y + 1 });
      else {
        if (x < box.left) box.left = x;
        if (x >= box.right) box.right = x + 1;
        box.bottom = y + 1;
      }
    }
  }
  return { plane, boxes };
}
