// The mask as a person shapes it: what the hand painted or cut, over the regions switched on.
// A pixel is inside where it was painted, or where a region covers it and the hand did not cut.
import { type Box, isEmpty, overlap, union } from "./box.ts";
import { History } from "./history.ts";
import type { RegionShape, Switch } from "./regions.ts";
import type { Row } from "./spans.ts";

const NEITHER = 0;
const PAINTED = 1;
const CUT = 2;

export type Switches = ReadonlyMap<number, Switch>;

/** Tells `change` with the box whose pixels changed, and `switches` when a region did. */
export class MaskDocument extends EventTarget {
  readonly width: number;
  readonly height: number;
  /** 0 outside the mask, 1 inside. */
  readonly inside: Uint8Array;
  readonly hand: Uint8Array;
  count = 0;
  regions: readonly RegionShape[] = [];
  switches: Switches = new Map();
  readonly history: History<Switches>;
  private readonly whole: Box;

  constructor(width: number, height: number) {
    super();
    this.width = width;
    this.height = height;
    this.whole = { left: 0, top: 0, right: width, bottom: height };
    this.inside = new Uint8Array(width * height);
    this.hand = new Uint8Array(width * height);
    this.history = new History(this.hand, width, height);
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  get isFull(): boolean {
    return this.count === this.width * this.height;
  }

  /** A deed is what one undo takes back; `act` may last from a pointer's press to its release. */
  begin(label: string): void {
    this.history.begin(label, this.switches);
  }

  commit(before: Switches = this.switches): void {
    this.history.commit(before !== this.switches);
    this.dispatchEvent(new CustomEvent("deed"));
  }

  /** One deed from beginning to end. */
  deed(label: string, act: () => void): void {
    const before = this.switches;
    this.begin(label);
    act();
    this.commit(before);
  }

  abandon(): void {
    for (const box of this.history.abandon()) this.refresh(box);
  }

  /** Paint or cut rows of pixels; `box` holds them all. */
  draw(box: Box, adds: boolean, shape: (row: Row) => void): void {
    const dirty = overlap(box, this.whole);
    if (isEmpty(dirty)) return;
    this.history.touch(dirty);
    const value = adds ? PAINTED : CUT;
    shape((y, from, to) => {
      if (y < 0 || y >= this.height) return;
      const start = Math.max(0, from);
      const end = Math.min(this.width, to);
      if (end > start) this.hand.fill(value, y * this.width + start, y * this.width + end);
    });
    this.refresh(dirty);
  }

  clear(): void {
    this.history.touch(this.whole);
    this.hand.fill(NEITHER);
    this.switches = new Map([...this.switches].map(([id, one]) => [id, { ...one, on: false }]));
    this.refresh(this.whole);
    this.dispatchEvent(new CustomEvent("switches"));
  }

  /** Switch a region; switched on it comes whole, whatever was cut from it before. */
  set(shape: RegionShape, on: boolean, dilation: number): void {
    const before = this.switches.get(shape.found.id);
    this.switches = new Map(this.switches).set(shape.found.id, { on, dilation });
    if (on && !before?.on) {
      this.history.touch(shape.box);
      this.eachOf(shape, dilation, shape.box, (at) => {
        if (this.hand[at] === CUT) this.hand[at] = NEITHER;
      });
    }
    this.refresh(shape.box);
    this.dispatchEvent(new CustomEvent("switches"));
  }

  /** Say that a region is what made the mask where it lies; no pixel goes in or out. */
  attribute(shape: RegionShape, dilation: number): void {
    this.eachOf(shape, dilation, shape.box, (at) => {
      if (this.hand[at] === PAINTED) this.hand[at] = NEITHER;
      else if (this.inside[at] === 0) this.hand[at] = CUT;
    });
    this.switches = new Map(this.switches).set(shape.found.id, { on: true, dilation });
    this.refresh(shape.box);
    this.dispatchEvent(new CustomEvent("switches"));
  }

  undo(): string | undefined {
    return this.take(this.history.undo(this.switches));
  }

  redo(): string | undefined {
    return this.take(this.history.redo(this.switches));
  }

  /** Take up what was kept elsewhere: a stored mask, a draft. */
  replaceHand(hand: Uint8Array): void {
    this.hand.set(hand);
    this.refresh(this.whole);
  }

  /** Work the mask out again inside a box. */
  refresh(box: Box): void {
    const dirty = overlap(box, this.whole);
    if (isEmpty(dirty)) return;
    const { left, top, right, bottom } = dirty;
    for (let y = top; y < bottom; y += 1) {
      const end = y * this.width + right;
      for (let at = y * this.width + left; at < end; at += 1) {
        this.count -= this.inside[at]!;
        this.inside[at] = this.hand[at] === PAINTED ? 1 : 0;
      }
    }
    for (const shape of this.regions) {
      const state = this.switches.get(shape.found.id);
      if (!state?.on) continue;
      this.eachOf(shape, state.dilation, dirty, (at) => {
        if (this.hand[at] !== CUT) this.inside[at] = 1;
      });
    }
    for (let y = top; y < bottom; y += 1) {
      const end = y * this.width + right;
      for (let at = y * this.width + left; at < end; at += 1) this.count += this.inside[at]!;
    }
    this.dispatchEvent(new CustomEvent<Box>("change", { detail: dirty }));
  }

  private take(swapped: ReturnType<History<Switches>["undo"]>): string | undefined {
    if (!swapped) return undefined;
    let dirty = swapped.boxes.reduce(union, { left: 0, top: 0, right: 0, bottom: 0 });
    for (const shape of this.regions) {
      const [now, then] = [this.switches, swapped.state].map((all) => all.get(shape.found.id));
      if (now?.on !== then?.on || now?.dilation !== then?.dilation) dirty = union(dirty, shape.box);
    }
    this.switches = swapped.state;
    this.refresh(dirty);
    this.dispatchEvent(new CustomEvent("switches"));
    this.dispatchEvent(new CustomEvent("deed"));
    return swapped.label;
  }

  private eachOf(
    shape: RegionShape,
    dilation: number,
    within: Box,
    act: (at: number) => void,
  ): void {
    const { left, top, right, bottom } = overlap(shape.box, within);
    const wide = shape.box.right - shape.box.left;
    const most = dilation ** 2;
    const squared = shape.squared;
    for (let y = top; y < bottom; y += 1) {
      const line = (y - shape.box.top) * wide - shape.box.left;
      for (let x = left; x < right; x += 1) {
        if (squared[line + x]! <= most) act(y * this.width + x);
      }
    }
  }
}
