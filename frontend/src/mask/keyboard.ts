// The keyboard as a hand on the easel: arrows move a cursor, Space or Enter paints or places a
// corner; held keys show the picture alone or the mask alone.
import { typing } from "../keys.ts";
import type { Point } from "./box.ts";
import type { MaskDocument } from "./document.ts";
import type { Easel, Sight } from "./easel.ts";
import type { PointerHands } from "./pointer.ts";
import type { Tools } from "./tools.ts";

const STEP = 8;
const LARGE = 8;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const SIGHTS: Record<string, Sight> = { o: "picture", k: "mask" };

/** What the editor does by keys that have no button of their own. */
export interface KeyDeeds {
  undo(): void;
  redo(): void;
  run(): void;
  said(words: string): void;
  moved(): void;
}

export class KeyboardHands {
  private cursor: Point | undefined;
  private penDown = false;
  private readonly easel: Easel;
  private readonly tools: Tools;
  private readonly mask: MaskDocument;
  private readonly pointer: PointerHands;
  private readonly canvas: HTMLCanvasElement;
  private readonly deeds: KeyDeeds;
  private readonly leaving = new AbortController();

  constructor(
    canvas: HTMLCanvasElement,
    parts: { easel: Easel; tools: Tools; mask: MaskDocument; pointer: PointerHands },
    deeds: KeyDeeds,
  ) {
    this.canvas = canvas;
    this.easel = parts.easel;
    this.tools = parts.tools;
    this.mask = parts.mask;
    this.pointer = parts.pointer;
    this.deeds = deeds;
    const { signal } = this.leaving;
    document.addEventListener("keydown", (event) => this.down(event), { signal, capture: true });
    document.addEventListener("keyup", (event) => this.up(event), { signal });
    window.addEventListener("blur", () => this.letGo(), { signal });
    canvas.addEventListener("blur", () => this.leave(), { signal });
    canvas.addEventListener("pointerdown", () => this.leave(), { signal });
  }

  destroy(): void {
    this.leaving.abort();
  }

  private down(event: KeyboardEvent): void {
    if (event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (event.ctrlKey || event.metaKey) {
      if (this.withControl(event)) event.preventDefault();
      return;
    }
    if (typing(event) || this.isControl(event.target, event.key)) return;
    if (this.plain(event)) event.preventDefault();
  }

  /** Undo belongs to a field while somebody types in it. */
  private withControl(event: KeyboardEvent): boolean {
    const key = event.key.toLowerCase();
    if (key === "enter") {
      // Out of the hint's field, or the keys that follow would be written into it.
      this.canvas.focus({ preventScroll: true });
      this.deeds.run();
    } else if (
      (event.target as Element).closest?.(
        "textarea, input:not([type=range], [type=radio], [type=checkbox])",
      )
    )
      return false;
    else if (key === "z" && !event.shiftKey) this.deeds.undo();
    else if (key === "y" || key === "z") this.deeds.redo();
    else return false;
    return true;
  }

  private plain(event: KeyboardEvent): boolean {
    const sight = SIGHTS[event.key.toLowerCase()];
    if (sight && !event.altKey) {
      this.easel.sight = sight;
      this.easel.draw();
      return true;
    }
    const arrow = ARROWS[event.key];
    if (arrow) {
      this.step(arrow, event);
      return true;
    }
    if (event.key === " ") return this.space(event);
    if (event.key === "Enter" && document.activeElement === this.canvas) {
      this.enter(event);
      return true;
    }
    if (event.key === "Escape") return this.escape();
    return event.key === "Backspace" && this.tools.back();
  }

  private up(event: KeyboardEvent): void {
    if (SIGHTS[event.key.toLowerCase()]) this.see("both");
    if (event.key !== " " || !this.pointer.grabbing) return;
    const grabbed = this.pointer.grabbed;
    this.letGo();
    // Space that moved nothing is the keyboard's own press of the tool.
    if (!grabbed && this.cursor) this.place(event.altKey);
  }

  private space(event: KeyboardEvent): boolean {
    if (event.repeat) return true;
    this.pointer.grabbing = true;
    this.pointer.grabbed = false;
    this.canvas.dataset.grabbing = "true";
    return true;
  }

  private letGo(): void {
    this.pointer.grabbing = false;
    this.canvas.dataset.grabbing = "false";
    this.see("both");
  }

  private see(sight: Sight): void {
    if (this.easel.sight === sight) return;
    this.easel.sight = sight;
    this.easel.draw();
  }

  private step([dx, dy]: [number, number], event: KeyboardEvent): void {
    if (!this.cursor) this.arrive();
    const scale = this.easel.view.scale;
    const step = Math.max(1, Math.round(STEP / scale)) * (event.shiftKey ? LARGE : 1);
    const { x, y } = this.cursor!;
    this.cursor = {
      x: Math.min(this.mask.width - 0.5, Math.max(0.5, x + dx * step)),
      y: Math.min(this.mask.height - 0.5, Math.max(0.5, y + dy * step)),
    };
    this.easel.view.reveal(this.cursor);
    if (this.penDown) this.tools.move(this.touch(event.altKey));
    this.tools.hover(this.cursor, true);
    this.deeds.moved();
  }

  /** The cursor begins where the pointer last was, or in the middle of the picture. */
  private arrive(): void {
    const near = this.easel.marks.cursor ?? { x: this.mask.width / 2, y: this.mask.height / 2 };
    this.cursor = { x: Math.floor(near.x) + 0.5, y: Math.floor(near.y) + 0.5 };
    this.canvas.focus({ preventScroll: true });
  }

  /** Enter lays a brush down and takes it up again; other tools it presses. */
  private enter(event: KeyboardEvent): void {
    if (event.repeat) return;
    if (!this.cursor) {
      this.arrive();
      this.tools.hover(this.cursor, true);
      return;
    }
    if (!this.tools.isBrush) this.place(event.altKey);
    else if (this.penDown) this.liftPen();
    else {
      this.penDown = true;
      this.tools.press(this.touch(event.altKey));
      this.deeds.said("Brush down: arrows draw, Enter lifts it.");
    }
  }

  private place(inverted: boolean): void {
    if (this.penDown) this.liftPen();
    else this.tools.place(this.touch(inverted));
    this.tools.hover(this.cursor, true);
  }

  private liftPen(): void {
    this.penDown = false;
    this.tools.release(this.touch(false));
    this.tools.hover(this.cursor, true);
    this.deeds.said("Brush up.");
  }

  private escape(): boolean {
    this.penDown = false;
    if (this.tools.cancel()) {
      this.deeds.said("Dropped.");
      return true;
    }
    if (!this.cursor) return false;
    this.leave();
    return true;
  }

  private leave(): void {
    if (this.penDown) this.liftPen();
    this.cursor = undefined;
    this.tools.hover(undefined);
  }

  private touch(inverted: boolean): { at: Point; pressure: number; inverted: boolean } {
    return { at: this.cursor!, pressure: 1, inverted };
  }

  /** Sliders and radios keep their arrows, buttons and links what presses them. */
  private isControl(target: EventTarget | null, key: string): boolean {
    if (!(target instanceof Element) || target === this.canvas) return false;
    if (ARROWS[key]) return target.closest("input, select") !== null;
    return [" ", "Enter"].includes(key) && target.closest("input, button, a, summary") !== null;
  }
}
