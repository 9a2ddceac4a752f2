"""Who asks, as far as a request itself tells: from which address, with what browser."""

from __future__ import annotations

from django.http import HttpRequest

BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""What a browser calls itself; most name others as well, so the first that fits is the one."""
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "An unknown browser"


def address_of(request: HttpRequest) -> str:
    """The network address that a request came from."""
    return str(request.META.get("REMOTE_ADDR", ""))


def browser_of(request: HttpRequest) -> str:
    """The browser in plain words, such as ``Firefox on Windows``; what it says of itself."""
    agent = request.headers.get("User-Agent", "")
    browser = _first(BROWSERS, agent) or UNKNOWN
    system = _first(SYSTEMS, agent)
    return f"{browser} on {system}" if system else browser


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((words for marker, words in names if marker in agent), "")
