"""One POST to a checked address: no redirect is followed, time and answer are bounded."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from editor.webhooks.addresses import Target

SECONDS = 10.0
"""From the first packet to the last byte that is read."""
ANSWER_BYTES = 1024


@dataclass(frozen=True)
class Answer:
    """What a receiver said: its status, and the beginning of its words."""

    code: int
    text: str


class NoAnswer(Exception):
    """The receiver could not be reached or did not answer; the text says which."""


def post(
    target: Target, headers: Mapping[str, str], body: bytes, seconds: float = SECONDS
) -> Answer:
    """Send a body and read the beginning of the answer; ``NoAnswer`` when none comes in time."""
    connection = _connection(target, seconds)
    late = threading.Event()

    def stop() -> None:
        late.set()
        _break(connection)

    # A receiver that sends a byte now and then would outlast any limit on a single read.
    clock = threading.Timer(seconds, stop)
    clock.daemon = True
    clock.start()
    try:
        connection.request("POST", target.path, body, dict(headers))
        response = connection.getresponse()
        text = response.read(ANSWER_BYTES).decode("utf-8", "replace").replace("\0", "�")
        return Answer(response.status, text)
    except ssl.SSLCertVerificationError as error:
        raise NoAnswer(
            f"The certificate of {target.host} was refused: {error.verify_message}."
        ) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        if late.is_set() or isinstance(error, TimeoutError):
            raise NoAnswer(f"No answer within {seconds:g} seconds.") from error
        raise NoAnswer(f"{target.host} could not be reached: {_words(error)}.") from error
    finally:
        clock.cancel()
        connection.close()


class _Pinned(http.client.HTTPConnection):
    """Connects to the address that was checked, whatever the name says by now."""

    def __init__(self, target: Target, seconds: float) -> None:
        super().__init__(target.host, target.port, timeout=seconds)
        self.target = target

    def connect(self) -> None:
        self.sock = socket.create_connection((self.target.address, self.port), self.timeout)
        if self.target.scheme == "https":
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.target.host)


def _connection(target: Target, seconds: float) -> _Pinned:
    return _Pinned(target, seconds)


def _break(connection: _Pinned) -> None:
    try:
        if connection.sock is not None:
            connection.sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _words(error: Exception) -> str:
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(reason).rstrip(".")
