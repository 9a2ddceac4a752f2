import assert from "node:assert/strict";
import { test } from "node:test";
import { edgeAt, strongestEdge } from "./edges.ts";

const WIDTH = 40;
const HEIGHT = 30;

function plane(at: (x: number, y: number) => number): Float32Array {
  return Float32Array.from({ length: WIDTH * HEIGHT }, (_, index) =>
    at(index % WIDTH, Math.floor(index / WIDTH)),
  );
}

test("the strongest edge is found where it lies, and is crossed at a right angle", () => {
  const found = strongestEdge(
    plane((x) => (x < 20 ? 40 : 200)),
    WIDTH,
    HEIGHT,
  );
  assert.ok(found && Math.abs(found.x - 19.5) <= 2.5);
  assert.ok(Math.abs(Math.sin(found.angle)) < 0.01);
});

test("an edge that stands alone goes before a stronger one among others", () => {
  const found = strongestEdge(
    plane((x) => (x < 10 ? 60 : x < 24 ? 180 : x % 8 < 4 ? 20 : 240)),
    WIDTH,
    HEIGHT,
  );
  assert.ok(found && Math.abs(found.x - 9.5) <= 2.5);
});

test("a level edge is crossed downwards", () => {
  const { angle } = edgeAt(
    plane((_, y) => (y < 15 ? 40 : 200)),
    WIDTH,
    20,
    15,
  );
  assert.ok(Math.abs(Math.cos(angle)) < 0.01);
});

test("a slanting edge is crossed at its slant", () => {
  const { angle } = edgeAt(
    plane((x, y) => (x + y < 35 ? 40 : 200)),
    WIDTH,
    20,
    15,
  );
  assert.ok(Math.abs(angle - Math.PI / 4) < 0.05);
});

test("a flat plane has no edge", () => {
  assert.equal(
    strongestEdge(
      plane(() => 90),
      WIDTH,
      HEIGHT,
    ),
    null,
  );
});
