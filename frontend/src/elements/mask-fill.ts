// <studio-mask-fill>: what is to fill the mask: hint, strategy with its likely seconds, seed; then
// the run as it goes, and the way to the proof.
import { html, nothing } from "lit";
import { icon } from "../icon.ts";
import { basis, estimate } from "../mask/costs.ts";
import { Followed } from "../mask/following.ts";
import { cancel, type FillCost, fillCosts, type Proof } from "../mask/requests.ts";
import { LightElement } from "./light.ts";
import type { StudioMaskEditor } from "./mask-editor.ts";
import { runView } from "./mask-run.ts";

const HINTS = [
  "sky gradient, soft edges",
  "continue the wall",
  "wooden planks",
  "grass",
  "plain fabric with folds",
];
const LONGEST_HINT = 300;

class StudioMaskFill extends LightElement {
  static override properties = {
    editor: { attribute: false },
    costs: { state: true },
    fault: { state: true },
    sending: { state: true },
  };
  declare editor: StudioMaskEditor;
  declare costs: FillCost[];
  declare fault: string;
  declare sending: boolean;
  private proof: Proof | undefined;
  private run: Followed | undefined;

  constructor() {
    super();
    Object.assign(this, { costs: [], fault: "", sending: false });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.run?.stop();
  }

  protected override firstUpdated(): void {
    const again = () => this.requestUpdate();
    this.editor.session.mask.addEventListener("change", again);
    this.editor.session.addEventListener("ready", again);
    void this.price();
  }

  private async price(): Promise<void> {
    try {
      this.costs = await fillCosts();
      this.fault = "";
    } catch (error) {
      this.fault = `${(error as Error).message} What a fill costs is not known.`;
    }
  }

  private wish(change: Partial<typeof this.editor.session.wish>): void {
    const { session } = this.editor;
    session.wish = { ...session.wish, ...change };
    session.keepSoon();
    this.requestUpdate();
  }

  private async send(): Promise<void> {
    if (this.sending) return;
    this.sending = true;
    this.fault = "";
    try {
      this.proof = await this.editor.session.run();
      this.follow(this.proof);
      this.editor.said = "The edit is queued.";
    } catch (error) {
      this.fault = `${(error as Error).message} Nothing painted is lost.`;
    } finally {
      this.sending = false;
      this.editor.requestUpdate();
    }
  }

  private follow(proof: Proof): void {
    this.run?.stop();
    const [stream, after] = ["stream", "after"].map((name) => this.editor.attribute(name));
    const run = new Followed(proof.job, stream!, Number(after), () => {
      if (run.detail && run.isOver) {
        this.editor.said = `The edit is ${run.detail.status}.`;
        void this.price();
      }
      this.requestUpdate();
    });
    this.run = run;
  }

  private async cancel(): Promise<void> {
    try {
      if (this.proof) await cancel(this.proof.job);
    } catch (error) {
      this.fault = (error as Error).message;
    }
  }

  protected override render(): unknown {
    const { session } = this.editor;
    const { mask, wish } = session;
    const chosen = this.costs.find(({ strategy }) => strategy === wish.strategy);
    const reason = mask.isEmpty
      ? "The mask is empty: paint what should be replaced."
      : mask.isFull
        ? "The mask covers the whole picture: leave something to fill it from."
        : (chosen?.refusal ?? "");
    return html`<section class="mask-fill stack">
        <h2>Fill it with</h2>
        ${this.hint(chosen)} ${this.strategies()}
        ${chosen?.stage === "remove_object" ? this.object() : nothing} ${this.seed()}
      </section>
      <section class="mask-send stack tight">
        ${this.fault ? html`<p class="fault" role="alert">${icon("circle-alert")}<span>${this.fault}</span></p>` : nothing}
        <button
          class="button primary full"
          type="button"
          data-run
          ?disabled=${reason !== "" || this.sending || !this.editor.easel}
          aria-describedby="mask-reason"
          @click=${this.send}
        >
          ${icon("wand-sparkles")}
          <span>${chosen && !reason ? `Run, ${estimate(chosen, mask.count)}` : "Run"}</span>
          <kbd>Ctrl ↵</kbd>
        </button>
        <p class="tiny faint" id="mask-reason">
          ${reason || `The time is an estimate, ${basis(chosen)}. The gate checks the result.`}
        </p>
        ${
          this.run
            ? runView(this.run, this.proof, this.editor.attribute("project"), () => this.cancel())
            : nothing
        }
      </section>`;
  }

