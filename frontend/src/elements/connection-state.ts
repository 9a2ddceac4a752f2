// <studio-connection stream after>: says whether the page is live, and what to do when it is not.
import { html, nothing } from "lit";
import { type Connection, type ConnectionState, connect } from "../connection.ts";
import { icon } from "../icon.ts";
import { LightElement } from "./light.ts";

const PATIENCE_MS = 400;

class StudioConnection extends LightElement {
  static override properties = { shown: { state: true } };
  declare shown: ConnectionState;
  private connection: Connection | undefined;
  private timer = 0;

  constructor() {
    super();
    this.shown = "connecting";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const stream = this.getAttribute("stream") ?? "";
    this.connection = connect(stream, Number(this.getAttribute("after")));
    this.connection.addEventListener("state", this.changed);
    this.changed();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.connection?.removeEventListener("state", this.changed);
  }

  private readonly changed = (): void => {
    const state = this.connection?.state ?? "connecting";
    window.clearTimeout(this.timer);
    // A blink of the network is not worth a person's attention.
    const wait = state === "reconnecting" ? PATIENCE_MS : 0;
    this.timer = window.setTimeout(() => {
      this.shown = state;
    }, wait);
  };

  protected override render(): unknown {
    const states: Record<ConnectionState, unknown> = {
      connecting: nothing,
      live: html`<span class="state" title="Changes appear by themselves"
        >${icon("circle-dot")} Live</span
      >`,
      reconnecting: html`<span class="state wait"
        >${icon("plug-zap")} Reconnecting: what you see may be old</span
      >`,
      "signed-out": html`<span class="state bad"
        >${icon("circle-x")} Signed out: <a href="">sign in again</a></span
      >`,
      refused: html`<span class="state bad"
        >${icon("ban")} You may no longer follow this project</span
      >`,
    };
    return html`<span role="status">${states[this.shown]}</span>`;
  }
}

customElements.define("studio-connection", StudioConnection);
