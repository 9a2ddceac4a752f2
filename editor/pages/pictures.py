"""Answers that are pictures: bytes that never change under their digest."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header, parse_etags, quote_etag

FOREVER = 31_536_000
SHOWN = (
    *("image/png", "image/jpeg", "image/webp", "image/avif"),
    *("image/gif", "image/tiff", "image/bmp"),
)


def unchanged(request: HttpRequest, etag: str) -> bool:
    """Whether the browser already holds these bytes."""
    known = parse_etags(request.headers.get("If-None-Match", ""))
    return "*" in known or quote_etag(etag) in known


def picture_answer(
    request: HttpRequest,
    data: bytes,
    media_type: str,
    *,
    etag: str,
    public: bool = False,
    download_as: str = "",
) -> HttpResponseBase:
    """The bytes, cacheable for good; anything but a picture is offered as a download.

    ``public`` bytes may be kept by any cache, which asks each time whether they still stand: what
    was withdrawn must not live on there.
    """
    response = HttpResponseNotModified() if unchanged(request, etag) else HttpResponse(data)
    if response.status_code != 304:
        shown = media_type in SHOWN or media_type == "application/json"
        response["Content-Type"] = media_type if shown else "application/octet-stream"
        if download_as or not shown:
            response.headers["Content-Disposition"] = _attachment(download_as or etag)
    response["ETag"] = quote_etag(etag)
    keeping = "public, no-cache" if public else f"private, max-age={FOREVER}, immutable"
    response["Cache-Control"] = keeping
    return response


def _attachment(name: str) -> str:
    return content_disposition_header(True, name) or "attachment"
