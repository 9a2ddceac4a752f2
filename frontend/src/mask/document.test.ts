// The mask: what the hand and the regions make of it, and what undo gives back.
import assert from "node:assert/strict";
import { test } from "node:test";
import { MaskDocument } from "./document.ts";
import { type FoundRegion, labelled, RegionShape } from "./regions.ts";

const WIDTH = 60;
const HEIGHT = 40;

function found(dilation = 2): FoundRegion {
  return {
    id: 0,
    origin: "ocr",
    polygon: [
      [10, 10],
      [30, 10],
      [30, 20],
      [10, 20],
    ],
    text: "SALE",
    detection_confidence: 0.9,
    recognition_confidence: 0.9,
    stroke_width: 3,
    contrast: 80,
    texture: 5,
    dilation,
    reason: "",
  };
}

function withRegion(): { mask: MaskDocument; shape: RegionShape } {
  const labels = new Uint8Array(WIDTH * HEIGHT);
  for (let y = 12; y < 18; y += 1) labels.fill(1, y * WIDTH + 14, y * WIDTH + 26);
  const mask = new MaskDocument(WIDTH, HEIGHT);
  const shape = new RegionShape(found(), labelled(labels, WIDTH, HEIGHT), WIDTH, HEIGHT);
  mask.regions = [shape];
  return { mask, shape };
}

function square(mask: MaskDocument, left: number, top: number, side: number, adds = true): void {
  const box = { left, top, right: left + side, bottom: top + side };
  mask.deed("Box", () =>
    mask.draw(box, adds, (row) => {
      for (let y = top; y < top + side; y += 1) row(y, left, left + side);
    }),
  );
}

test("what is drawn counts once, and only inside the picture", () => {
  const { mask } = withRegion();
  square(mask, 55, 35, 10);
  square(mask, 55, 35, 10);
  assert.equal(mask.count, 25);
});

test("a region grows with its dilation and shrinks again", () => {
  const { mask, shape } = withRegion();
  mask.deed("on", () => mask.set(shape, true, 0));
  assert.equal(mask.count, 12 * 6);
  mask.set(shape, true, 1);
  assert.equal(mask.count, 12 * 6 + 2 * 12 + 2 * 6);
  mask.set(shape, true, 0);
  assert.equal(mask.count, 12 * 6);
});

test("what was cut from a region stays cut until it is switched on anew", () => {
  const { mask, shape } = withRegion();
  mask.deed("on", () => mask.set(shape, true, 0));
  square(mask, 14, 12, 4, false);
  assert.equal(mask.count, 12 * 6 - 16);
  mask.set(shape, true, 1);
  assert.equal(mask.inside[13 * WIDTH + 15], 0);
  mask.deed("off", () => mask.set(shape, false, 0));
  mask.deed("on", () => mask.set(shape, true, 0));
  assert.equal(mask.count, 12 * 6);
});

test("undo and redo give back every pixel and every switch", () => {
  const { mask, shape } = withRegion();
  const seen = [mask.inside.slice()];
  square(mask, 5, 5, 12);
  seen.push(mask.inside.slice());
  mask.deed("on", () => mask.set(shape, true, 3));
  seen.push(mask.inside.slice());
  square(mask, 12, 8, 9, false);
  seen.push(mask.inside.slice());
  for (const at of [2, 1, 0]) {
    mask.undo();
    assert.deepEqual(mask.inside, seen[at]);
  }
  assert.equal(mask.undo(), undefined);
  for (const at of [1, 2, 3]) {
    mask.redo();
    assert.deepEqual(mask.inside, seen[at]);
  }
  assert.equal(mask.redo(), undefined);
});

test("a stroke that is dropped leaves nothing", () => {
  const { mask } = withRegion();
  mask.begin("Brush");
  mask.draw({ left: 0, top: 0, right: 9, bottom: 9 }, true, (row) => row(3, 0, 9));
  mask.abandon();
  assert.equal(mask.count, 0);
  assert.equal(mask.history.canUndo, false);
});

test("naming a region as what made a mask changes no pixel of it", () => {
  const { mask, shape } = withRegion();
  square(mask, 8, 8, 14);
  const before = mask.inside.slice();
  mask.attribute(shape, 2);
  assert.deepEqual(mask.inside, before);
  mask.set(shape, false, 2);
  assert.ok(mask.count < 14 * 14);
});

test("emptying empties hand and regions, and is taken back whole", () => {
  const { mask, shape } = withRegion();
  square(mask, 40, 20, 6);
  mask.deed("on", () => mask.set(shape, true, 2));
  const before = mask.inside.slice();
  mask.deed("Clear", () => mask.clear());
  assert.equal(mask.count, 0);
  mask.undo();
  assert.deepEqual(mask.inside, before);
  assert.equal(mask.switches.get(0)?.on, true);
});

test("a region without letters of its own is its outline", () => {
  const shape = new RegionShape(found(0), undefined, WIDTH, HEIGHT);
  const mask = new MaskDocument(WIDTH, HEIGHT);
  mask.regions = [shape];
  mask.set(shape, true, 0);
  assert.equal(mask.count, 20 * 10);
});
