// Shapes as pixels.
import assert from "node:assert/strict";
import { test } from "node:test";
import { along, disc, polygon, type Row } from "./spans.ts";

function pixels(shape: (row: Row) => void): Set<string> {
  const found = new Set<string>();
  shape((y, from, to) => {
    for (let x = from; x < to; x += 1) found.add(`${x},${y}`);
  });
  return found;
}

test("a disc holds the pixels whose middle is within its radius", () => {
  const found = pixels((row) => disc({ x: 10.5, y: 10.5 }, 4, row));
  for (let y = 0; y < 21; y += 1) {
    for (let x = 0; x < 21; x += 1) {
      assert.equal(found.has(`${x},${y}`), Math.hypot(x - 10, y - 10) <= 4);
    }
  }
});

test("the smallest brush paints the pixel it points at", () => {
  assert.deepEqual([...pixels((row) => disc({ x: 3.9, y: 7.1 }, 0.5, row))], ["3,7"]);
});

test("a rectangle as a polygon holds its own pixels and no more", () => {
  const corners = [
    { x: 2, y: 3 },
    { x: 7, y: 3 },
    { x: 7, y: 6 },
    { x: 2, y: 6 },
  ];
  const found = pixels((row) => polygon(corners, row));
  assert.equal(found.size, 15);
  assert.ok(found.has("2,3") && found.has("6,5"));
});

test("what a path crosses twice is outside", () => {
  const star = [0, 2, 4, 1, 3].map((at) => ({
    x: 50 + 40 * Math.sin((2 * Math.PI * at) / 5),
    y: 50 - 40 * Math.cos((2 * Math.PI * at) / 5),
  }));
  const found = pixels((row) => polygon(star, row));
  assert.ok(!found.has("50,50"));
  assert.ok(found.has("50,20"));
});

test("a fast stroke leaves no gap", () => {
  const found = pixels((row) => {
    for (const dab of along({ x: 5, y: 5.5, radius: 2 }, { x: 95, y: 5.5, radius: 2 })) {
      disc(dab, dab.radius, row);
    }
  });
  for (let x = 6; x < 95; x += 1) assert.ok(found.has(`${x},5`) && found.has(`${x},4`));
});
