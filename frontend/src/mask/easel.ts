// The window on the picture: the picture, the mask over it and the marks of the tools, each frame
// drawn once however much happened. Its canvases are as large as the window, not as the picture.
import type { Point } from "./box.ts";
import type { MaskDocument } from "./document.ts";
import { Overlay } from "./overlay.ts";
import type { RegionShape } from "./regions.ts";
import { View } from "./view.ts";

const SMOOTH_BELOW = 2;

/** What a person wants to see: the mask on the picture, the picture alone, or the mask alone. */
export type Sight = "both" | "picture" | "mask";

/** What a tool shows of itself: its cursor, corners placed so far, the box or the path drawn. */
export interface Marks {
  cursor: Point | undefined;
  radius: number;
  path: readonly Point[];
  closes: boolean;
  cross: boolean;
}

export class Easel {
  readonly view: View;
  readonly overlay: Overlay;
  sight: Sight = "both";
  outlines = true;
  lit: number | undefined;
  marks: Marks = { cursor: undefined, radius: 0, path: [], closes: false, cross: false };
  private readonly canvas: HTMLCanvasElement;
  private readonly mask: MaskDocument;
  private readonly picture: ImageBitmap;
  private readonly watching: ResizeObserver;
  private frame = 0;
  /** The picture as the window has it now: scaling it anew for each stroke is what would cost. */
  private readonly backdrop = new OffscreenCanvas(1, 1);
  private shown = "";

  constructor(canvas: HTMLCanvasElement, picture: ImageBitmap, mask: MaskDocument) {
    this.canvas = canvas;
    this.picture = picture;
    this.mask = mask;
    this.view = new View(mask.width, mask.height);
    this.overlay = new Overlay(mask);
    this.watching = new ResizeObserver(() => this.resize());
    this.watching.observe(canvas);
    mask.addEventListener("change", (event) => {
      this.overlay.update((event as CustomEvent).detail);
      this.draw();
    });
    mask.addEventListener("switches", () => this.draw());
  }

  destroy(): void {
    this.watching.disconnect();
    cancelAnimationFrame(this.frame);
    this.picture.close();
  }

  /** Ask for a frame. */
  draw(): void {
    if (this.frame) return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.paint();
    });
  }

  private resize(): void {
    const { clientWidth, clientHeight } = this.canvas;
    this.canvas.width = Math.max(1, Math.round(clientWidth * devicePixelRatio));
    this.canvas.height = Math.max(1, Math.round(clientHeight * devicePixelRatio));
    this.view.resize(clientWidth, clientHeight);
    this.paint();
  }

  private paint(): void {
    const context = this.canvas.getContext("2d");
    if (!context) return;
    const ratio = devicePixelRatio;
    const { view, mask } = this;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, this.canvas.width, this.canvas.height);
    const [x, y] = [view.x * ratio, view.y * ratio];
    const [wide, high] = [mask.width * view.scale * ratio, mask.height * view.scale * ratio];
    context.imageSmoothingEnabled = view.zoom < SMOOTH_BELOW;
    context.imageSmoothingQuality = "high";
    if (this.sight === "mask") {
      context.fillStyle = "#000";
      context.fillRect(x, y, wide, high);
    } else context.drawImage(this.scaled(x, y, wide, high), 0, 0);
    if (this.sight !== "picture") this.overlay.draw(context, view, ratio);
    if (this.sight === "both") {
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      if (this.outlines) for (const shape of mask.regions) this.outline(context, shape);
      this.drawMarks(context);
    }
  }

  private scaled(x: number, y: number, wide: number, high: number): OffscreenCanvas {
    const { width, height } = this.canvas;
    const place = [x, y, wide, high, width, height].join();
    if (this.shown === place) return this.backdrop;
    this.shown = place;
    Object.assign(this.backdrop, { width, height });
    const context = this.backdrop.getContext("2d");
    if (!context) throw new Error("This browser cannot draw the picture.");
    context.imageSmoothingEnabled = this.view.zoom < SMOOTH_BELOW;
    context.imageSmoothingQuality = "high";
    context.drawImage(this.picture, x, y, wide, high);
    return this.backdrop;
  }

  private outline(context: CanvasRenderingContext2D, shape: RegionShape): void {
    const on = this.mask.switches.get(shape.found.id)?.on ?? false;
    const lit = this.lit === shape.found.id;
    context.setLineDash(on ? [] : [5, 4]);
    this.line(context, shape.corners, true, lit ? 3 : 1.5);
    context.setLineDash([]);
  }

  private drawMarks(context: CanvasRenderingContext2D): void {
    const { cursor, radius, path, closes, cross } = this.marks;
    if (path.length > 1) this.line(context, path, closes, 1.5);
    for (const corner of path.length < 60 ? path : path.slice(0, 1)) this.knot(context, corner);
    if (!cursor) return;
    const { x, y } = this.view.toWindow(cursor);
    if (radius > 0) {
      const size = Math.max(2, radius * this.view.scale);
      twice(context, 1.5, () => context.arc(x, y, size, 0, 2 * Math.PI));
    }
    if (cross) {
      twice(context, 1.5, () => {
        context.moveTo(x - 9, y);
        context.lineTo(x + 9, y);
        context.moveTo(x, y - 9);
        context.lineTo(x, y + 9);
      });
    }
  }

  private line(
    context: CanvasRenderingContext2D,
    points: readonly Point[],
    closed: boolean,
    width: number,
  ): void {
    twice(context, width, () => {
      points.forEach((point, index) => {
        const { x, y } = this.view.toWindow(point);
        if (index) context.lineTo(x, y);
        else context.moveTo(x, y);
      });
      if (closed) context.closePath();
    });
  }

  private knot(context: CanvasRenderingContext2D, corner: Point): void {
    const { x, y } = this.view.toWindow(corner);
    context.fillStyle = "#fff";
    context.strokeStyle = "#000";
    context.lineWidth = 1;
    context.beginPath();
    context.rect(x - 3, y - 3, 6, 6);
    context.fill();
    context.stroke();
  }
}

/** Dark below and bright above: a line that shows on any picture. */
function twice(context: CanvasRenderingContext2D, width: number, path: () => void): void {
  for (const [colour, extra] of [
    ["rgb(0 0 0 / 0.75)", 2],
    ["#fff", 0],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = width + extra;
    context.beginPath();
    path();
    context.stroke();
  }
}
