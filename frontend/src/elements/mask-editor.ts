// <studio-mask-editor candidate project picture width height stream after beginning>: a mask shaped
// on the picture with brush, eraser, box, lasso and the found regions, then filled.
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { icon } from "../icon.ts";
import { Easel } from "../mask/easel.ts";
import { KeyboardHands } from "../mask/keyboard.ts";
import { bitmapAt } from "../mask/pictures.ts";
import { PointerHands } from "../mask/pointer.ts";
import type { RegionShape } from "../mask/regions.ts";
import { type Beginning, MaskSession } from "../mask/session.ts";
import { Tools } from "../mask/tools.ts";
import { LightElement } from "./light.ts";
import "./mask-fill.ts";
import "./mask-found.ts";
import { optionBar, toolStrip } from "./mask-bars.ts";

export class StudioMaskEditor extends LightElement {
  static override properties = {
    failure: { state: true },
    notice: { state: true },
    said: { state: true },
    chosen: { state: true },
  };
  declare failure: string;
  declare notice: string;
  declare said: string;
  /** Id of the region that the list shows whole; -1 for none. */
  declare chosen: number;
  coloured = "Pink";
  session!: MaskSession;
  easel: Easel | undefined;
  tools: Tools | undefined;
  private pointer: PointerHands | undefined;
  private keyboard: KeyboardHands | undefined;
  private readonly canvas = createRef<HTMLCanvasElement>();

  constructor() {
    super();
    Object.assign(this, { failure: "", notice: "", said: "", chosen: -1 });
  }

  attribute(name: string): string {
    return this.getAttribute(name) ?? "";
  }

  override connectedCallback(): void {
    const beginning = JSON.parse(this.attribute("beginning")) as Beginning;
    const [width, height] = ["width", "height"].map((name) => Number(this.attribute(name)));
    this.session = new MaskSession(this.attribute("candidate"), width!, height!, beginning);
    this.replaceChildren();
    super.connectedCallback();
    window.addEventListener("pagehide", this.left);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener("pagehide", this.left);
    this.pointer?.destroy();
    this.keyboard?.destroy();
    this.easel?.destroy();
  }

  private readonly left = (): void => this.session.flush();

  protected override async firstUpdated(): Promise<void> {
    const canvas = this.canvas.value;
    if (!canvas) return;
    try {
      const picture = await bitmapAt(this.attribute("picture"));
      if (await this.session.begin()) this.tellDraft();
      this.setUp(canvas, picture);
    } catch (error) {
      this.failure = `${(error as Error).message} Your mask is kept: reload the page to try again.`;
    }
  }

  private setUp(canvas: HTMLCanvasElement, picture: ImageBitmap): void {
    const { mask } = this.session;
    const easel = new Easel(canvas, picture, mask);
    const tools = new Tools(mask, easel);
    this.easel = easel;
    this.tools = tools;
    this.colour(this.coloured);
    const redraw = () => this.requestUpdate();
    this.pointer = new PointerHands(canvas, easel, tools, redraw);
    const parts = { easel, tools, mask, pointer: this.pointer };
    this.keyboard = new KeyboardHands(canvas, parts, {
      undo: () => this.undo(),
      redo: () => this.redo(),
      run: () => this.querySelector<HTMLElement>("[data-run]")?.click(),
      said: (words) => (this.said = words),
      moved: redraw,
    });
    tools.addEventListener("picked", (event) => this.switch((event as CustomEvent).detail));
    tools.addEventListener("placed", (event) => {
      this.said = `Corner ${(event as CustomEvent<number>).detail} placed.`;
    });
    for (const kind of ["change", "switches", "deed"]) mask.addEventListener(kind, redraw);
    this.session.addEventListener("kept", (event) => {
      this.notice = (event as CustomEvent<string>).detail || this.notice;
      redraw();
    });
    this.session.dispatchEvent(new CustomEvent("ready"));
    redraw();
  }

  private tellDraft(): void {
    const when = new Date(this.session.draftedAt ?? 0);
    const time = when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
    this.notice = `Your draft of ${time} was taken up again.`;
  }

  /** The list and the picture both switch; switching on shows the region's numbers. */
  switch(shape: RegionShape): void {
    const { mask } = this.session;
    const state = mask.switches.get(shape.found.id);
    const on = !state?.on;
    mask.deed(on ? "Region on" : "Region off", () =>
      mask.set(shape, on, state?.dilation ?? shape.chosen),
    );
    this.chosen = shape.found.id;
    this.said = `${shape.found.text || "Unread text"} ${on ? "is in the mask" : "is left alone"}.`;
  }

