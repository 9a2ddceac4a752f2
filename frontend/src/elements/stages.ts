// <studio-stages pictures>: the source, what each stage made and the result side by side at one
// place and one zoom, 100 % to begin with, and how lightness runs across an edge in each of them.
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { toolButton } from "../compare/toolbar.ts";
import { icon } from "../icon.ts";
import { typing } from "../keys.ts";
import { type Series, swatch } from "../stages/chart.ts";
import { type Edge, edgeAt, lineAcross, strongestEdge } from "../stages/edges.ts";
import {
  clamp,
  corner,
  drawLine,
  Picture,
  type StagePicture,
  type View,
} from "../stages/picture.ts";
import { along, type Line } from "../stages/profile.ts";
import "./edge-profile.ts";
import { LightElement } from "./light.ts";

const ZOOMS = [1, 2, 4, 8];
const AT_ONCE = 4;
const PAN = 40;
const LOOK = 6;
const STILL = 4;
/** Share of a pane in whose middle an edge is looked for, clear of the caption. */
const INNER = 0.7;
const ARROWS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

class StudioStages extends LightElement {
  static override properties = {
    view: { state: true },
    line: { state: true },
    shown: { state: true },
    smooth: { state: true },
    failure: { state: true },
    ready: { state: true },
  };
  declare view: View;
  declare line: Line | null;
  declare shown: Set<string>;
  declare smooth: boolean;
  declare failure: string;
  declare ready: boolean;
  private told: StagePicture[] = [];
  private pictures: Picture[] = [];
  private series: Series[] = [];
  private held: { x: number; y: number; moved: boolean } | undefined;
  private readonly panes = createRef<HTMLDivElement>();
  private readonly resized = new ResizeObserver(() => this.paint());

  constructor() {
    super();
    Object.assign(this, { view: { x: 0, y: 0, zoom: 1 }, line: null, shown: new Set() });
    Object.assign(this, { smooth: false, failure: "", ready: false });
  }

  override connectedCallback(): void {
    this.told = JSON.parse(this.getAttribute("pictures") ?? "[]") as StagePicture[];
    const newest = this.told.slice(-(AT_ONCE - 1)).map(({ key }) => key);
    this.shown = new Set([this.told[0]?.key ?? "", ...newest]);
    this.replaceChildren();
    super.connectedCallback();
    document.addEventListener("keydown", this.pressed);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
    this.resized.disconnect();
  }

  protected override async firstUpdated(): Promise<void> {
    if (this.panes.value) this.resized.observe(this.panes.value);
    const { width, height } = this.result;
    this.view = { x: width / 2, y: height / 2, zoom: 1 };
    try {
      const loads = this.told.map((one) => Picture.load(one, this.result));
      this.pictures = await Promise.all(loads);
      this.ready = true;
      this.toEdge();
      // The profile took room from the panes: look again in what is left.
      requestAnimationFrame(() => this.toEdge());
    } catch (error) {
      this.failure = (error as Error).message;
    }
  }

  protected override updated(): void {
    this.paint();
  }

  private get result(): StagePicture {
    return this.told.at(-1)!;
  }

  private paint(): void {
    if (!this.ready) return;
    for (const canvas of this.querySelectorAll<HTMLCanvasElement>("canvas[data-picture]")) {
      const picture = this.pictures[Number(canvas.dataset.picture)];
      const width = Math.round(canvas.clientWidth * devicePixelRatio);
      const height = Math.round(canvas.clientHeight * devicePixelRatio);
      if (canvas.width !== width) canvas.width = width;
      if (canvas.height !== height) canvas.height = height;
      if (!picture || !width || !height) continue;
      picture.paint(canvas, this.view, this.smooth);
      if (this.line) drawLine(canvas, this.view, this.line);
    }
  }

  private layAcross(edge: Edge, share: number): void {
    const line = lineAcross(edge, share);
    this.line = line;
    this.series = this.pictures.map((picture, style) => ({
      key: picture.told.key,
      title: picture.told.title,
      style,
      values: along(line, picture.sampler(line)),
    }));
  }

  /** Lay the line across the strongest edge that the panes show. */
  private toEdge(): void {
    const source = this.pictures[0];
    const pane = this.querySelector("canvas[data-picture]");
    if (!source || !pane) return;
    const share = this.result.width / source.told.width;
    const reach = (length: number) => (INNER * length * devicePixelRatio) / this.view.zoom / share;
    const width = Math.min(source.told.width, Math.ceil(reach(pane.clientWidth)));
    const height = Math.min(source.told.height, Math.ceil(reach(pane.clientHeight)));
    const left = clamp(Math.round(this.view.x / share - width / 2), 0, source.told.width - width);
    const top = clamp(Math.round(this.view.y / share - height / 2), 0, source.told.height - height);
    const found = strongestEdge(source.lightness(left, top, width, height), width, height);
    if (found) this.layAcross({ ...found, x: found.x + left, y: found.y + top }, share);
  }

