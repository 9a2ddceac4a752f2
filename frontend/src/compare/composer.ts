// Draws a box or a point on the proof and asks what is to be said of it.
import { html, nothing, type ReactiveController, type ReactiveControllerHost } from "lit";
import { createRef, ref } from "lit/directives/ref.js";
import type { components } from "../api.d.ts";
import { icon } from "../icon.ts";
import { csrfToken } from "../send.ts";
import type { Layers, Place } from "./layers.ts";

const CLICK = 5;
const WIDTH = 288;
const LEAST_BELOW = 170;

export class Composer implements ReactiveController {
  /** The pointer draws instead of moving the picture. */
  drawing = false;
  private start: { x: number; y: number } | undefined;
  private box: DOMRect | undefined;
  private place: Place | undefined;
  private failure = "";
  private sending = false;
  private readonly words = createRef<HTMLTextAreaElement>();

  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly layers: () => Layers | undefined,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener("keydown", this.escaped, true);
  }

  hostDisconnected(): void {
    document.removeEventListener("keydown", this.escaped, true);
  }

  toggle(): void {
    if (this.drawing) this.end();
    else this.drawing = true;
    this.host.requestUpdate();
  }

  private end(): void {
    Object.assign(this, { drawing: false, start: undefined, box: undefined, place: undefined });
    this.failure = "";
    this.host.requestUpdate();
  }

  private readonly escaped = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.drawing) return;
    event.preventDefault();
    event.stopPropagation();
    this.end();
  };

  private readonly pointed = (event: PointerEvent): void => {
    const sheet = event.currentTarget as HTMLElement;
    const pane = sheet.getBoundingClientRect();
    const [x, y] = [event.clientX - pane.left, event.clientY - pane.top];
    if (event.type === "pointerdown") {
      sheet.setPointerCapture(event.pointerId);
      this.start = { x, y };
      this.place = undefined;
    }
    if (!this.start) return;
    this.box = new DOMRect(
      Math.min(x, this.start.x),
      Math.min(y, this.start.y),
      Math.abs(x - this.start.x),
      Math.abs(y - this.start.y),
    );
    if (event.type === "pointerup") this.drawn();
    else this.host.requestUpdate();
  };

  private drawn(): void {
    const { box } = this;
    this.start = undefined;
    if (!box) return;
    const point = box.width < CLICK && box.height < CLICK;
    this.place = this.layers()?.shares(point ? new DOMRect(box.x, box.y, 0, 0) : box);
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.words.value?.focus());
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.place || this.sending) return;
    this.sending = true;
    const [x, y, width, height] = this.place;
    const said: components["schemas"]["NewThreadRequest"] = {
      text: this.words.value?.value ?? "",
      place: { x, y, width, height },
    };
    this.failure = await posted(this.host.getAttribute("comments") ?? "", said);
    this.sending = false;
    if (this.failure) this.host.requestUpdate();
    else {
      this.end();
      document.dispatchEvent(new CustomEvent("studio-refresh"));
    }
  }

  sheet(): unknown {
    if (!this.drawing) return nothing;
    return html`<div
        class="place-sheet"
        @pointerdown=${this.pointed}
        @pointermove=${this.pointed}
        @pointerup=${this.pointed}
      ></div>
      ${this.box ? html`<div class="place-box" ${ref(this.laid(this.box))}></div>` : nothing}
      ${this.place && this.box ? this.form(this.box) : nothing}`;
  }

  /** Positions are set by script: the page's policy allows no style in its markup. */
  private laid(box: DOMRect): (element?: Element) => void {
    return (element) => {
      if (!(element instanceof HTMLElement)) return;
      const { style } = element;
      style.left = `${box.x}px`;
      style.top = `${box.y}px`;
      style.width = `${Math.max(2, box.width)}px`;
      style.height = `${Math.max(2, box.height)}px`;
    };
  }

  private beside(box: DOMRect): (element?: Element) => void {
    return (element) => {
      const pane = element?.parentElement;
      if (!(element instanceof HTMLElement) || !pane) return;
      const below = box.bottom + 8;
      const fits = below + LEAST_BELOW < pane.clientHeight;
      element.style.left = `${Math.max(8, Math.min(box.x, pane.clientWidth - WIDTH - 8))}px`;
      element.style.top = `${fits ? below : Math.max(8, box.y - LEAST_BELOW - 8)}px`;
    };
  }

  private form(box: DOMRect): unknown {
    return html`<form class="composer" ${ref(this.beside(box))} @submit=${this.send.bind(this)}>
      <label class="unseen" for="composer-words">What is to be said of this place</label>
      <textarea
        id="composer-words"
        rows="3"
        required
        maxlength="4000"
        placeholder="What about it?"
        ${ref(this.words)}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void this.send(event);
        }}
      ></textarea>
      ${this.failure ? html`<p class="fault" role="alert">${icon("circle-alert")}<span>${this.failure}</span></p>` : nothing}
      <div class="row">
        <button class="button primary" ?disabled=${this.sending}>Comment</button>
        <button class="button quiet" type="button" @click=${() => this.end()}>
          Cancel <kbd>Esc</kbd>
        </button>
      </div>
    </form>`;
  }
}

/** What went wrong, in words; nothing when the thread is there. */
async function posted(address: string, said: unknown): Promise<string> {
  try {
    const answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify(said),
    });
    if (answer.status === 201) return "";
    const body = (await answer.json()) as components["schemas"]["Refusal"];
    return body.detail;
  } catch {
    return "The studio could not be reached; your words are still here. Try again.";
  }
}
