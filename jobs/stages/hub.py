"""Models of the Hugging Face hub: known by their commit, kept in its cache, fetched once."""

from __future__ import annotations

import re
from pathlib import Path

from jobs.stages.contract import StageError

COMMIT = re.compile(r"[0-9a-f]{40}")
TIMEOUT = 5.0
"""How long the hub may take to say what a file is, in seconds."""
WANTED = ["model_index.json", "*/*.json", "*/*.txt", "*/*.model", "*/*.safetensors"]
UNWANTED = ["*/*.fp16*", "*/*.bf16*", "*/*.non_ema*", "*/*.ema*", "*/*flax*", "*/*openvino*"]


def unpinned(what: str, name: str, revision: str, setting: str) -> str | None:
    """What is missing to know which weights ``name`` means, or None for a folder or a commit.

    ``what`` is the model's part in a sentence, ``setting`` the variable that holds its commit.
    """
    if Path(name).is_dir() or COMMIT.fullmatch(revision):
        return None
    return (
        f"The {what} {name!r} is not a folder, and a hub's model can "
        f"change: set {setting} to the 40 digits of the commit to use."
    )


def cached(name: str, revision: str) -> Path | None:
    """The folder that holds this commit here already, or None; asks no network."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(snapshot_download(name, revision=revision, local_files_only=True))
    except (LocalEntryNotFoundError, HFValidationError):
        return None


def fetch(name: str, revision: str) -> Path:
    """The folder of this commit, downloaded where it is not here yet; raises StageError."""
    from httpx2 import HTTPError
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError

    try:
        # The download itself asks again and again for half a minute when nobody answers.
        HfApi().model_info(name, revision=revision, timeout=TIMEOUT)
        folder = snapshot_download(
            name,
            revision=revision,
            allow_patterns=WANTED,
            ignore_patterns=UNWANTED,
            etag_timeout=TIMEOUT,
        )
    except HFValidationError:
        raise StageError(
            f"{name!r} is neither a folder here nor a hub id, which is written owner/name."
        ) from None
    except (LocalEntryNotFoundError, HfHubHTTPError, HTTPError, OSError) as error:
        raise StageError(
            f"{name!r} at commit {revision} is not on this machine and could not be fetched from "
            f"the hub ({_first_line(error)}). Connect this machine, or name a folder that holds it."
        ) from None
    return Path(folder)


def _first_line(error: Exception) -> str:
    lines = str(error.__cause__ or error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__
