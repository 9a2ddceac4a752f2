// <studio-found>: ties each line of found text to its outline on the picture, and hides the
// outlines on demand. The picture, the outlines and the list are the server's.

class StudioFound extends HTMLElement {
  connectedCallback(): void {
    for (const type of ["pointerover", "focusin"]) this.addEventListener(type, this.pointed);
    for (const type of ["pointerout", "focusout"]) this.addEventListener(type, this.left);
    this.addEventListener("click", this.clicked);
    this.addEventListener("studio-merged", this.apply);
  }

  private shown = true;

  private readonly apply = (): void => {
    this.querySelector("[data-toggle-outlines]")?.setAttribute("aria-pressed", String(this.shown));
    this.querySelector(".outlines")?.toggleAttribute("data-hidden", !this.shown);
  };

  private readonly pointed = (event: Event): void => this.light(regionOf(event.target));

  private readonly left = (): void => this.light(undefined);

  private readonly clicked = (event: Event): void => {
    if ((event.target as Element).closest("[data-toggle-outlines]")) {
      this.shown = !this.shown;
      this.apply();
      return;
    }
    const region = regionOf(event.target);
    if (region === undefined) return;
    const line = this.querySelector<HTMLElement>(`li [data-region="${region}"]`);
    line?.focus();
    line?.scrollIntoView({ block: "nearest" });
  };

  private light(region: string | undefined): void {
    for (const element of this.querySelectorAll<HTMLElement>("[data-region]")) {
      element.toggleAttribute("data-lit", element.dataset.region === region);
    }
  }
}

function regionOf(target: EventTarget | null): string | undefined {
  const element = target instanceof Element ? target.closest("[data-region]") : null;
  return element?.getAttribute("data-region") ?? undefined;
}

customElements.define("studio-found", StudioFound);
