"""Text that may stay on a picture, and whether a line that was read is it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from jobs.stages.contract import Frozen

LONGEST = 100
MOST_ENTRIES = 100
LETTERS_A_FAULT = 5
"""A reading may be wrong in one letter for so many of the entry's."""
_ALIKE = str.maketrans({"0": "o", "1": "l", "i": "l", "5": "s", "8": "b"})
_UNSPACED = ((0x0E00, 0x0EFF), (0x3040, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF))
"""Thai, Lao, kana and ideographs: scripts that put no space between words."""


def _readable(entries: tuple[str, ...]) -> tuple[str, ...]:
    for entry in entries:
        if len(entry) > LONGEST:
            raise ValueError(f"an allowed text has {len(entry)} characters; at most {LONGEST}")
        if not words(entry):
            raise ValueError(f"the allowed text '{entry}' holds no letter or figure to compare")
    return entries


AllowedTexts = Annotated[tuple[str, ...], Field(max_length=MOST_ENTRIES), AfterValidator(_readable)]
"""Texts that may stay, as a stage's param; refused without a letter or figure."""


class AllowedLine(Frozen):
    """A line that was found and left alone because it may stay."""

    text: str = Field(description="what recognition read")
    entry: str = Field(description="the allowed text that it matched")
    polygon: tuple[tuple[float, float], ...] = Field(description="corners, x and y in pixels")
    detection_confidence: float = Field(ge=0, le=1)
    recognition_confidence: float = Field(ge=0, le=1)


def matching_entry(text: str, entries: Sequence[str]) -> str | None:
    """The first entry that stands in a line of read text, or None.

    An entry stands there as whole words, among others too. Case, accents, width, spaces and
    punctuation are no matter, nor are letters that readers take for each other (0 and o, 1, i
    and l, 5 and s, 8 and b); beyond that one edit (Levenshtein, 1966) is let pass for each five
    letters of the entry.
    """
    read = words(text)
    return next((entry for entry in entries if _stands_in("".join(words(entry)), read)), None)


def _stands_in(wanted: str, read: Sequence[str]) -> bool:
    tolerated = len(wanted) // LETTERS_A_FAULT
    for first in range(len(read)):
        run = ""
        for word in read[first:]:
            run += word
            if len(run) > len(wanted) + tolerated:
                break
            if len(run) >= len(wanted) - tolerated and edits(run, wanted) <= tolerated:
                return True
    return False


def edits(one: str, other: str) -> int:
    """The fewest letters to insert, delete or replace to make one text the other."""
    row = list(range(len(other) + 1))
    for down, letter in enumerate(one, start=1):
        above, row[0] = row[0], down
        for across, match in enumerate(other, start=1):
            replaced = above + (letter != match)
            above = row[across]
            row[across] = min(replaced, above + 1, row[across - 1] + 1)
    return row[-1]


def words(text: str) -> list[str]:
    """The words of a text, folded for comparing; a script without spaces gives single letters."""
    found, word = [], ""
    for character in unicodedata.normalize("NFKC", text):
        if unicodedata.category(character).startswith("M"):
            continue
        letters = _folded(character)
        alone = any(low <= ord(character) <= high for low, high in _UNSPACED)
        if word and (alone or not letters):
            found.append(word)
            word = ""
        if alone and letters:
            found.append(letters)
        elif not alone:
            word += letters
    return [*found, word] if word else found


def _folded(character: str) -> str:
    apart = unicodedata.normalize("NFKD", character.casefold())
    kept = (part for part in apart if unicodedata.category(part)[0] in "LN")
    return "".join(kept).translate(_ALIKE)
