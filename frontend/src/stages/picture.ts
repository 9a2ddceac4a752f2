// One picture of the comparison: fetched once, painted in part, and read along a line.
import type { Line, Sampler } from "./profile.ts";

export interface StagePicture {
  key: string;
  title: string;
  url: string;
  width: number;
  height: number;
  /** What the stage measured, in words; empty for the source. */
  figures: string;
}

/** What all panes show: the middle in pixels of the result, and screen pixels for each of them. */
export interface View {
  x: number;
  y: number;
  zoom: number;
}

export interface Size {
  width: number;
  height: number;
}

const MARGIN = 2;
/** White in black, to be seen on any picture. */
const CASED = [
  ["#000000", 3.5],
  ["#ffffff", 1.5],
] as const;

export class Picture {
  readonly told: StagePicture;
  private readonly image: HTMLImageElement;
  private readonly result: Size;

  private constructor(told: StagePicture, image: HTMLImageElement, result: Size) {
    this.told = told;
    this.image = image;
    this.result = result;
  }

  /** Fetch and decode; raises an Error that says what to do. */
  static async load(told: StagePicture, result: Size): Promise<Picture> {
    const image = new Image();
    image.src = told.url;
    try {
      await image.decode();
    } catch {
      throw new Error(`The picture after “${told.title}” could not be loaded.`);
    }
    return new Picture(told, image, result);
  }

  /** Pixels of this picture for each of the result's, across and down. */
  private get share(): [number, number] {
    return [this.told.width / this.result.width, this.told.height / this.result.height];
  }

  /** Paint the view on a canvas whose pixels are the screen's; `smooth` mixes enlarged pixels. */
  paint(canvas: HTMLCanvasElement, view: View, smooth: boolean): void {
    const context = canvas.getContext("2d");
    if (!context) throw new Error("This browser cannot draw pictures on a canvas.");
    const { width, height } = canvas;
    const [across, down] = this.share;
    const [left, top] = corner(view, { width, height });
    context.clearRect(0, 0, width, height);
    context.imageSmoothingEnabled = smooth;
    context.imageSmoothingQuality = "high";
    context.drawImage(
      this.image,
      left * across,
      top * down,
      (width / view.zoom) * across,
      (height / view.zoom) * down,
      0,
      0,
      width,
      height,
    );
  }

  /** Lightness about a line, between pixels by linear interpolation. */
  sampler(line: Line): Sampler {
    const [across, down] = this.share;
    const reach = line.half + MARGIN;
    const left = Math.floor((line.x - reach) * across) - MARGIN;
    const top = Math.floor((line.y - reach) * down) - MARGIN;
    const width = Math.ceil(2 * reach * across) + 2 * MARGIN;
    const height = Math.ceil(2 * reach * down) + 2 * MARGIN;
    const plane = this.lightness(left, top, width, height);
    const at = (column: number, row: number) => {
      const x = clamp(clamp(column, 0, this.told.width - 1) - left, 0, width - 1);
      const y = clamp(clamp(row, 0, this.told.height - 1) - top, 0, height - 1);
      return plane[y * width + x]!;
    };
    return (x, y) => {
      const [px, py] = [(x + 0.5) * across - 0.5, (y + 0.5) * down - 0.5];
      const [column, row] = [Math.floor(px), Math.floor(py)];
      const [right, below] = [px - column, py - row];
      const upper = at(column, row) * (1 - right) + at(column + 1, row) * right;
      const lower = at(column, row + 1) * (1 - right) + at(column + 1, row + 1) * right;
      return upper * (1 - below) + lower * below;
    };
  }

  /** Luma (BT.601) 0..255 of a part of this picture, in its own pixels, row by row. */
  lightness(left: number, top: number, width: number, height: number): Float32Array {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    if (!context) throw new Error("This browser cannot read pictures.");
    context.drawImage(this.image, left, top, width, height, 0, 0, width, height);
    const { data } = context.getImageData(0, 0, width, height);
    return Float32Array.from({ length: width * height }, (_, at) => {
      const [red, green, blue] = [data[4 * at]!, data[4 * at + 1]!, data[4 * at + 2]!];
      return 0.299 * red + 0.587 * green + 0.114 * blue;
    });
  }
}

/** The result's pixel in a pane's upper left corner, on a whole screen pixel. */
export function corner(view: View, pane: Size): [number, number] {
  const place = (middle: number, length: number) =>
    Math.round(middle * view.zoom - length / 2) / view.zoom;
  return [place(view.x, pane.width), place(view.y, pane.height)];
}

/** Draw a line over a pane; its middle stays free, since it is what one looks at. */
export function drawLine(canvas: HTMLCanvasElement, view: View, line: Line): void {
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot draw on a canvas.");
  const [left, top] = corner(view, canvas);
  const at = (place: number): [number, number] => [
    (line.x + 0.5 + place * Math.cos(line.angle) - left) * view.zoom,
    (line.y + 0.5 + place * Math.sin(line.angle) - top) * view.zoom,
  ];
  for (const [colour, width] of CASED) {
    context.strokeStyle = colour;
    context.lineWidth = width * devicePixelRatio;
    context.beginPath();
    for (const side of [-1, 1]) {
      context.moveTo(...at(side * line.half));
      context.lineTo(...at((side * line.half) / 3));
    }
    context.stroke();
  }
}

export function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
