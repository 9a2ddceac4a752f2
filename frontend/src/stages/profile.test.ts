import assert from "node:assert/strict";
import { test } from "node:test";
import { along, beyond, places, riseWidth, STEP, type Line } from "./profile.ts";

const line: Line = { x: 10, y: 5, angle: 0, half: 8 };
const ramp = (from: number, to: number) => (x: number) =>
  Math.min(200, Math.max(50, 50 + (150 * (x - from)) / (to - from)));

test("places are even about the middle", () => {
  const found = places(line);
  assert.equal(found[0], -8);
  assert.equal(found.at(-1), 8);
  assert.equal(found[(found.length - 1) / 2], 0);
});

test("a linear ramp of five pixels rises from a tenth to nine tenths in four", () => {
  const width = riseWidth(along(line, ramp(7.5, 12.5)));
  assert.ok(width !== null && Math.abs(width - 4) < 0.01);
});

test("a falling edge is as wide as the rising one", () => {
  const turned = { ...line, angle: Math.PI };
  const width = riseWidth(along(turned, ramp(7.5, 12.5)));
  assert.ok(width !== null && Math.abs(width - 4) < 0.01);
});

test("a step is no wider than one place", () => {
  const width = riseWidth(along(line, (x) => (x < 10 ? 50 : 200)));
  assert.ok(width !== null && width <= STEP);
});

test("a thin bright line is measured up to its peak", () => {
  const peak = (x: number) => 50 + 150 * Math.max(0, 1 - Math.abs(x - 12.5) / 5);
  const width = riseWidth(along(line, peak));
  assert.ok(width !== null && Math.abs(width - 4) < 0.1);
});

test("where nothing rises there is no width", () => {
  assert.equal(riseWidth(along(line, () => 120)), null);
});

test("a halo is what leaves the source's range on either side", () => {
  const source = along(line, ramp(7, 13));
  const sharpened = along(line, (x) => ramp(9, 11)(x) + (x > 11 && x < 13 ? 14 : 0));
  assert.equal(beyond(sharpened, source), 14);
  assert.equal(beyond(source, source), 0);
});
