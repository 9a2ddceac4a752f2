// Where the picture lies in the window: zoom and pan.
import type { Point } from "./box.ts";

const MOST_PIXELS = 32;
const LEAST_SHARE = 0.4;
const MARGIN = 24;

export class View {
  /** CSS pixels for one pixel of the picture. */
  scale = 1;
  /** Where the picture's top left corner lies, in CSS pixels. */
  x = 0;
  y = 0;
  private window = { width: 1, height: 1 };
  private fitted = true;
  private readonly picture: { width: number; height: number };

  constructor(width: number, height: number) {
    this.picture = { width, height };
  }

  /** The window has another size: a picture that was fitted is fitted again. */
  resize(width: number, height: number): void {
    const middle = this.toPicture({ x: this.window.width / 2, y: this.window.height / 2 });
    this.window = { width: Math.max(1, width), height: Math.max(1, height) };
    if (this.fitted) this.fit();
    else this.centre(middle);
  }

  /** Screen pixels for one pixel of the picture, as people name zooms. */
  get zoom(): number {
    return this.scale * devicePixelRatio;
  }

  fit(): void {
    this.scale = this.fitting;
    this.centre({ x: this.picture.width / 2, y: this.picture.height / 2 });
    this.fitted = true;
  }

  actualSize(at?: Point): void {
    this.zoomTo(1 / devicePixelRatio, at);
  }

  zoomBy(factor: number, at?: Point): void {
    this.zoomTo(this.scale * factor, at);
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
    this.fitted = false;
    this.stayInSight();
  }

  /** Bring a point of the picture into the window, when it is out of it. */
  reveal(point: Point): void {
    const { x, y } = this.toWindow(point);
    const inside = (value: number, size: number) => {
      const edge = Math.min(MARGIN, size / 4);
      return Math.max(edge - value, 0) + Math.min(size - edge - value, 0);
    };
    const [dx, dy] = [inside(x, this.window.width), inside(y, this.window.height)];
    if (dx || dy) this.pan(dx, dy);
  }

  toPicture({ x, y }: Point): Point {
    return { x: (x - this.x) / this.scale, y: (y - this.y) / this.scale };
  }

  toWindow({ x, y }: Point): Point {
    return { x: x * this.scale + this.x, y: y * this.scale + this.y };
  }

  private get fitting(): number {
    const wide = Math.max(1, this.window.width - 2 * MARGIN) / this.picture.width;
    const high = Math.max(1, this.window.height - 2 * MARGIN) / this.picture.height;
    return Math.min(wide, high, MOST_PIXELS);
  }

  private zoomTo(scale: number, at?: Point): void {
    const still = at ?? { x: this.window.width / 2, y: this.window.height / 2 };
    const point = this.toPicture(still);
    const least = this.fitting * LEAST_SHARE;
    this.scale = Math.min(Math.max(MOST_PIXELS, this.fitting), Math.max(least, scale));
    this.x = still.x - point.x * this.scale;
    this.y = still.y - point.y * this.scale;
    this.fitted = false;
    this.stayInSight();
  }

  private centre({ x, y }: Point): void {
    this.x = this.window.width / 2 - x * this.scale;
    this.y = this.window.height / 2 - y * this.scale;
  }

  /** At least a corner of the picture stays in the window. */
  private stayInSight(): void {
    const { width, height } = this.window;
    const keep = Math.min(80, width / 3, height / 3);
    const limit = (value: number, size: number, room: number) =>
      Math.min(room - keep, Math.max(keep - size, value));
    this.x = limit(this.x, this.picture.width * this.scale, width);
    this.y = limit(this.y, this.picture.height * this.scale, height);
  }
}
