// <studio-bell stream after read>: how many notices are unread, as it is now; following one reads it.
import { connect, type StudioEvent } from "../connection.ts";
import { csrfToken } from "../send.ts";

const MOST_SHOWN = 99;

class StudioBell extends HTMLElement {
  private unfollow: (() => void) | undefined;

  connectedCallback(): void {
    const stream = this.getAttribute("stream") ?? "";
    const connection = connect(stream, Number(this.getAttribute("after")));
    const onEvent = (event: Event) => this.told((event as CustomEvent<StudioEvent>).detail);
    connection.addEventListener("event", onEvent);
    document.addEventListener("click", this.followed);
    document.addEventListener("auxclick", this.followed);
    this.unfollow = () => {
      connection.removeEventListener("event", onEvent);
      document.removeEventListener("click", this.followed);
      document.removeEventListener("auxclick", this.followed);
    };
  }

  disconnectedCallback(): void {
    this.unfollow?.();
  }

  private told(event: StudioEvent): void {
    const unread = Number(event.payload.unread);
    const pill = this.querySelector<HTMLElement>("[data-unread]");
    if (!pill) return;
    pill.textContent = unread > MOST_SHOWN ? `${MOST_SHOWN}+` : String(unread);
    pill.hidden = unread === 0;
    this.querySelector("a")?.setAttribute("aria-label", `Notices: ${unread} unread`);
    const status = this.querySelector("[role=status]");
    if (status && event.kind === "notice.added") status.textContent = `${unread} unread notices`;
  }

  /** The page goes on to the place at once; that the notice was read is sent beside it. */
  private readonly followed = (event: MouseEvent): void => {
    const link = (event.target as Element).closest<HTMLElement>("a[data-notice]");
    if (!link || event.button > 1) return;
    const form = new FormData();
    form.set("csrfmiddlewaretoken", csrfToken());
    form.set("notice", link.dataset.notice ?? "");
    navigator.sendBeacon(this.getAttribute("read") ?? "", form);
  };
}

customElements.define("studio-bell", StudioBell);