  switchAll(): void {
    const { mask } = this.session;
    const on = mask.regions.some(({ found }) => !mask.switches.get(found.id)?.on);
    mask.deed(on ? "All regions on" : "All regions off", () => {
      for (const shape of mask.regions) {
        const state = mask.switches.get(shape.found.id);
        if (state?.on !== on) mask.set(shape, on, state?.dilation ?? shape.chosen);
      }
    });
    this.said = on ? "All found text is in the mask." : "All found text is left alone.";
  }

  undo(): void {
    const label = this.session.mask.undo();
    this.said = label ? `Undone: ${label}.` : "Nothing to undo.";
  }

  redo(): void {
    const label = this.session.mask.redo();
    this.said = label ? `Done again: ${label}.` : "Nothing to do again.";
  }

  clear(): void {
    this.session.mask.deed("Clear", () => this.session.mask.clear());
    this.said = "The mask is empty.";
  }

  /** Draw the mask in one of the design's colours for masks. */
  colour(name: string): void {
    if (!this.easel) return;
    this.coloured = name;
    const style = getComputedStyle(document.documentElement);
    const hex = style.getPropertyValue(`--mask-${name.toLowerCase()}`).trim();
    const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
    this.easel.overlay.colour = [red!, green!, blue!];
    this.easel.overlay.updateAll();
    this.easel.draw();
  }

  /** The keys go on working on the picture after a button was pressed with the mouse. */
  backToPicture(event: Event): void {
    if ((event as PointerEvent).detail > 0) this.canvas.value?.focus({ preventScroll: true });
  }

  private async startOver(): Promise<void> {
    this.notice = "";
    await this.session.startOver();
    this.said = "The draft was dropped.";
  }

  protected override render(): unknown {
    const { mask } = this.session;
    const share = (100 * mask.count) / (mask.width * mask.height);
    return html`<div class="mask-main">
        ${toolStrip(this)}
        <div class="mask-desk">
          ${optionBar(this)}
          <div class="mask-pane">
            <canvas
              ${ref(this.canvas)}
              tabindex="0"
              role="application"
              aria-label="The picture with its mask. Arrows move the cursor, Space or Enter uses the tool."
              data-tool=${this.tools?.tool ?? "brush"}
            ></canvas>
            ${this.messages()}
          </div>
          <p class="mask-status tiny soft number">
            <span>${mask.width} × ${mask.height} px</span>
            <span
              >Mask <span data-masked>${mask.count.toLocaleString()}</span> px,
              ${percent(share)}</span
            >
            <span class="kept">${this.keptWords()}</span>
          </p>
        </div>
      </div>
      <aside class="rail" aria-label="What is in the mask, and what fills it">
        <studio-mask-found .editor=${this}></studio-mask-found>
        <studio-mask-fill .editor=${this}></studio-mask-fill>
      </aside>
      <p class="unseen" role="status">${this.said}</p>
      <span hidden data-held-key="Arrows" data-label="Move the cursor (Shift: far)"></span>
      <span
        hidden
        data-held-key="Space"
        data-label="Paint, or place a corner; with a drag: move the picture"
      ></span>
      <span hidden data-held-key="Enter" data-label="Brush down or up; close a shape"></span>
      <span hidden data-held-key="O" data-label="Hold: the picture without the mask"></span>
      <span hidden data-held-key="K" data-label="Hold: the mask alone"></span>
      <span hidden data-held-key="Alt" data-label="Hold: take away instead of adding"></span>
      <span hidden data-held-key="Ctrl+Z" data-label="Undo"></span>
      <span hidden data-held-key="Ctrl+Shift+Z" data-label="Redo"></span>
      <span hidden data-held-key="Ctrl+Enter" data-label="Run"></span>`;
  }

  private messages(): unknown {
    if (this.failure) {
      return html`<div class="notice bad mask-message" role="alert">
        ${icon("circle-alert")}
        <p>${this.failure}</p>
      </div>`;
    }
    if (!this.easel) {
      return html`<p class="mask-message mask-loading soft">
        ${icon("loader-circle", "turning")} Loading the picture
      </p>`;
    }
    if (!this.notice) return nothing;
    return html`<div class="notice mask-message" role="status">
      ${icon("history")}
      <p>${this.notice}</p>
      ${
        this.session.draftedAt
          ? html`<button class="button" type="button" @click=${this.startOver}>Drop it</button>`
          : nothing
      }
      <button
        class="button quiet only-icon"
        type="button"
        aria-label="Dismiss"
        @click=${() => (this.notice = "")}
      >
        ${icon("x")}
      </button>
    </div>`;
  }

  private keptWords(): string {
    const at = this.session.draftedAt;
    if (!at) return "";
    return `Draft kept ${new Date(at).toLocaleTimeString(undefined, { timeStyle: "short" })}`;
  }
}

function percent(share: number): string {
  if (share === 0) return "0 %";
  return share < 0.1 ? "under 0.1 %" : `${share.toFixed(1)} %`;
}

customElements.define("studio-mask-editor", StudioMaskEditor);
