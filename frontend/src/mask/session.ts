// One candidate's mask while it is edited: begun from what is stored or drafted, joined by the
// found regions when the search has them, kept as a draft, and sent to be filled.
import type { Box } from "./box.ts";
import { MaskDocument } from "./document.ts";
import { type Draft, dropDraft, type KeptRegion, readDraft, writeDraft } from "./drafts.ts";
import { greyPng, planeAt } from "./pictures.ts";
import { type FoundRegion, labelled, type Labels, RegionShape } from "./regions.ts";
import { edit, type Letters, type Proof, Refused, type Wish } from "./requests.ts";
import { fromRuns, toRuns } from "./runs.ts";

const KEEP_MS = 600;
const BRIGHT = 128;

/** What the page says a mask begins from. */
export interface Beginning {
  /** Address of the stored mask; empty for none. */
  mask: string;
  /** Whether `regions` made the mask already, or are to be switched on over it. */
  exact: boolean;
  regions: KeptRegion[];
  strategy: string;
  hint: string;
  seed: number | null;
  revision: number | null;
}

/** Tells `kept` when the draft was written or could not be (`detail` says why), and `ready` once
    the picture is there. */
export class MaskSession extends EventTarget {
  readonly mask: MaskDocument;
  wish: Wish;
  letters: Letters | undefined;
  draftedAt: number | undefined;
  private readonly candidate: string;
  private readonly beginning: Beginning;
  private pending: KeptRegion[] = [];
  private attributed = false;
  private waiting = 0;

  constructor(candidate: string, width: number, height: number, beginning: Beginning) {
    super();
    this.candidate = candidate;
    this.beginning = beginning;
    this.mask = new MaskDocument(width, height);
    const seed = beginning.seed === null ? "" : String(beginning.seed);
    const { strategy, hint } = beginning;
    this.wish = { strategy, hint, seed, snap: true, shadow: false };
    this.mask.addEventListener("deed", () => this.keepSoon());
  }

  /** Take up the draft of this candidate, or else the stored mask; true for a draft. */
  async begin(): Promise<boolean> {
    const draft = await readDraft(this.candidate).catch(() => undefined);
    const { width, height } = this.mask;
    if (draft && draft.width === width && draft.height === height) {
      this.takeUp(draft);
      return true;
    }
    await this.startOver();
    return false;
  }

  /** Drop the draft and begin from what the studio has. */
  async startOver(): Promise<void> {
    window.clearTimeout(this.waiting);
    this.draftedAt = undefined;
    await dropDraft(this.candidate).catch(() => undefined);
    const { width, height, hand } = this.mask;
    const stored = this.beginning.mask
      ? await planeAt(this.beginning.mask, width, height)
      : new Uint8Array(width * height);
    for (let at = 0; at < stored.length; at += 1) hand[at] = stored[at]! >= BRIGHT ? 1 : 0;
    this.mask.switches = new Map();
    this.pending = this.beginning.regions;
    this.attributed = this.beginning.exact;
    this.mask.refresh({ left: 0, top: 0, right: width, bottom: height });
    if (this.letters) this.join();
  }

  /** What the search found: shapes to switch on, those of the beginning switched on already. */
  async found(letters: Letters, artifact: (digest: string) => string): Promise<void> {
    const { width, height } = this.mask;
    let labels: Labels | undefined;
    if (letters.labels) {
      labels = labelled(await planeAt(artifact(letters.labels), width, height), width, height);
    }
    this.mask.regions = letters.regions.map(
      (region) => new RegionShape(region, labels, width, height),
    );
    this.letters = letters;
    this.join();
  }

  /** Regions that were part of the mask and that the search of now does not know. */
  get unknown(): number {
    return this.pending.length;
  }

  /** Whether regions of the beginning still wait for the search. */
  get awaits(): boolean {
    return this.pending.length > 0 && this.letters === undefined;
  }

  /** The mask as PNG and what it is made of, sent; raises `Refused` with nothing lost. */
  async run(): Promise<Proof> {
    const { mask } = this;
    if (mask.isEmpty) throw new Refused("The mask is empty: paint what should be replaced.");
    if (mask.isFull) {
      throw new Refused("The mask covers the whole picture: leave something to fill it from.");
    }
    if (this.awaits) throw new Refused("The found text is still being looked for: wait for it.");
    const png = await greyPng(mask.inside, mask.width, mask.height);
    const regions = this.kept().map(({ id, dilation }) => ({ id, dilation }));
    const foundBy = this.letters?.job ?? "";
    const proof = await edit(this.candidate, png, regions, foundBy, this.wish);
    window.clearTimeout(this.waiting);
    this.draftedAt = undefined;
    await dropDraft(this.candidate).catch(() => undefined);
    return proof;
  }

  keepSoon(): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.keep(), KEEP_MS);
  }

  /** Write the draft now, if one waits to be written: the page is being left. */
  flush(): void {
    if (this.waiting) void this.keep();
  }

  private async keep(): Promise<void> {
    window.clearTimeout(this.waiting);
    this.waiting = 0;
    const { width, height, hand } = this.mask;
    const savedAt = Date.now();
    const regions = [...this.kept(), ...(this.awaits ? this.pending : [])];
    const { hint, strategy } = this.wish;
    const draft: Draft = { width, height, hand: toRuns(hand), regions, hint, strategy, savedAt };
    try {
      await writeDraft(this.candidate, draft);
      this.draftedAt = savedAt;
      this.dispatchEvent(new CustomEvent("kept", { detail: "" }));
    } catch {
      const detail = "This browser cannot keep a draft: run the edit before you leave the page.";
      this.dispatchEvent(new CustomEvent("kept", { detail }));
    }
  }

  private takeUp(draft: Draft): void {
    this.mask.replaceHand(fromRuns(draft.hand, this.mask.width * this.mask.height));
    this.pending = draft.regions;
    this.attributed = false;
    this.wish = { ...this.wish, hint: draft.hint, strategy: draft.strategy };
    this.draftedAt = draft.savedAt;
  }

  /** Switch on what the beginning names; a region is the same where its outline is. */
  private join(): void {
    const left: KeptRegion[] = [];
    for (const kept of this.pending) {
      const shape = this.mask.regions.find(({ found }) => same(found, kept));
      if (!shape) left.push(kept);
      else if (this.attributed) this.mask.attribute(shape, kept.dilation);
      else this.switchOn(shape, kept.dilation);
    }
    this.pending = left;
    this.mask.dispatchEvent(new CustomEvent("switches"));
  }

  /** As the draft has it: what was cut from the region stays cut. */
  private switchOn(shape: RegionShape, dilation: number): void {
    const { mask } = this;
    mask.switches = new Map(mask.switches).set(shape.found.id, { on: true, dilation });
    mask.refresh(shape.box satisfies Box);
  }

  private kept(): KeptRegion[] {
    return this.mask.regions.flatMap(({ found: { id, polygon } }) => {
      const state = this.mask.switches.get(id);
      return state?.on ? [{ id, polygon, dilation: state.dilation }] : [];
    });
  }
}

function same(found: FoundRegion, kept: KeptRegion): boolean {
  return found.id === kept.id && JSON.stringify(found.polygon) === JSON.stringify(kept.polygon);
}
