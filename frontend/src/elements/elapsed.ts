// <studio-elapsed since>: counts on from the moment that something began; the server's own words
// stand until then, and stay when it is over.

const TICK_MS = 1000;

class StudioElapsed extends HTMLElement {
  static readonly observedAttributes = ["since"];
  private timer = 0;

  connectedCallback(): void {
    this.timer = window.setInterval(this.tick, TICK_MS);
    document.addEventListener("studio-merged", this.tick);
    this.tick();
  }

  disconnectedCallback(): void {
    window.clearInterval(this.timer);
    document.removeEventListener("studio-merged", this.tick);
  }

  attributeChangedCallback(): void {
    this.tick();
  }

  private readonly tick = (): void => {
    const since = Date.parse(this.getAttribute("since") ?? "");
    if (Number.isNaN(since)) return;
    const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
    const minutes = Math.floor(seconds / 60);
    this.textContent = minutes ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
  };
}

customElements.define("studio-elapsed", StudioElapsed);