  private hint(chosen: FillCost | undefined): unknown {
    const { wish } = this.editor.session;
    const idle = chosen !== undefined && !chosen.takes_hint;
    return html`<div class="field">
      <label for="mask-hint">Hint <span class="faint">what belongs there</span></label>
      <input
        id="mask-hint"
        type="text"
        maxlength=${LONGEST_HINT}
        autocomplete="off"
        data-key="H"
        data-label="Write a hint"
        placeholder=${idle ? "This strategy takes none" : "Left empty, the surroundings decide"}
        ?disabled=${idle}
        .value=${wish.hint}
        @input=${(event: Event) => this.wish({ hint: (event.target as HTMLInputElement).value })}
      />
      <div class="chips" role="group" aria-label="Examples of hints">
        ${HINTS.map(
          (hint) =>
            html`<button
              type="button"
              ?disabled=${idle}
              aria-pressed=${wish.hint === hint}
              @click=${() => this.wish({ hint: wish.hint === hint ? "" : hint })}
            >
              ${hint}
            </button>`,
        )}
      </div>
    </div>`;
  }

  private strategies(): unknown {
    const { mask, wish } = this.editor.session;
    return html`<fieldset class="mask-strategies">
      <legend>Strategy</legend>
      ${this.costs.map(
        (cost) =>
          html`<label class="choice" title=${cost.refusal}>
            <input
              type="radio"
              name="strategy"
              value=${cost.strategy}
              ?disabled=${cost.refusal !== ""}
              .checked=${cost.strategy === wish.strategy}
              @change=${() => this.takes(cost)}
            />
            <span>
              <strong>${cost.title}</strong>
              <span class="soft tiny"
                >${cost.refusal ? "cannot run here: no model is set" : cost.summary}</span
              >
            </span>
            <span class="number tiny soft">${cost.refusal ? "" : estimate(cost, mask.count)}</span>
          </label>`,
      )}
    </fieldset>`;
  }

  private object(): unknown {
    const { wish } = this.editor.session;
    const ticked = (event: Event) => (event.target as HTMLInputElement).checked;
    return html`<div class="mask-object">
      <label class="choice tiny"
        ><input
          type="checkbox"
          .checked=${wish.snap}
          @change=${(event: Event) => this.wish({ snap: ticked(event) })}
        />
        Snap to its edge: the mask may move a few pixels</label
      >
      <label class="choice tiny"
        ><input
          type="checkbox"
          .checked=${wish.shadow}
          @change=${(event: Event) => this.wish({ shadow: ticked(event) })}
        />
        Take its shadow along</label
      >
    </div>`;
  }

  /** A strategy that takes no hint is not sent one. */
  private takes(cost: FillCost): void {
    const { hint } = this.editor.session.wish;
    this.wish({ strategy: cost.strategy, hint: cost.takes_hint ? hint : "" });
  }

  private seed(): unknown {
    return html`<div class="mask-seed">
      <label for="mask-seed">Seed</label>
      <input
        id="mask-seed"
        type="text"
        inputmode="numeric"
        pattern="[0-9]*"
        autocomplete="off"
        placeholder="drawn"
        .value=${this.editor.session.wish.seed}
        @input=${(event: Event) =>
          this.wish({ seed: (event.target as HTMLInputElement).value.replace(/\D/g, "") })}
      />
    </div>`;
  }
}

customElements.define("studio-mask-fill", StudioMaskFill);
