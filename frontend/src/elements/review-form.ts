// <studio-review>: asks for the reason before a refusal is sent.
// It listens itself and looks for the fields then: a live page may have put others in their place.

class StudioReview extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", (event) => {
      const button = (event.target as Element).closest<HTMLButtonElement>("button[name=verdict]");
      if (button) this.ask(button.value !== "approved");
    });
    this.addEventListener("input", () => this.reason?.setCustomValidity(""));
  }

  private get reason(): HTMLTextAreaElement | null {
    return this.querySelector("textarea[name=reason]");
  }

  /** The browser itself keeps a form back that has something to say. */
  private ask(refusal: boolean): void {
    const missing = refusal && this.reason?.value.trim() === "";
    this.reason?.setCustomValidity(missing ? "Say why: the maker has nothing else to go by." : "");
  }
}

customElements.define("studio-review", StudioReview);
