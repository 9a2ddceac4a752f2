"""Where webhooks may go: public addresses, and what the settings name besides."""

from __future__ import annotations

import socket

import pytest

from editor.webhooks.addresses import AddressRefused, check, networks


def answer(monkeypatch: pytest.MonkeyPatch, *found: str) -> None:
    """Let every name lead to these addresses: what a hostile name server may say."""
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443)) for address in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.5", "172.16.3.1", "192.168.1.1", "169.254.169.254", "0.0.0.0",
        "100.64.0.1", "224.0.0.1", "::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "64:ff9b::a00:1", "2002:7f00:1::",
    ],
)  # fmt: skip
def test_an_address_inside_is_refused_whatever_its_name(monkeypatch, address):
    answer(monkeypatch, address)
    with pytest.raises(AddressRefused, match="not a public address"):
        check("https://hooks.example.com/", ())


def test_a_name_with_one_address_inside_is_refused(monkeypatch):
    answer(monkeypatch, "8.8.8.8", "127.0.0.1")
    with pytest.raises(AddressRefused, match="not a public address"):
        check("https://hooks.example.com/", ())


def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch):
    answer(monkeypatch, "8.8.8.8")
    target = check("https://hooks.example.com:8443/in?key=1", ())
    assert (target.address, target.authority, target.path) == (
        "8.8.8.8", "hooks.example.com:8443", "/in?key=1",
    )  # fmt: skip


def test_http_is_for_networks_of_the_settings_alone(monkeypatch):
    answer(monkeypatch, "8.8.8.8")
    with pytest.raises(AddressRefused, match="https://"):
        check("http://hooks.example.com/", ())
    assert check("http://127.0.0.1:9/", networks("8.8.8.0/24")).scheme == "http"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.com/", "https://", "https://user:pass@example.com/", "hooks.example.com",
        "https://example.com/#part", "https://exa mple.com/", "https://example.com:99999/",
        "https://example.com/" + "a" * 500, "https://[::1", "https://example.com/\r\nHost: x",
    ],
)  # fmt: skip
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(AddressRefused):
        check(url, networks("0.0.0.0/0"))
