// <studio-compare before before-name after mask findings comments>: judges a proof beside its
// candidate or an earlier revision, by wipe, flicker, side by side or difference, at one zoom and
// pan, with the gate's findings and what people say on it.
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { Composer } from "../compare/composer.ts";
import { type Finding, outlines } from "../compare/findings.ts";
import { Layers, type Mode } from "../compare/layers.ts";
import { listedThreads, type Thread, threadMarks } from "../compare/threads.ts";
import { MODES, toolButton } from "../compare/toolbar.ts";
import { icon } from "../icon.ts";
import { keyButton } from "../key-button.ts";
import { keyName, typing } from "../keys.ts";
import { LightElement } from "./light.ts";

const WIPE_STEP = 0.02;

class StudioCompare extends LightElement {
  static override properties = {
    mode: { state: true },
    swapped: { state: true },
    masked: { state: true },
    marked: { state: true },
    wipe: { state: true },
    chosen: { state: true },
    failure: { state: true },
    ready: { state: true },
  };
  declare mode: Mode;
  declare swapped: boolean;
  declare masked: boolean;
  declare marked: boolean;
  declare wipe: number;
  declare chosen: number;
  declare failure: string;
  declare ready: boolean;
  private readonly mainPane = createRef<HTMLDivElement>();
  private readonly pairPane = createRef<HTMLDivElement>();
  private layers: Layers | undefined;
  private findings: Finding[] = [];
  private threads: Thread[] = [];
  private talk = 0;
  private readonly composer = new Composer(this, () => this.layers);
  private maskThere = false;

  constructor() {
    super();
    Object.assign(this, { mode: "wipe", wipe: 0.5, chosen: 0, failure: "" });
    Object.assign(this, { swapped: false, masked: false, marked: true, ready: false });
  }

  override connectedCallback(): void {
    this.findings = JSON.parse(this.getAttribute("findings") ?? "[]") as Finding[];
    this.threads = listedThreads();
    this.replaceChildren();
    super.connectedCallback();
    document.addEventListener("studio-merged", this.merged);
    document.addEventListener("keydown", this.held);
    document.addEventListener("keyup", this.released);
    document.addEventListener("click", this.clicked);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("studio-merged", this.merged);
    document.removeEventListener("keydown", this.held);
    document.removeEventListener("keyup", this.released);
    document.removeEventListener("click", this.clicked);
    this.layers?.destroy();
  }

  protected override async firstUpdated(): Promise<void> {
    const [main, pair] = [this.mainPane.value, this.pairPane.value];
    if (!main || !pair) return;
    this.layers = new Layers(main, pair);
    this.layers.main.addHandler("update-viewport", () => this.requestUpdate());
    const address = (name: string) => this.getAttribute(name) ?? "";
    try {
      await this.layers.load({ before: address("before"), after: address("after") });
      this.ready = true;
    } catch (error) {
      this.failure = (error as Error).message;
    }
  }

  protected override updated(): void {
    const { mode, swapped, masked, wipe } = this;
    if (this.ready) this.layers?.show({ mode, swapped, mask: masked, wipe });
  }

  private readonly held = (event: KeyboardEvent): void => {
    if (typing(event)) return;
    if (keyName(event) === "Space" && !(event.target as Element).closest("button, a, summary")) {
      event.preventDefault();
      this.swapped = true;
    }
    if (this.mode === "wipe" && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      event.preventDefault();
      this.wipeTo(this.wipe + (event.key === "ArrowLeft" ? -WIPE_STEP : WIPE_STEP));
    }
  };

  private readonly released = (event: KeyboardEvent): void => {
    if (keyName(event) === "Space") this.swapped = false;
  };

  private readonly merged = (): void => {
    this.threads = listedThreads();
    this.requestUpdate();
  };

  private readonly clicked = (event: Event): void => {
    const target = event.target as Element;
    const button = target.closest?.("[data-finding]");
    if (button) this.go(Number(button.getAttribute("data-finding")));
    const talk = target.closest?.("[data-thread-go]");
    if (talk) this.goToTalk(Number(talk.getAttribute("data-thread-go")));
  };

  private goToTalk(number: number): void {
    const thread = this.threads.find((one) => one.number === number);
    if (!thread || !this.layers || !this.ready) return;
    const [x, y, width, height] = this.layers.pixels(thread.place);
    this.talk = number;
    this.marked = true;
    this.layers.actualSize([x + width / 2, y + height / 2]);
    this.requestUpdate();
  }

  private go(number: number): void {
    const finding = this.findings.find((one) => one.number === number);
    if (!finding || !this.layers || !this.ready) return;
    const [x, y, width, height] = finding.box;
    this.chosen = number;
    this.marked = true;
    this.layers.actualSize([x + width / 2, y + height / 2]);
    for (const button of document.querySelectorAll<HTMLElement>("[data-finding]")) {
      const mine = button.dataset.finding === String(number);
      button.toggleAttribute("data-lit", mine);
      if (mine) button.scrollIntoView({ block: "nearest" });
    }
  }

  private step(by: number): void {
    const count = this.findings.length;
    const here = this.findings.findIndex(({ number }) => number === this.chosen);
    const next = here < 0 ? (by > 0 ? 0 : count - 1) : (here + by + count) % count;
    this.go(this.findings[next]?.number ?? 0);
  }

