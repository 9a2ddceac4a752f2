// One socket for a stream of numbered events: it reconnects, and asks for what it missed.
import { WebSocket as ReconnectingSocket } from "partysocket";
import type { components } from "./api.d.ts";

export type StudioEvent = components["schemas"]["EventShape"];

export type ConnectionState = "connecting" | "live" | "reconnecting" | "signed-out" | "refused";

const SIGNED_OUT = 4401;
const NOT_ALLOWED = 4403;

export class Connection extends EventTarget {
  state: ConnectionState = "connecting";
  private readonly socket: ReconnectingSocket;

  constructor(
    stream: string,
    private last: number,
  ) {
    super();
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const address = `${scheme}://${location.host}/ws/streams/${stream}/`;
    this.socket = new ReconnectingSocket(() => `${address}?after=${this.last}`, [], {
      minReconnectionDelay: 300,
      maxReconnectionDelay: 5000,
      connectionTimeout: 8000,
    });
    this.socket.addEventListener("open", () => this.become("live"));
    this.socket.addEventListener("close", (event) => this.closed(event.code));
    this.socket.addEventListener("message", (event) => this.received(String(event.data)));
  }

  private received(text: string): void {
    const event = JSON.parse(text) as StudioEvent;
    if (event.number <= this.last) return;
    this.last = event.number;
    this.dispatchEvent(new CustomEvent<StudioEvent>("event", { detail: event }));
  }

  private closed(code: number): void {
    if (code === SIGNED_OUT || code === NOT_ALLOWED) {
      this.socket.close();
      this.become(code === SIGNED_OUT ? "signed-out" : "refused");
    } else if (this.state !== "signed-out" && this.state !== "refused") {
      this.become("reconnecting");
    }
  }

  private become(state: ConnectionState): void {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state"));
  }
}

const connections = new Map<string, Connection>();

/** The page's one connection to a stream; `after` is the last event its HTML already shows. */
export function connect(stream: string, after: number): Connection {
  let connection = connections.get(stream);
  if (!connection) {
    connection = new Connection(stream, after);
    connections.set(stream, connection);
  }
  return connection;
}
