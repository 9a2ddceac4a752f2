// A job as it goes: fetched anew whenever the stream tells of it, its progress set in between.
import { type Connection, connect, type StudioEvent } from "../connection.ts";
import { job, type JobDetail } from "./requests.ts";

const GATHER_MS = 120;
const AGAIN_MS = 1500;

export class Followed {
  detail: JobDetail | undefined;
  /** Of the step that runs, 0 to 1, and a word on it. */
  fraction = 0;
  note = "";
  private readonly id: string;
  private readonly connection: Connection;
  private readonly changed: () => void;
  private waiting = 0;

  constructor(id: string, stream: string, after: number, changed: () => void) {
    this.id = id;
    this.changed = changed;
    this.connection = connect(stream, after);
    this.connection.addEventListener("event", this.told);
    void this.look();
  }

  get isOver(): boolean {
    return ["done", "failed", "cancelled"].includes(this.detail?.status ?? "");
  }

  stop(): void {
    this.connection.removeEventListener("event", this.told);
    window.clearTimeout(this.waiting);
  }

  private readonly told = (event: Event): void => {
    const { job: about, kind, payload } = (event as CustomEvent<StudioEvent>).detail;
    if (about !== this.id) return;
    if (kind === "step.progress") {
      this.fraction = Number(payload.fraction);
      this.note = String(payload.note ?? "");
      this.changed();
    } else this.lookIn(GATHER_MS);
  };

  private lookIn(milliseconds: number): void {
    window.clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.look(), milliseconds);
  }

  private async look(): Promise<void> {
    try {
      this.detail = await job(this.id);
      const running = this.detail.steps.find((step) => step.status === "running");
      if (!running) this.fraction = 0;
      if (this.isOver) this.stop();
    } catch {
      // The studio is away: what happened meanwhile is asked for until it is back.
      this.lookIn(AGAIN_MS);
    }
    this.changed();
  }
}
