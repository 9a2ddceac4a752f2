// <studio-mask-found>: the found text beside the mask editor: each line a switch, with its numbers
// and how far its letters are grown.
import { html, nothing } from "lit";
import { icon } from "../icon.ts";
import { MOST_DILATION, type RegionShape } from "../mask/regions.ts";
import { type Letters, letters, lookForLetters } from "../mask/requests.ts";
import { Followed } from "../mask/following.ts";
import { LightElement } from "./light.ts";
import type { StudioMaskEditor } from "./mask-editor.ts";

class StudioMaskFound extends LightElement {
  static override properties = { editor: { attribute: false }, fault: { state: true } };
  declare editor: StudioMaskEditor;
  declare fault: string;
  private search: Followed | undefined;
  private nudging: ReadonlyMap<number, { on: boolean; dilation: number }> | undefined;

  constructor() {
    super();
    this.fault = "";
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.search?.stop();
  }

  protected override firstUpdated(): void {
    const follow = () => this.requestUpdate();
    this.editor.session.mask.addEventListener("switches", follow);
    void this.look(false);
  }

  /** Ask what was found; `anew` asks for the search as well. */
  private async look(anew: boolean): Promise<void> {
    this.fault = "";
    try {
      let known = await (anew ? lookForLetters : letters)(this.editor.attribute("candidate"));
      if (known.status === "none") known = await lookForLetters(this.editor.attribute("candidate"));
      await this.take(known);
    } catch (error) {
      this.fault = `${(error as Error).message} You can paint all the same.`;
    }
    this.requestUpdate();
  }

  private async take(known: Letters): Promise<void> {
    if (known.status === "done") {
      const project = this.editor.attribute("project");
      await this.editor.session.found(
        known,
        (digest) => `/projects/${project}/artifacts/${digest}/`,
      );
      this.editor.requestUpdate();
    } else if (known.status === "queued" || known.status === "running") this.follow(known);
    else this.fault = `The search for text ${known.status}. ${known.error}`;
  }

  private follow(known: Letters): void {
    this.search?.stop();
    const [stream, after] = ["stream", "after"].map((name) => this.editor.attribute(name));
    const search = new Followed(known.job ?? "", stream!, Number(after), () => {
      if (search.isOver) {
        this.search = undefined;
        void this.look(false);
      }
      this.requestUpdate();
    });
    this.search = search;
  }

  protected override render(): unknown {
    const { mask, letters: known } = this.editor.session;
    const on = mask.regions.filter(({ found }) => mask.switches.get(found.id)?.on).length;
    return html`<section class="mask-found">
      <h2>
        <span>Found text</span>
        ${
          mask.regions.length
            ? html`<span class="count number">${on} of ${mask.regions.length} masked</span>
                <button
                  class="button quiet"
                  type="button"
                  data-key="A"
                  data-label="All found text, or none"
                  @click=${(event: Event) => {
                    this.editor.switchAll();
                    this.editor.backToPicture(event);
                  }}
                >
                  ${on < mask.regions.length ? "All" : "None"} <kbd>A</kbd>
                </button>`
            : nothing
        }
      </h2>
      ${this.fault ? this.failed() : known ? this.list() : this.waiting()}
    </section>`;
  }

  private failed(): unknown {
    return html`<div class="notice bad" role="alert">
      ${icon("circle-x")}
      <div>
        <p>${this.fault}</p>
        <p>
          <button class="button" type="button" @click=${() => this.look(true)}>Look again</button>
        </p>
      </div>
    </div>`;
  }

  private waiting(): unknown {
    const note = this.search?.note;
    return html`<p class="state busy">
        ${icon("loader-circle", "turning")} Looking for text and its letters
      </p>
      <progress
        max="1"
        .value=${this.search?.fraction ?? 0}
        aria-label="Progress of the search"
      ></progress>
      <p class="tiny faint">${note || "You can paint meanwhile."}</p>`;
  }