  private wipeTo(fraction: number): void {
    this.wipe = Math.min(1, Math.max(0, fraction));
  }

  private readonly dragged = (event: PointerEvent): void => {
    const handle = event.currentTarget as HTMLElement;
    if (event.type === "pointerdown") handle.setPointerCapture(event.pointerId);
    if (!handle.hasPointerCapture(event.pointerId)) return;
    const pane = this.mainPane.value?.getBoundingClientRect();
    if (pane) this.wipeTo((event.clientX - pane.left) / pane.width);
  };

  protected override render(): unknown {
    return html` <div class="compare-tools" role="toolbar" aria-label="Compare">
        <div class="segments">
          ${MODES.map(({ mode, ...one }) => toolButton({ ...one, on: this.mode === mode, act: () => void this.setMode(mode) }))}
        </div>
        ${this.mode === "flicker" ? toolButton({ key: "F", label: this.swapped ? "Show proof" : "Show the other", icon: "replace", act: () => this.swap() }) : nothing}
        <span class="hold soft tiny" data-held-key="Space" data-label="Hold to see the candidate"
          >Hold <kbd>Space</kbd> <span>for the candidate</span></span
        >
        <span class="gap"></span>
        ${this.getAttribute("mask") ? toolButton({ key: "M", label: "Mask", icon: "square-dashed", act: () => this.toggleMask(), on: this.masked }) : nothing}
        ${this.getAttribute("comments") ? toolButton({ key: "T", label: "Comment", icon: "message-square", act: () => this.composer.toggle(), on: this.composer.drawing }) : nothing}
        ${this.findings.length || this.threads.length ? this.findingTools() : nothing}
        <span class="number tiny soft zoom" title="Screen pixels for each pixel of the proof"
          >${this.ready ? `${Math.round((this.layers?.zoom ?? 1) * 100)} %` : ""}</span
        >
        ${toolButton({ key: "0", label: "Fit", icon: "maximize", act: () => this.layers?.fit() })}
        ${toolButton({ key: "Z", label: "100 %", icon: "zoom-in", act: () => this.layers?.actualSize() })}
      </div>
      <div class="compare-panes" data-mode=${this.mode} ?data-ready=${this.ready}>
        <figure class="pane pair">
          <div ${ref(this.pairPane)}></div>
          <figcaption>${this.beforeName}</figcaption>
        </figure>
        <figure class="pane">
          <div ${ref(this.mainPane)}></div>
          ${this.ready && this.layers ? this.overlay(this.layers) : nothing} ${this.captions()}
          ${
            this.failure
              ? html`<div class="notice bad pane-failure">
                  ${icon("circle-alert")}
                  <p>${this.failure} Reload the page to try again.</p>
                </div>`
              : nothing
          }
        </figure>
      </div>`;
  }

  private findingTools(): unknown {
    return html`${toolButton({ key: "G", label: "Findings", icon: "eye", act: () => this.toggleFindings(), on: this.marked })}
    ${keyButton({ key: "N", label: "Next finding, at 100 %", name: "Next finding", act: () => this.step(1) })}
    ${keyButton({ key: "Shift+G", label: "Finding before", act: () => this.step(-1) })}`;
  }

  private overlay(layers: Layers): unknown {
    return html` ${this.marked ? html`<svg class="findings" aria-hidden="true">${outlines(this.findings, layers, this.chosen)}${threadMarks(this.threads, layers, this.talk)}</svg>` : nothing}
    ${this.composer.sheet()}
    ${this.mode === "wipe" && !this.swapped && !this.composer.drawing ? this.handle() : nothing}`;
  }

  private handle(): unknown {
    const place = (element?: Element) => {
      if (element instanceof HTMLElement) element.style.left = `${this.wipe * 100}%`;
    };
    return html`<div
      class="wipe"
      role="slider"
      tabindex="0"
      aria-label="Wipe between candidate and proof"
      aria-valuemin="0"
      aria-valuemax="100"
      aria-valuenow=${Math.round(this.wipe * 100)}
      ${ref(place)}
      @pointerdown=${this.dragged}
      @pointermove=${this.dragged}
    >
      <span></span>
    </div>`;
  }

  private get beforeName(): string {
    return this.getAttribute("before-name") ?? "Candidate";
  }

  private captions(): unknown {
    const one = this.swapped
      ? this.beforeName
      : this.mode === "difference"
        ? "Difference"
        : "Proof";
    const both = this.mode === "wipe" && !this.swapped;
    return html`${both ? html`<figcaption>${this.beforeName}</figcaption>` : nothing}
      <figcaption class=${both ? "right" : ""}>${one}</figcaption>`;
  }

  private async setMode(mode: Mode): Promise<void> {
    const turned = (mode === "side") !== (this.mode === "side");
    this.mode = mode;
    this.swapped = false;
    await this.updateComplete;
    if (turned && this.ready) this.layers?.pairUp(mode === "side");
  }

  private swap(): void {
    this.swapped = !this.swapped;
  }

  private toggleFindings(): void {
    this.marked = !this.marked;
  }

  private async toggleMask(): Promise<void> {
    this.masked = !this.masked;
    if (this.maskThere) return;
    this.maskThere = true;
    await this.layers?.addMask(this.getAttribute("mask") ?? "");
    this.requestUpdate();
  }
}

customElements.define("studio-compare", StudioCompare);
