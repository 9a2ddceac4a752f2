// <studio-fill-cost pixels>: says beside each strategy what it is likely to cost on a picture of so
// many pixels, and closes those that cannot run here. It asks once somebody sees it.
import { basis, estimate } from "../mask/costs.ts";
import { fillCosts } from "../mask/requests.ts";
import type { FillCost } from "../mask/requests.ts";

/** How much of a picture lettering covers, about; a render finds its mask only when it runs. */
const PART = 0.05;

class StudioFillCost extends HTMLElement {
  private seen: IntersectionObserver | undefined;

  connectedCallback(): void {
    this.seen = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.seen?.disconnect();
      void this.ask();
    });
    this.seen.observe(this);
  }

  disconnectedCallback(): void {
    this.seen?.disconnect();
  }

  private async ask(): Promise<void> {
    try {
      this.show(await fillCosts());
    } catch (error) {
      this.say(`What each costs is not known: ${(error as Error).message}`);
    }
  }

  private show(costs: FillCost[]): void {
    const pixels = Number(this.getAttribute("pixels")) * PART;
    const named: FillCost[] = [];
    for (const option of this.querySelectorAll("option")) {
      const cost = costs.find((one) => one.strategy === option.value);
      if (!cost) continue;
      named.push(cost);
      option.disabled = cost.refusal !== "";
      const state = cost.refusal ? "cannot run here" : estimate(cost, pixels);
      option.textContent = `${option.dataset.title ?? cost.title}, ${state}`;
    }
    const measured = named.find((cost) => cost.runs) ?? named[0];
    const refusals = new Set(named.map((cost) => cost.refusal).filter(Boolean));
    const told = `Times are for ${PART * 100} % of this picture, ${basis(measured)}.`;
    this.say([told, ...refusals].join(" "));
  }

  private say(words: string): void {
    const line = this.querySelector("[data-cost]");
    if (line) line.textContent = words;
  }
}

customElements.define("studio-fill-cost", StudioFillCost);
