// <studio-render-dialog>: opens the render form over the picture, and shows the plan of the chosen
// recipe: the plans are all in the page, one a recipe, so that choosing never waits. Hint and strategy
// rest where the chosen recipe would refuse them: what was entered stays, and is not sent.

class StudioRenderDialog extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("change", () => this.show());
    this.addEventListener("studio-merged", () => this.show());
    this.show();
    const dialog = this.querySelector("dialog");
    if (!dialog) return;
    for (const opener of document.querySelectorAll<HTMLElement>("[data-open-render]")) {
      opener.addEventListener("click", (event) => {
        event.preventDefault();
        dialog.showModal();
        dialog.querySelector<HTMLElement>("input:checked")?.focus();
        dialog.querySelector("studio-conditioning")?.dispatchEvent(new Event("studio-wanted"));
      });
    }
    dialog.addEventListener("click", (event) => {
      const target = event.target as Element;
      if (target === dialog || target.closest("[data-close]")) {
        event.preventDefault();
        dialog.close();
      }
    });
    if (dialog.hasAttribute("data-open")) dialog.showModal();
  }

  private show(): void {
    const recipe = this.querySelector<HTMLInputElement>("input[name=recipe]:checked");
    for (const plan of this.querySelectorAll<HTMLElement>("[data-plan]")) {
      plan.hidden = plan.dataset.plan !== (recipe?.value ?? "");
    }
    const told = this.querySelectorAll<HTMLInputElement | HTMLSelectElement>(
      "[name=hint], [name=strategy]",
    );
    for (const field of told) field.disabled = !recipe?.hasAttribute("data-fills");
  }
}

customElements.define("studio-render-dialog", StudioRenderDialog);
