// <studio-drop-file>: a form with one file field; a file dropped anywhere on the page is sent with it.

class StudioDropFile extends HTMLElement {
  private readonly over = (event: DragEvent): void => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  };

  private readonly drop = (event: DragEvent): void => {
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    const files = event.dataTransfer?.files;
    if (!input || !files?.length) return;
    event.preventDefault();
    input.files = files;
    input.form?.requestSubmit();
  };

  connectedCallback(): void {
    document.addEventListener("dragover", this.over);
    document.addEventListener("drop", this.drop);
  }

  disconnectedCallback(): void {
    document.removeEventListener("dragover", this.over);
    document.removeEventListener("drop", this.drop);
  }
}

customElements.define("studio-drop-file", StudioDropFile);
