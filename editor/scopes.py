"""What a token may be used for: few words, each of which explains itself."""

from __future__ import annotations

from enum import StrEnum


class Scope(StrEnum):
    """One thing that a token may be allowed; never more than its person's role allows."""

    READ = "read"
    WRITE = "write"
    REVIEW = "review"
    PUBLISH = "publish"
    MANAGE = "manage"


MEANINGS: dict[Scope, str] = {
    Scope.READ: "see what you see; every token may",
    Scope.WRITE: "add, explore, edit, render and comment",
    Scope.REVIEW: "claim, waive findings and decide on proofs",
    Scope.PUBLISH: "publish what was approved, and withdraw it",
    Scope.MANAGE: "create projects, change their members and rules",
}
