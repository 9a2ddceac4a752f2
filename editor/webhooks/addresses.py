"""Where webhooks may go: public addresses over HTTPS, and the networks that the settings name.

A host is looked up once and the connection goes to what was checked, so that a name whose answer
changes between the two leads nowhere else.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from typing import TypeAlias
from urllib.parse import urlsplit

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = ipaddress.IPv4Network | ipaddress.IPv6Network

LENGTH = 500
PORTS = {"http": 80, "https": 443}
NAT64 = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A webhook may not go there; the text says why."""


@dataclass(frozen=True)
class Target:
    """A checked address: ``host`` for names and certificates, ``address`` to connect to."""

    scheme: str
    host: str
    port: int
    path: str
    address: str

    @property
    def authority(self) -> str:
        """What the Host header says."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == PORTS[self.scheme] else f"{host}:{self.port}"


def networks(text: str) -> tuple[Network, ...]:
    """Networks written with commas between; raises ``ValueError`` for what is none."""
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def check(url: str, allowed: Sequence[Network]) -> Target:
    """Look the address up and refuse what is not public, unless an ``allowed`` network has it.

    Plain HTTP is taken only into an allowed network.
    """
    scheme, host, port, path = _parts(url)
    found = _looked_up(host, port)
    listed = all(any(address in network for network in allowed) for address in found)
    if not listed and not all(map(is_public, found)):
        raise AddressRefused(
            f"{host} is not a public address: webhooks go to the outside, or into networks that "
            "IMPRIMATUR_WEBHOOK_NETWORKS names."
        )
    if scheme == "http" and not listed:
        raise AddressRefused("The address has to begin with https://: messages are not for all.")
    return Target(scheme, host, port, path, str(found[0]))


def is_public(address: Address) -> bool:
    """Whether anyone on the internet has it; an IPv4 address inside an IPv6 one counts itself."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address.teredo is not None:
            return False
    return address.is_global and not address.is_multicast


def _parts(url: str) -> tuple[str, str, int, str]:
    if len(url) > LENGTH or any(character.isspace() or ord(character) < 32 for character in url):
        raise AddressRefused(f"Give an address of at most {LENGTH} characters without spaces.")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        url.encode("ascii")
    except ValueError:
        raise AddressRefused("This is not an address: it looks like https://host/path.") from None
    if parts.scheme not in PORTS or not host:
        raise AddressRefused("The address has to begin with https:// and name a host.")
    if parts.username is not None or parts.password is not None:
        raise AddressRefused("An address with a name or password in it would be kept readable.")
    if parts.fragment:
        raise AddressRefused("Leave out what follows the #: it is never sent.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port if port is not None else PORTS[parts.scheme], path


def _looked_up(host: str, port: int) -> list[Address]:
    try:
        answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise AddressRefused(f"There is no host {host}: check the spelling.") from None
    return [ipaddress.ip_address(str(answer[4][0]).partition("%")[0]) for answer in answers]