  /** Lay the line across whatever edge runs nearest to a place of the result. */
  private across(x: number, y: number): void {
    const source = this.pictures[0];
    if (!source) return;
    const share = this.result.width / source.told.width;
    const [left, top] = [Math.round(x / share) - LOOK, Math.round(y / share) - LOOK];
    const side = 2 * LOOK + 1;
    const plane = source.lightness(left, top, side, side);
    const here = strongestEdge(plane, side, side) ?? edgeAt(plane, side, LOOK, LOOK);
    this.layAcross({ ...here, x: here.x + left, y: here.y + top }, share);
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const way = ARROWS[event.key];
    if (!way || typing(event) || !this.ready) return;
    event.preventDefault();
    this.move((way[0] * PAN) / this.view.zoom, (way[1] * PAN) / this.view.zoom);
  };

  private move(across: number, down: number): void {
    const { width, height } = this.result;
    const { x, y, zoom } = this.view;
    this.view = { x: clamp(x + across, 0, width), y: clamp(y + down, 0, height), zoom };
  }

  private readonly dragged = (event: PointerEvent): void => {
    const canvas = event.currentTarget as HTMLCanvasElement;
    const scale = devicePixelRatio / this.view.zoom;
    if (event.type === "pointerdown" && event.button === 0) {
      canvas.setPointerCapture(event.pointerId);
      this.held = { x: event.clientX, y: event.clientY, moved: false };
    } else if (event.type === "pointermove" && this.held) {
      const [across, down] = [event.clientX - this.held.x, event.clientY - this.held.y];
      if (!this.held.moved && Math.hypot(across, down) < STILL) return;
      this.held = { x: event.clientX, y: event.clientY, moved: true };
      this.move(-across * scale, -down * scale);
    } else if (event.type === "pointerup" && this.held) {
      const still = !this.held.moved;
      this.held = undefined;
      if (!still) return;
      const box = canvas.getBoundingClientRect();
      const [left, top] = corner(this.view, canvas);
      this.across(
        left + (event.clientX - box.left) * scale,
        top + (event.clientY - box.top) * scale,
      );
    }
  };

  private readonly turned = (event: WheelEvent): void => {
    event.preventDefault();
    const at = ZOOMS.indexOf(this.view.zoom) + (event.deltaY < 0 ? 1 : -1);
    this.view = { ...this.view, zoom: ZOOMS[clamp(at, 0, ZOOMS.length - 1)]! };
  };

  private nextZoom(): void {
    const zoom = ZOOMS[(ZOOMS.indexOf(this.view.zoom) + 1) % ZOOMS.length]!;
    this.view = this.line ? { x: this.line.x, y: this.line.y, zoom } : { ...this.view, zoom };
  }

  private toggle(key: string): void {
    const shown = new Set(this.shown);
    if (!shown.delete(key)) shown.add(key);
    if (shown.size) this.shown = shown;
  }

  protected override render(): unknown {
    const shown = this.told.filter(({ key }) => this.shown.has(key));
    return html`<div class="compare-tools" role="toolbar" aria-label="Stages">
        <div class="segments">${this.told.map((one, index) => this.chip(one, index))}</div>
        <span class="gap"></span>
        <span class="number tiny soft zoom" title="Screen pixels for each pixel of the result"
          >${100 * this.view.zoom} %</span
        >
        ${toolButton({ key: "Z", label: "Zoom", icon: "zoom-in", act: () => this.nextZoom() })}
        ${toolButton({ key: "S", label: "Smooth", icon: "blend", act: () => (this.smooth = !this.smooth), on: this.smooth })}
        ${toolButton({ key: "E", label: "Strongest edge", icon: "scan-eye", act: () => this.toEdge() })}
      </div>
      ${
        this.failure
          ? html`<div class="notice bad">
              ${icon("circle-alert")}
              <p>${this.failure} Reload the page to try again.</p>
            </div>`
          : nothing
      }
      <div class="stage-panes" data-count=${shown.length} ${ref(this.panes)}>
        ${shown.map((one) => this.pane(one))}
      </div>
      ${this.profile()}`;
  }

  private chip({ key, title }: StagePicture, index: number): unknown {
    return html`<button
      class="button"
      type="button"
      data-key=${index + 1}
      data-label=${`Show or hide ${title}`}
      aria-pressed=${this.shown.has(key)}
      @click=${() => this.toggle(key)}
    >
      ${swatch(index)} <span>${title}</span> <kbd>${index + 1}</kbd>
    </button>`;
  }

  private pane(one: StagePicture): unknown {
    const index = this.told.indexOf(one);
    return html`<figure class="pane">
      <canvas
        data-picture=${index}
        aria-label=${one.title}
        @pointerdown=${this.dragged}
        @pointermove=${this.dragged}
        @pointerup=${this.dragged}
        @wheel=${this.turned}
      ></canvas>
      <figcaption>
        ${swatch(index)} ${one.title}
        <span class="number faint">${one.width} × ${one.height}</span>
        ${one.figures ? html`<span class="stage-figures tiny soft">${one.figures}</span>` : nothing}
      </figcaption>
    </figure>`;
  }

  private profile(): unknown {
    const series = this.series.filter(({ key }) => this.shown.has(key));
    if (!this.line || !series.length) {
      return html`<p class="stage-profile soft small">
        ${this.ready ? "No edge here: click one to see how lightness runs across it." : "Fetching the pictures…"}
      </p>`;
    }
    return html`<studio-edge-profile
      class="stage-profile"
      .series=${series}
      .half=${this.line.half}
    ></studio-edge-profile>`;
  }
}

customElements.define("studio-stages", StudioStages);
