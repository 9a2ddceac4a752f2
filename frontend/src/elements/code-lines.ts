// <studio-code>: numbers the lines of the text area inside it and marks those that have a fault.

class StudioCode extends HTMLElement {
  private gutter = document.createElement("ol");

  connectedCallback(): void {
    const area = this.querySelector("textarea");
    if (!area) return;
    this.gutter.className = "gutter";
    this.gutter.setAttribute("aria-hidden", "true");
    this.prepend(this.gutter);
    area.addEventListener("input", () => this.number(area));
    area.addEventListener("scroll", () => {
      this.gutter.scrollTop = area.scrollTop;
    });
    this.number(area);
  }

  private number(area: HTMLTextAreaElement): void {
    const faulty = new Set((this.getAttribute("faults") ?? "").split(" ").filter(Boolean));
    const lines = area.value.split("\n").map((_, index) => {
      const line = document.createElement("li");
      line.textContent = String(index + 1);
      line.toggleAttribute("data-fault", faulty.has(String(index + 1)));
      return line;
    });
    this.gutter.replaceChildren(...lines);
  }
}

customElements.define("studio-code", StudioCode);
