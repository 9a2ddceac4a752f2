"""Archives taken apart, changed, and put together again, as somebody would who means harm."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from editor.archive.manifest import MANIFEST, SEAL, Seal, signed_text
from editor.ledger.keys import LedgerKey

Members = dict[str, bytes]


def unpacked(path: Path) -> Members:
    """A ZIP's members by name."""
    with zipfile.ZipFile(path) as zipped:
        return {name: zipped.read(name) for name in zipped.namelist()}


def packed(members: Members, path: Path) -> Path:
    """The same as a whole ZIP."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in members.items():
            zipped.writestr(name, data)
    return path


def one_of(members: Members, beginning: str) -> str:
    """The first member whose name begins so."""
    return next(name for name in members if name.startswith(beginning))


def flipped(data: bytes) -> bytes:
    """With one bit of its middle turned."""
    middle = len(data) // 2
    return data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]


def resealed(members: Members, key: LedgerKey, change: Callable[[Any], None] | None = None) -> None:
    """Let the manifest name the members as they are now, ``change`` it, and sign it with a key."""
    manifest = json.loads(members[MANIFEST])
    manifest["members"] = [
        {**one, "sha256": _digest(members[one["name"]]), "byte_size": len(members[one["name"]])}
        for one in manifest["members"]
        if one["name"] in members
    ]
    if change is not None:
        change(manifest)
    members[MANIFEST] = json.dumps(manifest).encode()
    signature = key.sign(signed_text(_digest(members[MANIFEST]))).hex()
    members[SEAL] = Seal(public_key=key.public_key, signature=signature).model_dump_json().encode()


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
