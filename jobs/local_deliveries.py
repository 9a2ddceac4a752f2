"""What a step delivers when it runs without the queue: encoded once, for its record."""

from __future__ import annotations

from collections.abc import Callable

from jobs.artifacts import digest_of
from jobs.contract_checks import check_name
from jobs.frames import Encoded, encoded_picture
from jobs.stages.contract import Delivery, nobody_receives


class Collected:
    """Digests by name and bytes by digest of a step's deliveries; each is handed on as it comes.

    ``receive`` is the context's own: the one that refuses deliveries is not asked.
    """

    def __init__(self, receive: Callable[[Delivery], None]) -> None:
        self._receive = None if receive is nobody_receives else receive
        self.outputs: dict[str, str] = {}
        self.encoded: dict[str, Encoded] = {}

    def deliver(self, delivery: Delivery) -> None:
        """Take one picture; raises ``ContractError`` when its name cannot be a delivery's."""
        check_name(delivery.name, self.outputs)
        encoded = encoded_picture(delivery.picture)
        digest = digest_of(encoded.data)
        self.outputs[delivery.name] = digest
        self.encoded[digest] = encoded
        if self._receive is not None:
            self._receive(delivery)
