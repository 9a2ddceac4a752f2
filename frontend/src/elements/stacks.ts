// <studio-stacks>: opens a stack of near-duplicates in its place in the grid, and closes it again,
// by its button or by the S key on a picture of the stack. Without scripts the button is a link.
import { keyName, typing } from "../keys.ts";
import { cardInHand } from "./card.ts";

class StudioStacks extends HTMLElement {
  /** Stacks that a person opened or closed: they stay so when the grid is merged anew. */
  private readonly switched = new Map<string, boolean>();

  connectedCallback(): void {
    this.addEventListener("click", this.clicked);
    this.addEventListener("studio-merged", this.apply);
    document.addEventListener("keydown", this.pressed);
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.pressed);
  }

  private readonly clicked = (event: Event): void => {
    const button = (event.target as Element).closest<HTMLElement>("[data-stack-button]");
    if (!button) return;
    event.preventDefault();
    this.toggle(button.dataset.stackButton ?? "");
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    if (event.repeat || typing(event) || keyName(event) !== "S") return;
    const stack = cardInHand(this)?.closest<HTMLElement>("[data-stack]")?.dataset.stack;
    if (!stack) return;
    event.preventDefault();
    this.toggle(stack);
  };

  private toggle(stack: string): void {
    const button = this.button(stack);
    if (!button) return;
    this.switched.set(stack, button.getAttribute("aria-expanded") !== "true");
    this.apply();
  }

  private readonly apply = (): void => {
    for (const [stack, open] of this.switched) {
      const button = this.button(stack);
      button?.setAttribute("aria-expanded", String(open));
      const members = this.querySelectorAll<HTMLElement>(`[data-stack="${CSS.escape(stack)}"]`);
      for (const member of members) {
        const wasInHand = member.contains(document.activeElement);
        member.hidden = !open && !member.hasAttribute("data-stack-top");
        if (member.hidden && wasInHand) this.top(stack)?.focus();
      }
    }
  };

  private button(stack: string): HTMLElement | null {
    return this.querySelector(`[data-stack-button="${CSS.escape(stack)}"]`);
  }

  private top(stack: string): HTMLElement | null {
    return this.querySelector(`[data-stack="${CSS.escape(stack)}"][data-stack-top] [data-card]`);
  }
}

customElements.define("studio-stacks", StudioStacks);
