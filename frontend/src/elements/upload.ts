// <studio-upload action limit>: many files at once, each with its own progress and its own error.
import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { icon } from "../icon.ts";
import { type Sent, send } from "../send.ts";
import { LightElement } from "./light.ts";

const AT_ONCE = 2;

interface Upload {
  id: number;
  file: File;
  state: "waiting" | "sending" | "reading" | "kept" | "failed";
  fraction: number;
  error: string;
}

class StudioUpload extends LightElement {
  static override properties = { uploads: { state: true }, dragging: { state: true } };
  declare uploads: Upload[];
  declare dragging: boolean;
  private count = 0;
  private depth = 0;

  constructor() {
    super();
    this.uploads = [];
    this.dragging = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const input = document.querySelector<HTMLInputElement>("#upload-form input[type=file]");
    input?.addEventListener("change", () => {
      this.take(input.files);
      input.value = "";
    });
    document.addEventListener("dragenter", this.drag);
    document.addEventListener("dragleave", this.drag);
    document.addEventListener("dragover", this.drag);
    document.addEventListener("drop", this.drag);
    window.addEventListener("beforeunload", this.leaving);
  }

  private readonly drag = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    if (event.type === "dragenter") this.depth += 1;
    if (event.type === "dragleave") this.depth -= 1;
    if (event.type === "drop") {
      this.depth = 0;
      this.take(event.dataTransfer.files);
    }
    this.dragging = this.depth > 0;
  };

  private readonly leaving = (event: BeforeUnloadEvent): void => {
    const going = this.uploads.some(({ state }) => state === "waiting" || state === "sending");
    if (going) event.preventDefault();
  };

  private take(files: FileList | null): void {
    const limit = Number(this.getAttribute("limit"));
    const added = [...(files ?? [])].map((file): Upload => {
      this.count += 1;
      const error = file.size > limit ? tooLarge(file, limit) : "";
      return { id: this.count, file, state: error ? "failed" : "waiting", fraction: 0, error };
    });
    this.uploads = [...this.uploads, ...added];
    this.pump();
  }

  private pump(): void {
    const running = this.uploads.filter(({ state }) => state === "sending" || state === "reading");
    const waiting = this.uploads.filter(({ state }) => state === "waiting");
    for (const upload of waiting.slice(0, AT_ONCE - running.length)) void this.start(upload);
  }

  private async start(upload: Upload): Promise<void> {
    this.change(upload, { state: "sending", fraction: 0, error: "" });
    const form = new FormData();
    form.append("file", upload.file);
    const sent = await send(this.getAttribute("action") ?? "", form, (fraction) =>
      this.change(upload, { fraction, state: fraction < 1 ? "sending" : "reading" }),
    );
    this.finished(upload, sent);
    this.pump();
  }

  private finished(upload: Upload, sent: Sent): void {
    if (!sent.ok) {
      this.change(upload, { state: "failed", error: sent.error });
      return;
    }
    this.change(upload, { state: "kept", fraction: 1 });
    const detail = { candidate: sent.id };
    this.dispatchEvent(new CustomEvent("candidate-uploaded", { bubbles: true, detail }));
    window.setTimeout(() => this.dismiss(upload.id), 2500);
  }

  private change(upload: Upload, values: Partial<Upload>): void {
    Object.assign(upload, values);
    this.uploads = [...this.uploads];
  }

  private dismiss(id: number): void {
    this.uploads = this.uploads.filter((upload) => upload.id !== id);
  }

  protected override render(): unknown {
    return html` ${this.dragging ? html`<div class="drop-veil">${icon("image-up", "large")} Drop to add to this project</div>` : nothing}
    ${
      this.uploads.length
        ? html`<ul class="uploads" aria-label="Uploads">
            ${repeat(
              this.uploads,
              ({ id }) => id,
              (upload) => this.row(upload),
            )}
          </ul>`
        : nothing
    }`;
  }

  private row(upload: Upload): unknown {
    const { id, file, state, fraction, error } = upload;
    return html`<li data-state=${state}>
      <span class="clip" title=${file.name}>${file.name}</span>
      <span class="upload-state" role="status">${stateOf(upload)}</span>
      ${state === "sending" || state === "waiting" ? html`<progress max="1" .value=${fraction} aria-label="Sent of ${file.name}"></progress>` : nothing}
      ${error ? html`<p class="wrap">${error}</p>` : nothing}
      ${
        state === "failed"
          ? html`<span class="row">
              ${file.size > Number(this.getAttribute("limit")) ? nothing : html`<button class="button" type="button" @click=${() => this.start(upload)}>Try again</button>`}
              <button class="button quiet" type="button" @click=${() => this.dismiss(id)}>
                Dismiss
              </button></span
            >`
          : nothing
      }
    </li>`;
  }
}

function stateOf({ state, fraction }: Upload): unknown {
  const states = {
    waiting: html`<span class="state">${icon("clock")} Waiting</span>`,
    sending: html`<span class="state busy number"
      >${icon("upload")} ${Math.round(fraction * 100)} %</span
    >`,
    reading: html`<span class="state busy">${icon("loader-circle", "turning")} Checking</span>`,
    kept: html`<span class="state good">${icon("circle-check")} Added</span>`,
    failed: html`<span class="state bad">${icon("circle-x")} Not added</span>`,
  };
  return states[state];
}

function tooLarge(file: File, limit: number): string {
  const size = (bytes: number) => `${(bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0)} MB`;
  return `The file has ${size(file.size)}; at most ${size(limit)} are taken. Nothing was sent. Save it smaller and add it again.`;
}

customElements.define("studio-upload", StudioUpload);
