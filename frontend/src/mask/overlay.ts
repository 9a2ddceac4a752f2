// The mask as a sheet of colour over the picture: tiles that exist only where the mask does, drawn
// anew only where it changed. The rim is drawn full, so that it shows on any picture.
import { type Box, grown, isEmpty, overlap } from "./box.ts";
import type { MaskDocument } from "./document.ts";
import type { View } from "./view.ts";

const TILE = 512;

export type Colour = readonly [red: number, green: number, blue: number];

export class Overlay {
  colour: Colour = [0, 0, 0];
  opacity = 0.5;
  private readonly mask: MaskDocument;
  private readonly columns: number;
  private readonly tiles = new Map<number, OffscreenCanvas>();

  constructor(mask: MaskDocument) {
    this.mask = mask;
    this.columns = Math.ceil(mask.width / TILE);
  }

  /** Draw a box of the mask anew; its neighbours too, whose rim may have moved. */
  update(changed: Box): void {
    const { width, height } = this.mask;
    const box = overlap(grown(changed, 1), { left: 0, top: 0, right: width, bottom: height });
    if (isEmpty(box)) return;
    for (let row = Math.floor(box.top / TILE); row * TILE < box.bottom; row += 1) {
      for (let column = Math.floor(box.left / TILE); column * TILE < box.right; column += 1) {
        const left = column * TILE;
        const top = row * TILE;
        const tile = { left, top, right: left + TILE, bottom: top + TILE };
        this.paint(row * this.columns + column, tile, overlap(box, tile));
      }
    }
  }

  updateAll(): void {
    this.tiles.clear();
    this.update({ left: 0, top: 0, right: this.mask.width, bottom: this.mask.height });
  }

  draw(context: CanvasRenderingContext2D, view: View, ratio: number): void {
    context.setTransform(
      view.scale * ratio,
      0,
      0,
      view.scale * ratio,
      view.x * ratio,
      view.y * ratio,
    );
    for (const [tile, canvas] of this.tiles) {
      const left = (tile % this.columns) * TILE;
      const top = Math.floor(tile / this.columns) * TILE;
      context.drawImage(canvas, left, top);
    }
    context.setTransform(1, 0, 0, 1, 0, 0);
  }

  private paint(key: number, tile: Box, box: Box): void {
    const canvas = this.tiles.get(key);
    if (!canvas && !this.holdsAny(box)) return;
    const sheet = canvas ?? new OffscreenCanvas(TILE, TILE);
    if (!canvas) this.tiles.set(key, sheet);
    const wide = box.right - box.left;
    const pixels = new ImageData(wide, box.bottom - box.top);
    this.tint(pixels.data, box, wide);
    sheet.getContext("2d")?.putImageData(pixels, box.left - tile.left, box.top - tile.top);
    const all = overlap(tile, {
      left: 0,
      top: 0,
      right: this.mask.width,
      bottom: this.mask.height,
    });
    // A tile that was emptied whole gives its memory back.
    if (canvas && isWhole(box, all) && !this.holdsAny(all)) this.tiles.delete(key);
  }

  private tint(data: Uint8ClampedArray, box: Box, wide: number): void {
    const { width, height, inside } = this.mask;
    const [red, green, blue] = this.colour;
    const flat = Math.round(255 * this.opacity);
    for (let y = box.top; y < box.bottom; y += 1) {
      for (let x = box.left; x < box.right; x += 1) {
        const at = y * width + x;
        if (!inside[at]) continue;
        const rim =
          (x > 0 && !inside[at - 1]) ||
          (x < width - 1 && !inside[at + 1]) ||
          (y > 0 && !inside[at - width]) ||
          (y < height - 1 && !inside[at + width]);
        const to = 4 * ((y - box.top) * wide + x - box.left);
        data[to] = red;
        data[to + 1] = green;
        data[to + 2] = blue;
        data[to + 3] = rim ? 255 : flat;
      }
    }
  }

  private holdsAny({ left, top, right, bottom }: Box): boolean {
    for (let y = top; y < bottom; y += 1) {
      const line = y * this.mask.width;
      if (this.mask.inside.subarray(line + left, line + right).indexOf(1) >= 0) return true;
    }
    return false;
  }
}

function isWhole(box: Box, tile: Box): boolean {
  return (
    box.left === tile.left &&
    box.top === tile.top &&
    box.right === tile.right &&
    box.bottom === tile.bottom
  );
}
