"""Frames as bytes by digest: what a step was given and what it gave, encoded once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import TypeAdapter

from jobs.artifacts import digest_of
from jobs.stages import codec
from jobs.stages.canonical_json import canonical_json
from jobs.stages.contract import Frame, Picture, Plane, Region, Result, Role

JSON = "application/json"
EVIDENCE = "evidence."
"""Before the name of each of a result's pictures, to make its role."""

_REGIONS = TypeAdapter(tuple[Region, ...])


@dataclass(frozen=True)
class Encoded:
    """Bytes that are to be stored, and what they decode to."""

    data: bytes
    media_type: str
    decoded: Picture | Plane | tuple[Region, ...]
    size: tuple[int, int] | None = None


def encode_regions(regions: tuple[Region, ...]) -> bytes:
    """A mask's provenance as canonical JSON."""
    return canonical_json([region.model_dump(mode="json") for region in regions])


def decode_regions(data: bytes) -> tuple[Region, ...]:
    """The regions of ``encode_regions``."""
    return _REGIONS.validate_json(data)


def encode_frame(frame: Frame) -> tuple[dict[str, str], dict[str, Encoded]]:
    """Digests by role of the frame that a run begins with, and the bytes by digest."""
    source = encoded_picture(frame.source)
    encoded = {"source": source, **_roles(frame, skip={"picture"})}
    same = same_picture(frame.picture, frame.source)
    encoded["picture"] = source if same else encoded_picture(frame.picture)
    if not frame.regions:
        # A drawn mask comes without provenance of its own.
        encoded.pop("regions", None)
    return _by_digest(encoded)


def encode_result(
    result: Result, before: Frame, inputs: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, Encoded]]:
    """Digests by role of what a step gave, and the bytes of what was not there before.

    ``before`` and ``inputs`` are the step's frame and its digests: what the stage handed on
    untouched keeps its digest without being encoded again. A new source is the new picture.
    """
    after = result.frame
    kept: dict[str, str] = {}
    if same_picture(after.picture, before.picture):
        kept["picture"] = inputs["picture"]
    if after.mask is not None and after.mask is before.mask:
        kept["mask"] = inputs["mask"]
    with ThreadPoolExecutor(max_workers=2) as pool:
        # Encoding lets the interpreter go: the picture is written beside the planes.
        roles = pool.submit(_roles, after, skip={*kept, "mask"})
        encoded = {f"{EVIDENCE}{name}": _plane(plane) for name, plane in result.pictures.items()}
        if after.mask is not None and "mask" not in kept:
            encoded["mask"] = _plane(after.mask)
        encoded.update(roles.result())
    digests, data = _by_digest(encoded)
    given = {**kept, **digests}
    if not same_picture(after.source, before.source):
        given[Role.SOURCE.value] = given["picture"]
    return given, data


def same_picture(one: Picture, other: Picture) -> bool:
    """True when both are the very same arrays."""
    return one.pixels is other.pixels and one.alpha is other.alpha


def _roles(frame: Frame, skip: Collection[str]) -> dict[str, Encoded]:
    encoded = {}
    if "picture" not in skip:
        encoded["picture"] = encoded_picture(frame.picture)
    if frame.mask is not None:
        if "mask" not in skip:
            encoded["mask"] = _plane(frame.mask)
        encoded["regions"] = Encoded(encode_regions(frame.regions), JSON, frame.regions)
    return encoded


def encoded_picture(picture: Picture) -> Encoded:
    """A picture with its bytes as they are stored."""
    return Encoded(codec.encode_picture(picture), codec.MEDIA_TYPE, picture, picture.size)


def _plane(plane: Plane) -> Encoded:
    size = (int(plane.shape[1]), int(plane.shape[0]))
    return Encoded(codec.encode_plane(plane), codec.MEDIA_TYPE, plane, size)


def _by_digest(encoded: Mapping[str, Encoded]) -> tuple[dict[str, str], dict[str, Encoded]]:
    digests = {role: digest_of(entry.data) for role, entry in encoded.items()}
    return digests, {digests[role]: entry for role, entry in encoded.items()}
