// What the tools do to the mask, whoever moves them: mouse, pen, finger or the keyboard.
import { around, type Box, type Point, union } from "./box.ts";
import type { MaskDocument, Switches } from "./document.ts";
import type { Easel } from "./easel.ts";
import type { RegionShape } from "./regions.ts";
import { along, type Dab, disc, polygon } from "./spans.ts";

export type ToolName = "pick" | "brush" | "eraser" | "box" | "lasso";

export const LEAST_SIZE = 1;
export const MOST_SIZE = 600;
const LEAST_PRESSURE = 0.25;
const NEAR = 9;
const FREEHAND = 3;
const BEGINS_FREEHAND = 10;

export interface Touch {
  at: Point;
  /** 0 to 1; 1 where nothing presses. */
  pressure: number;
  /** Whether it takes away what the tool would add: Alt, or a pen's eraser. */
  inverted: boolean;
}

/** Tells `picked` with the region that a person switched, and `placed` with each corner's number. */
export class Tools extends EventTarget {
  tool: ToolName = "brush";
  /** Diameter of brush and eraser in the picture's pixels. */
  size = 24;
  /** Whether box and lasso take away. */
  subtracts = false;
  /** Whether a pointer holds the tool down. */
  down = false;
  private readonly mask: MaskDocument;
  private readonly easel: Easel;
  private last: Dab | undefined;
  private stroke: Dab | undefined;
  private strokeAdds = true;
  private before: Switches | undefined;
  private corners: Point[] = [];
  private dragged = false;

  constructor(mask: MaskDocument, easel: Easel) {
    super();
    this.mask = mask;
    this.easel = easel;
  }

  get isBrush(): boolean {
    return this.tool === "brush" || this.tool === "eraser";
  }

  get isDrawing(): boolean {
    return this.stroke !== undefined || this.corners.length > 0;
  }

  choose(tool: ToolName): void {
    this.cancel();
    this.tool = tool;
    this.show();
  }

  resize(size: number): void {
    this.size = Math.round(Math.min(MOST_SIZE, Math.max(LEAST_SIZE, size)));
    this.easel.marks.radius = this.radius;
    this.easel.draw();
  }

  hover(at: Point | undefined, cross = false): void {
    this.easel.marks.cursor = at;
    this.easel.marks.cross = cross && at !== undefined;
    this.easel.marks.radius = this.radius;
    this.show(at);
  }

  /** The pointer goes down; `straight` continues from where the last stroke ended. */
  press(touch: Touch, straight = false): void {
    this.dragged = false;
    if (this.isBrush) this.beginStroke(touch, straight);
    else if (this.tool === "pick") this.pick(touch.at);
    else if (this.tool === "box") this.corners = [touch.at];
    else this.placeLasso(touch);
    this.show(touch.at);
  }

  move(touch: Touch): void {
    if (this.stroke) this.continueStroke(touch);
    else if (this.tool === "lasso" && this.corners.length) this.drawLasso(touch.at);
    this.hover(touch.at);
  }

  release(touch: Touch): void {
    if (this.stroke) this.endStroke();
    else if (this.tool === "box" && this.corners.length) this.closeBox(touch);
    else if (this.tool === "lasso" && this.dragged) this.closeLasso(touch.inverted);
    this.show(touch.at);
  }

  /** From the keyboard: a dab, a corner, or the region under the cursor. */
  place(touch: Touch): void {
    if (this.isBrush) {
      this.beginStroke(touch, false);
      this.endStroke();
    } else if (this.tool === "pick") this.pick(touch.at);
    else if (this.tool === "lasso") this.placeLasso(touch);
    else if (this.corners.length) this.closeBox(touch);
    else {
      this.corners = [touch.at];
      this.dispatchEvent(new CustomEvent("placed", { detail: 1 }));
    }
    this.show(touch.at);
  }

  /** Forget what is half done; true when there was something. */
  cancel(): boolean {
    const something = this.isDrawing;
    if (this.stroke) this.mask.abandon();
    this.stroke = undefined;
    this.corners = [];
    this.show();
    return something;
  }

  /** Take the last corner of a lasso away. */
  back(): boolean {
    if (this.tool !== "lasso" || !this.corners.length) return false;
    this.corners.pop();
    this.show();
    return true;
  }

  regionAt(point: Point): RegionShape | undefined {
    // The later one lies on top, as it is drawn.
    return [...this.mask.regions].reverse().find((shape) => shape.contains(point));
  }