  private list(): unknown {
    const { mask, unknown } = this.editor.session;
    const lost = unknown
      ? html`<p class="small why">
          ${icon("circle-alert")}<span
            >${unknown} region${unknown === 1 ? " that was" : "s that were"} in this mask
            ${unknown === 1 ? "is" : "are"} not found any more: look whether it is still
            covered.</span
          >
        </p>`
      : nothing;
    if (!mask.regions.length) {
      return html`${lost}
        <p class="small soft">
          No text was found. Paint over what should go with the brush <kbd>B</kbd>, or draw around
          it with the lasso <kbd>L</kbd>.
        </p>`;
    }
    return html`${lost}
      <ul class="mask-lines">
        ${mask.regions.map((shape) => this.line(shape))}
      </ul>
      <p class="tiny faint">Confidence: detected · read</p>`;
  }

  private line(shape: RegionShape): unknown {
    const { found } = shape;
    const { editor } = this;
    const state = editor.session.mask.switches.get(found.id);
    const on = state?.on ?? false;
    const light = (lit: number | undefined) => {
      if (!editor.easel) return;
      editor.easel.lit = lit;
      editor.easel.draw();
    };
    return html`<li
      data-region=${found.id}
      ?data-on=${on}
      @pointerenter=${() => light(found.id)}
      @pointerleave=${() => light(undefined)}
      @focusin=${() => light(found.id)}
      @focusout=${() => light(undefined)}
    >
      <button
        class="mask-line"
        type="button"
        aria-pressed=${on}
        @click=${() => editor.switch(shape)}
      >
        <span class="tick">${on ? icon("check") : nothing}</span>
        <span class="wrap">${found.text || html`<em class="faint">not read</em>`}</span>
        <span class="number tiny soft"
          >${percent(found.detection_confidence)} · ${percent(found.recognition_confidence)}</span
        >
      </button>
      ${on || editor.chosen === found.id ? this.dilation(shape, state?.dilation ?? shape.chosen, on) : nothing}
      ${editor.chosen === found.id ? this.numbers(shape) : nothing}
    </li>`;
  }

  private dilation(shape: RegionShape, pixels: number, on: boolean): unknown {
    const { mask } = this.editor.session;
    const value = (event: Event) => Number((event.target as HTMLInputElement).value);
    return html`<label class="mask-dilation">
      <span>Grown by</span>
      <input
        type="range"
        min="0"
        max=${MOST_DILATION}
        step="1"
        ?disabled=${!on}
        .value=${String(pixels)}
        aria-label="Pixels that the letters of ${shape.found.text || "this line"} are grown by"
        aria-valuetext="${pixels} pixels"
        @input=${(event: Event) => {
          if (!this.nudging) {
            this.nudging = mask.switches;
            mask.begin("Dilation");
          }
          mask.set(shape, true, value(event));
        }}
        @change=${() => this.nudged()}
      />
      <span class="number">${pixels} px</span>
      <button
        class="button quiet only-icon"
        type="button"
        title="Back to the ${shape.chosen} px that were chosen"
        aria-label="Back to the ${shape.chosen} px that were chosen"
        ?disabled=${pixels === shape.chosen}
        @click=${() => mask.deed("Dilation", () => mask.set(shape, on, shape.chosen))}
      >
        ${icon("rotate-ccw")}
      </button>
    </label>`;
  }

  /** One drag of the slider is one deed. */
  private nudged(): void {
    if (this.nudging) this.editor.session.mask.commit(this.nudging);
    this.nudging = undefined;
  }

  private numbers({ found, chosen, hasLetters }: RegionShape): unknown {
    const number = (value: number | null, unit: string, digits = 0) =>
      value === null ? "not measured" : `${value.toFixed(digits)} ${unit}`;
    return html`<dl class="facts tiny mask-numbers">
      <dt>Stroke</dt>
      <dd class="number">${number(found.stroke_width, "px", 1)}</dd>
      <dt>Contrast</dt>
      <dd class="number">${number(found.contrast, "of 255")}</dd>
      <dt>Texture</dt>
      <dd class="number">${number(found.texture, "of 255")}</dd>
      <dt>Dilation</dt>
      <dd>
        ${hasLetters ? found.reason || `${chosen} px` : html`the outline: ${found.reason || "no letters were told apart"}`}
      </dd>
    </dl>`;
  }
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

customElements.define("studio-mask-found", StudioMaskFound);
