// Undo and redo: before a tile of the plane is first changed in a deed, its pixels are kept as
// runs; a deed so costs what it touched, and the oldest go when the budget is spent.
import { type Box, isEmpty, overlap } from "./box.ts";
import { fromRuns, toRuns } from "./runs.ts";

const TILE = 256;
const BUDGET = 48 * 2 ** 20;

interface Deed<State> {
  label: string;
  tiles: Map<number, Uint32Array>;
  state: State;
  bytes: number;
}

/** What a step back or forth changed: its name, the state to take up, and the tiles it swapped. */
export interface Swapped<State> {
  label: string;
  state: State;
  boxes: Box[];
}

/** `State` is what else a deed may change, kept whole and never written to. */
export class History<State> {
  private readonly width: number;
  private readonly height: number;
  private readonly plane: Uint8Array;
  private readonly columns: number;
  private done: Deed<State>[] = [];
  private undone: Deed<State>[] = [];
  private open: Deed<State> | undefined;

  constructor(plane: Uint8Array, width: number, height: number) {
    this.plane = plane;
    this.width = width;
    this.height = height;
    this.columns = Math.ceil(width / TILE);
  }

  get canUndo(): boolean {
    return this.done.length > 0;
  }

  get canRedo(): boolean {
    return this.undone.length > 0;
  }

  begin(label: string, state: State): void {
    this.open = { label, tiles: new Map(), state, bytes: 0 };
  }

  /** To be told before pixels of a box are changed. */
  touch(box: Box): void {
    const deed = this.open;
    if (!deed || isEmpty(box)) return;
    const right = Math.min(this.columns - 1, Math.floor((box.right - 1) / TILE));
    const bottom = Math.floor((Math.min(this.height, box.bottom) - 1) / TILE);
    for (let row = Math.max(0, Math.floor(box.top / TILE)); row <= bottom; row += 1) {
      for (let column = Math.max(0, Math.floor(box.left / TILE)); column <= right; column += 1) {
        const tile = row * this.columns + column;
        if (!deed.tiles.has(tile)) deed.tiles.set(tile, toRuns(this.read(tile)));
      }
    }
  }

  /** Keep the open deed; one that changed nothing (`state` untouched, no tile) is dropped. */
  commit(changedState: boolean): void {
    const deed = this.open;
    this.open = undefined;
    if (!deed || (deed.tiles.size === 0 && !changedState)) return;
    deed.bytes = weight(deed.tiles);
    this.undone = [];
    this.done.push(deed);
    let total = this.done.reduce((sum, { bytes }) => sum + bytes, 0);
    while (total > BUDGET && this.done.length > 1) total -= this.done.shift()!.bytes;
  }

  /** Give the touched pixels back as they were, and forget the open deed. */
  abandon(): Box[] {
    const deed = this.open;
    this.open = undefined;
    if (!deed) return [];
    return [...deed.tiles].map(([tile, runs]) => this.write(tile, runs));
  }

  undo(now: State): Swapped<State> | undefined {
    return this.swap(this.done, this.undone, now);
  }

  redo(now: State): Swapped<State> | undefined {
    return this.swap(this.undone, this.done, now);
  }

  private swap(from: Deed<State>[], to: Deed<State>[], now: State): Swapped<State> | undefined {
    const deed = from.pop();
    if (!deed) return undefined;
    const other: Deed<State> = { label: deed.label, tiles: new Map(), state: now, bytes: 0 };
    for (const tile of deed.tiles.keys()) other.tiles.set(tile, toRuns(this.read(tile)));
    other.bytes = weight(other.tiles);
    to.push(other);
    const boxes = [...deed.tiles].map(([tile, runs]) => this.write(tile, runs));
    return { label: deed.label, state: deed.state, boxes };
  }

  private box(tile: number): Box {
    const left = (tile % this.columns) * TILE;
    const top = Math.floor(tile / this.columns) * TILE;
    const whole = { left, top, right: left + TILE, bottom: top + TILE };
    return overlap(whole, { left: 0, top: 0, right: this.width, bottom: this.height });
  }

  private read(tile: number): Uint8Array {
    const { left, top, right, bottom } = this.box(tile);
    const wide = right - left;
    const values = new Uint8Array(wide * (bottom - top));
    for (let y = top; y < bottom; y += 1) {
      const start = y * this.width;
      values.set(this.plane.subarray(start + left, start + right), (y - top) * wide);
    }
    return values;
  }

  private write(tile: number, runs: Uint32Array): Box {
    const box = this.box(tile);
    const wide = box.right - box.left;
    const values = fromRuns(runs, wide * (box.bottom - box.top));
    for (let y = box.top; y < box.bottom; y += 1) {
      const line = (y - box.top) * wide;
      this.plane.set(values.subarray(line, line + wide), y * this.width + box.left);
    }
    return box;
  }
}

function weight(tiles: Map<number, Uint32Array>): number {
  let bytes = 0;
  for (const runs of tiles.values()) bytes += runs.byteLength + 64;
  return bytes;
}
