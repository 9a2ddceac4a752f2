// The distance transform against the plain definition, pixel by pixel.
import assert from "node:assert/strict";
import { test } from "node:test";
import { squaredDistances } from "./distance.ts";

const CAP = 33 ** 2;

function plainly(marked: Uint8Array, width: number, height: number): number[] {
  const found: number[] = [];
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let least = CAP;
      for (let at = 0; at < marked.length; at += 1) {
        if (!marked[at]) continue;
        const squared = (x - (at % width)) ** 2 + (y - Math.floor(at / width)) ** 2;
        least = Math.min(least, squared);
      }
      found.push(least);
    }
  }
  return found;
}

/** Marks that look random and are the same each time (a linear congruential generator). */
function scattered(count: number, share: number): Uint8Array {
  let state = 7;
  return Uint8Array.from({ length: count }, () => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 < share ? 1 : 0;
  });
}

for (const [width, height, share] of [
  [23, 17, 0.02],
  [40, 9, 0.2],
  [1, 30, 0.1],
  [30, 1, 0.1],
] as const) {
  test(`distances over ${width} × ${height} are those of the definition`, () => {
    const marked = scattered(width * height, share);
    assert.deepEqual(
      [...squaredDistances(marked, width, height, CAP)],
      plainly(marked, width, height),
    );
  });
}

test("without a mark every pixel is as far as can be told", () => {
  const distances = squaredDistances(new Uint8Array(50), 10, 5, CAP);
  assert.deepEqual(new Set(distances), new Set([CAP]));
});