  private get radius(): number {
    return this.isBrush ? this.size / 2 : 0;
  }

  private adds(inverted: boolean): boolean {
    const takes = this.isBrush ? this.tool === "eraser" : this.subtracts;
    return takes === inverted;
  }

  private dab({ at, pressure }: Touch): Dab {
    const share = LEAST_PRESSURE + (1 - LEAST_PRESSURE) * Math.min(1, pressure);
    return { ...at, radius: Math.max(0.5, this.radius * share) };
  }

  private beginStroke(touch: Touch, straight: boolean): void {
    this.strokeAdds = this.adds(touch.inverted);
    this.before = this.mask.switches;
    this.mask.begin(this.strokeAdds ? "Brush" : "Eraser");
    const dab = this.dab(touch);
    const from = straight && this.last ? this.last : dab;
    this.stroke = from;
    this.paint([from, ...along(from, dab)]);
    this.stroke = dab;
  }

  private continueStroke(touch: Touch): void {
    if (!this.stroke) return;
    const dab = this.dab(touch);
    this.paint([...along(this.stroke, dab)]);
    this.stroke = dab;
  }

  private endStroke(): void {
    this.last = this.stroke;
    this.stroke = undefined;
    this.mask.commit(this.before);
  }

  private paint(dabs: Dab[]): void {
    const box = dabs.map((dab) => around([dab], dab.radius)).reduce(union);
    this.mask.draw(box, this.strokeAdds, (row) => {
      for (const dab of dabs) disc(dab, dab.radius, row);
    });
  }

  private pick(at: Point): void {
    const shape = this.regionAt(at);
    if (shape) this.dispatchEvent(new CustomEvent("picked", { detail: shape }));
  }

  private closeBox({ at, inverted }: Touch): void {
    const [start] = this.corners;
    this.corners = [];
    if (!start) return;
    const box: Box = {
      left: Math.round(Math.min(start.x, at.x)),
      top: Math.round(Math.min(start.y, at.y)),
      right: Math.round(Math.max(start.x, at.x)),
      bottom: Math.round(Math.max(start.y, at.y)),
    };
    if (box.right <= box.left || box.bottom <= box.top) return;
    this.mask.deed("Box", () =>
      this.mask.draw(box, this.adds(inverted), (row) => {
        for (let y = box.top; y < box.bottom; y += 1) row(y, box.left, box.right);
      }),
    );
  }

  /** A corner; the first one again, or the last one again, closes the shape. */
  private placeLasso({ at, inverted }: Touch): void {
    const [first] = this.corners;
    const last = this.corners[this.corners.length - 1];
    const near = (corner: Point | undefined) =>
      corner !== undefined &&
      Math.hypot(corner.x - at.x, corner.y - at.y) * this.easel.view.scale < NEAR;
    if (this.corners.length > 2 && (near(first) || near(last))) this.closeLasso(inverted);
    else if (!near(last)) {
      this.corners.push(at);
      this.dispatchEvent(new CustomEvent("placed", { detail: this.corners.length }));
    }
  }

  /** While the pointer is down the path follows it. */
  private drawLasso(at: Point): void {
    const last = this.corners[this.corners.length - 1];
    if (!last || !this.down) return;
    // A click may tremble: a path begins only where the pointer has really gone somewhere.
    const least = this.dragged ? FREEHAND : BEGINS_FREEHAND;
    if (Math.hypot(last.x - at.x, last.y - at.y) * this.easel.view.scale < least) return;
    this.dragged = true;
    this.corners.push(at);
  }

  private closeLasso(inverted: boolean): void {
    const corners = this.corners;
    this.corners = [];
    this.dragged = false;
    if (corners.length < 3) return;
    this.mask.deed("Lasso", () =>
      this.mask.draw(around(corners), this.adds(inverted), (row) => polygon(corners, row)),
    );
  }

  private show(at?: Point): void {
    const { marks } = this.easel;
    const to = at ?? marks.cursor;
    const [start] = this.corners;
    if (this.tool === "box" && start && to) {
      marks.path = [start, { x: to.x, y: start.y }, to, { x: start.x, y: to.y }];
      marks.closes = true;
    } else {
      const open = this.corners.length && to && !this.dragged ? [to] : [];
      marks.path = [...this.corners, ...open];
      marks.closes = false;
    }
    this.easel.draw();
  }
}
