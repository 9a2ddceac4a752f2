// <studio-review>: asks for the reason before a refusal is sent, and takes its keys.

class StudioReview extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    const reason = this.querySelector<HTMLTextAreaElement>("textarea[name=reason]");
    if (!form || !reason) return;
    form.addEventListener("submit", (event) => {
      const button = event.submitter as HTMLButtonElement | null;
      const refusal = button?.value !== "approved";
      reason.setCustomValidity(
        refusal && reason.value.trim() === ""
          ? "Say why: the maker has nothing else to go by."
          : "",
      );
      if (!reason.reportValidity()) event.preventDefault();
    });
    form.noValidate = true;
    reason.addEventListener("input", () => reason.setCustomValidity(""));
  }
}

customElements.define("studio-review", StudioReview);
