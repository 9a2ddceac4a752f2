// Mouse, pen and touch on the easel: one finger or button draws; two fingers, the middle button or
// Space move the picture; the wheel zooms. Once a pen was seen, fingers only move.
import type { Point } from "./box.ts";
import type { Easel } from "./easel.ts";
import type { Tools, Touch } from "./tools.ts";

const WHEEL = 0.0016;
const PINCHED_WHEEL = 0.01;
const ERASER_BUTTON = 32;

export class PointerHands {
  /** Whether Space is held, so that the first button moves the picture. */
  grabbing = false;
  /** Whether the picture was moved while Space was held. */
  grabbed = false;
  private readonly canvas: HTMLCanvasElement;
  private readonly easel: Easel;
  private readonly tools: Tools;
  private readonly moved: () => void;
  private readonly fingers = new Map<number, Point>();
  private drawing: number | undefined;
  private panning: number | undefined;
  private penSeen = false;
  private readonly leaving = new AbortController();

  /** `moved` is called whenever zoom or place changed. */
  constructor(canvas: HTMLCanvasElement, easel: Easel, tools: Tools, moved: () => void) {
    this.canvas = canvas;
    this.easel = easel;
    this.tools = tools;
    this.moved = moved;
    const { signal } = this.leaving;
    const on = <K extends keyof HTMLElementEventMap>(
      kind: K,
      act: (event: HTMLElementEventMap[K]) => void,
    ) => canvas.addEventListener(kind, act, { signal, passive: false });
    on("pointerdown", (event) => this.down(event));
    on("pointermove", (event) => this.move(event));
    on("pointerup", (event) => this.up(event));
    on("pointercancel", (event) => this.lost(event));
    on("pointerleave", () => this.drawing === undefined && this.tools.hover(undefined));
    on("wheel", (event) => this.wheel(event));
    on("contextmenu", (event) => event.preventDefault());
  }

  destroy(): void {
    this.leaving.abort();
  }

  private down(event: PointerEvent): void {
    this.canvas.focus({ preventScroll: true });
    this.canvas.setPointerCapture(event.pointerId);
    event.preventDefault();
    if (event.pointerType === "pen") this.penSeen = true;
    const finger = event.pointerType === "touch";
    if (finger) this.fingers.set(event.pointerId, this.place(event));
    if (this.fingers.size > 1) {
      this.stopDrawing();
      return;
    }
    if (event.button === 1 || this.grabbing || (finger && this.penSeen)) {
      this.panning = event.pointerId;
      this.fingers.set(event.pointerId, this.place(event));
      this.grabbed = true;
    } else if (event.button === 0 || event.button === 5) {
      this.drawing = event.pointerId;
      this.tools.down = true;
      this.tools.press(this.touch(event), event.shiftKey);
    }
  }

  private move(event: PointerEvent): void {
    if (this.fingers.size > 1 && this.fingers.has(event.pointerId)) this.pinch(event);
    else if (event.pointerId === this.panning) this.drag(event);
    else if (event.pointerId === this.drawing) {
      const every = event.getCoalescedEvents?.() ?? [];
      for (const one of every.length ? every : [event]) this.tools.move(this.touch(one));
    } else if (event.pointerType !== "touch") {
      const at = this.easel.view.toPicture(this.place(event));
      this.tools.hover(at);
      this.canvas.dataset.over = String(this.tools.regionAt(at) !== undefined);
    }
  }

  private up(event: PointerEvent): void {
    if (event.pointerId === this.drawing) {
      this.drawing = undefined;
      this.tools.down = false;
      this.tools.release(this.touch(event));
    }
    this.lift(event);
  }

  private lost(event: PointerEvent): void {
    if (event.pointerId === this.drawing) this.stopDrawing();
    this.lift(event);
  }

  private lift(event: PointerEvent): void {
    this.fingers.delete(event.pointerId);
    if (event.pointerId === this.panning) this.panning = undefined;
    if (event.pointerType === "touch") this.tools.hover(undefined);
  }

  private stopDrawing(): void {
    this.drawing = undefined;
    this.tools.down = false;
    this.tools.cancel();
  }

  private drag(event: PointerEvent): void {
    const before = this.fingers.get(event.pointerId);
    const now = this.place(event);
    if (before) this.easel.view.pan(now.x - before.x, now.y - before.y);
    this.fingers.set(event.pointerId, now);
    this.changed();
  }

  /** Two fingers: their middle moves the picture, their distance zooms it. */
  private pinch(event: PointerEvent): void {
    const before = this.pair();
    this.fingers.set(event.pointerId, this.place(event));
    const now = this.pair();
    if (!before || !now) return;
    this.easel.view.pan(now.x - before.x, now.y - before.y);
    if (before.apart > 0) this.easel.view.zoomBy(now.apart / before.apart, now);
    this.changed();
  }

  private pair(): (Point & { apart: number }) | undefined {
    const [one, other] = [...this.fingers.values()];
    if (!one || !other) return undefined;
    return {
      x: (one.x + other.x) / 2,
      y: (one.y + other.y) / 2,
      apart: Math.hypot(one.x - other.x, one.y - other.y),
    };
  }

  private wheel(event: WheelEvent): void {
    event.preventDefault();
    // A trackpad's pinch comes as a wheel with Ctrl; its scroll, which has both axes, moves.
    const { view } = this.easel;
    if (event.shiftKey || (event.deltaX !== 0 && !event.ctrlKey)) {
      view.pan(-event.deltaX || -event.deltaY, event.shiftKey ? 0 : -event.deltaY);
    } else {
      const speed = event.ctrlKey ? PINCHED_WHEEL : WHEEL;
      view.zoomBy(Math.exp(-event.deltaY * speed), this.place(event));
    }
    this.changed();
  }

  private changed(): void {
    this.easel.draw();
    this.moved();
  }

  private touch(event: PointerEvent): Touch {
    const pen = event.pointerType === "pen" && event.pressure > 0;
    return {
      at: this.easel.view.toPicture(this.place(event)),
      pressure: pen ? event.pressure : 1,
      inverted: event.altKey || (event.buttons & ERASER_BUTTON) !== 0,
    };
  }

  private place(event: MouseEvent): Point {
    const { left, top } = this.canvas.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }
}
