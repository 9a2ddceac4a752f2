// <studio-exploration previews>: a live exploration, in which each waiting cell first shows what
// is coming, drawn from the latents, and then the sample. Cells keep their places and their sizes.
import type { StudioEvent } from "../connection.ts";
import { StudioLive } from "./live.ts";

const READING_MS = 1500;

class StudioExploration extends StudioLive {
  private looking = false;
  private lookAgain = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
    this.readOn();
  }

  protected override merge(text: string): void {
    super.merge(text);
    this.readOn();
  }

  /** Tokens and sampler follow once the server has read the checkpoint for the first time. */
  private readOn(): void {
    if (!this.querySelector("[data-reading]")) return;
    window.setTimeout(() => this.refreshSoon(), READING_MS);
  }

  protected override happened(event: StudioEvent): void {
    super.happened(event);
    if (event.kind === "step.progress") void this.look();
  }

  /** Ask which previews there are, and show each in its cell; one request at a time. */
  private async look(): Promise<void> {
    if (!this.querySelector("[data-sample][data-awaited]")) return;
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    try {
      const answer = await fetch(this.attribute("previews"));
      if (answer.ok) this.show((await answer.json()) as Record<string, string>);
    } catch {
      // The next step's progress asks again.
    } finally {
      this.looking = false;
      if (this.lookAgain) {
        this.lookAgain = false;
        void this.look();
      }
    }
  }

  private show(previews: Record<string, string>): void {
    for (const [name, address] of Object.entries(previews)) {
      const cell = this.querySelector<HTMLElement>(
        `[data-awaited][data-sample="${CSS.escape(name)}"]`,
      );
      const frame = cell?.querySelector<HTMLElement>(".frame");
      if (!cell || !frame) continue;
      cell.dataset.state = "coming";
      // The picture that is there stays until the next one has come: nothing flashes.
      const picture = frame.querySelector("img") ?? frame.appendChild(new Image());
      picture.id = `picture-${name}`;
      picture.alt = "";
      if (picture.getAttribute("src") !== address) picture.src = address;
    }
  }
}

customElements.define("studio-exploration", StudioExploration);
