// <studio-loupe>: the Space key shows the picture in hand as large as the window allows; arrows go
// on to its neighbours, P picks, Enter opens its page, and Space or Escape goes back to the grid.
import { html, nothing } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import { icon } from "../icon.ts";
import { keyName, typing } from "../keys.ts";
import { cardInHand, cardsIn } from "./card.ts";
import { LightElement } from "./light.ts";

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowUp: -1,
  ArrowRight: 1,
  ArrowDown: 1,
};

class StudioLoupe extends LightElement {
  static override properties = { shown: { state: true } };
  declare shown: HTMLElement | null;
  private readonly dialog = createRef<HTMLDialogElement>();

  constructor() {
    super();
    this.shown = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("keydown", this.pressed);
    document.addEventListener("studio-merged", this.merged);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.pressed);
    document.removeEventListener("studio-merged", this.merged);
  }

  private get grid(): HTMLElement | null {
    return document.querySelector("studio-grid");
  }

  private readonly merged = (): void => {
    if (this.shown && !this.shown.isConnected) this.close();
    else this.requestUpdate();
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (this.shown) this.inside(event);
    else this.outside(event);
  };

  private outside(event: KeyboardEvent): void {
    if (keyName(event) !== "Space" || typing(event) || !this.grid) return;
    if ((event.target as Element).closest("button, summary")) return;
    const card = cardInHand(this.grid) ?? cardsIn(this.grid)[0];
    if (!card?.dataset.full) return;
    event.preventDefault();
    void this.show(card);
  }

  private async show(card: HTMLElement): Promise<void> {
    this.shown = card;
    await this.updateComplete;
    if (!this.dialog.value?.open) this.dialog.value?.showModal();
  }

  private inside(event: KeyboardEvent): void {
    const key = keyName(event);
    if (event.ctrlKey || event.metaKey || event.altKey || key === "Escape") return;
    const step = STEPS[key];
    if (step !== undefined) this.go(step);
    else if (key === "Space") this.dialog.value?.close();
    else if (key === "P") this.pickForm()?.requestSubmit();
    else if (key === "Enter") this.shown?.click();
    else return;
    event.preventDefault();
    this.requestUpdate();
  }

  private go(step: number): void {
    const cards = this.grid ? cardsIn(this.grid) : [];
    const next = cards[cards.indexOf(this.shown as HTMLElement) + step];
    if (next) this.shown = next;
  }

  private pickForm(): HTMLFormElement | null {
    return this.shown?.closest("li")?.querySelector("form[data-pick]") ?? null;
  }

  private close(): void {
    const card = this.shown;
    this.shown = null;
    this.dialog.value?.close();
    card?.focus();
    card?.scrollIntoView({ block: "nearest" });
  }

  protected override render(): unknown {
    const card = this.shown;
    return html`<dialog
      class="loupe"
      aria-label="The picture, large"
      ${ref(this.dialog)}
      @close=${this.close}
    >
      ${card ? this.sheet(card) : nothing}
    </dialog>`;
  }

  private sheet(card: HTMLElement): unknown {
    const cards = this.grid ? cardsIn(this.grid) : [];
    const picked = card.closest("li")?.hasAttribute("data-picked");
    return html`<figure>
      <img src=${card.dataset.full ?? ""} alt=${card.title} />
      <figcaption>
        <span class="clip">${card.title}</span>
        ${picked ? html`<span class="state good">${icon("flag")} Picked</span>` : nothing}
        <span class="number faint">${cards.indexOf(card) + 1} of ${cards.length}</span>
        <span class="loupe-keys tiny soft">
          <kbd>←</kbd><kbd>→</kbd> go on ${this.pickForm() ? html`<kbd>P</kbd> pick` : nothing}
          <kbd>↵</kbd> open <kbd>Space</kbd> back
        </span>
      </figcaption>
    </figure>`;
  }
}

customElements.define("studio-loupe", StudioLoupe);
