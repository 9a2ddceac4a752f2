// <studio-edge-profile>: how lightness runs along a line in each stage, drawn and in figures; the
// pointer reads the levels at a place.
import { html } from "lit";
import { chart, figures, placeUnder, type Series } from "../stages/chart.ts";
import { LightElement } from "./light.ts";

class StudioEdgeProfile extends LightElement {
  static override properties = {
    series: { attribute: false },
    half: { attribute: false },
    hovered: { state: true },
  };
  declare series: Series[];
  declare half: number;
  declare hovered: number | null;

  constructor() {
    super();
    Object.assign(this, { series: [], half: 12, hovered: null });
  }

  private readonly pointed = (event: PointerEvent): void => {
    this.hovered = event.type === "pointerleave" ? null : placeUnder(event, this.half);
  };

  protected override render(): unknown {
    const { series, half, hovered } = this;
    return html`<div @pointermove=${this.pointed} @pointerleave=${this.pointed}>
        ${chart(series, half, hovered)}
      </div>
      <div>
        ${figures(series, half, hovered)}
        <p class="tiny faint">
          Lightness along the line, 0 to 255. Click another edge, drag to move, turn the wheel to
          zoom.
        </p>
      </div>`;
  }
}

customElements.define("studio-edge-profile", StudioEdgeProfile);
