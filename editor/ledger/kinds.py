"""What can stand in the ledger: a typed body for each kind of decision."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class ProjectCreated(Frozen):
    name: str
    recipe: str


class MemberSet(Frozen):
    """A person got a role in a project; ``before`` is the one they had, empty for none."""

    person_id: int
    person: str
    role: str
    before: str


class MemberRemoved(Frozen):
    person_id: int
    person: str
    before: str


class CandidateAdded(Frozen):
    """An upload, or a sample of an exploration, with the digests of its bytes."""

    name: str
    original: str
    picture: str
    exploration: str = ""


class CandidatePicked(Frozen):
    picture: str


class CandidateUnpicked(Frozen):
    picture: str


class MaskDrawn(Frozen):
    mask: str


class MaskCleared(Frozen):
    mask: str


class TextAllowed(Frozen):
    text: str


class TextWithdrawn(Frozen):
    text: str


class TargetSet(Frozen):
    """What the project's colours and contrast aim at; both empty for nothing."""

    look: str
    picture: str


class GateProfileSet(Frozen):
    """How strict the project's gate is from now on, and what it was before."""

    profile: str
    version: int
    before: str


class GateProfileMade(Frozen):
    """A version of the studio's own; ``sha256`` is of its thresholds."""

    profile: str
    version: int
    sha256: str
    note: str


class MarkAdded(Frozen):
    name: str
    picture: str


class MarkRemoved(Frozen):
    name: str
    picture: str


class ExplorationAsked(Frozen):
    job: str
    prompt: str
    count: int


class ProofAsked(Frozen):
    """A canonical render was asked for; ``hands`` are the numbers of those with a part in it."""

    candidate: str
    revision: int
    job: str
    hands: tuple[int, ...]


class JobQueued(Frozen):
    """``recipe_sha256`` is of the YAML as it was asked for."""

    recipe: str
    recipe_sha256: str
    source: str
    mask: str
    seed: int
    deterministic: bool
    replay_of: str = ""


class JobRetried(Frozen):
    """A failed or cancelled job goes on; ``done`` steps keep what they gave."""

    done: int


class JobCancelAsked(Frozen):
    status: str


class JobEnded(Frozen):
    """``records`` are the digests of the finished steps' records, in order."""

    status: str
    result: str
    records: tuple[str, ...]
    error: str


class GateJudged(Frozen):
    """The gate's verdict on a picture; ``record`` is the digest of the record with its report."""

    picture: str
    verdict: str
    record: str


class FindingWaived(Frozen):
    """A reviewer answers for one finding of a failed check, on the picture with this digest."""

    check: str
    check_version: str
    box: tuple[int, int, int, int]
    finding: str
    reason: str
    digest: str


class ProofReviewed(Frozen):
    """``waived`` counts the findings of a failed gate that were answered for before."""

    verdict: str
    reason: str
    digest: str
    gate_verdict: str
    reason_code: str = ""
    suggested_stage: str = ""
    waived: int = 0


class PublicationFormatAdded(Frozen):
    format: str
    longest_side: int
    quality: int


class PublicationFormatRemoved(Frozen):
    format: str
    longest_side: int
    quality: int


class PublicationWithdrawn(Frozen):
    """``reason`` is told to the public; ``words`` are not."""

    proof: str
    reason: str
    words: str


class ProofPublished(Frozen):
    """``files`` are the digests of the signed bytes that left the house."""

    proof: str
    picture: str
    review: int
    files: tuple[str, ...] = ()


class SignedIn(Frozen):
    """``by`` is how: ``page`` or ``token``."""

    by: str
    address: str


class SignInFailed(Frozen):
    """Somebody gave a name with a password that is not its own; the name as it was given."""

    name: str
    by: str
    address: str


class SignedOut(Frozen):
    address: str


class TokenMade(Frozen):
    """A script may act as the person from now on; ``key_sha256`` is of the token."""

    key_sha256: str


class TokenRevoked(Frozen):
    key_sha256: str


KINDS: dict[type[Frozen], str] = {
    ProjectCreated: "project.created",
    MemberSet: "member.set",
    MemberRemoved: "member.removed",
    CandidateAdded: "candidate.added",
    CandidatePicked: "candidate.picked",
    CandidateUnpicked: "candidate.unpicked",
    MaskDrawn: "mask.drawn",
    MaskCleared: "mask.cleared",
    TextAllowed: "text.allowed",
    TextWithdrawn: "text.withdrawn",
    TargetSet: "target.set",
    GateProfileSet: "gate_profile.set",
    GateProfileMade: "gate_profile.made",
    MarkAdded: "mark.added",
    MarkRemoved: "mark.removed",
    ExplorationAsked: "exploration.asked",
    ProofAsked: "proof.asked",
    JobQueued: "job.queued",
    JobRetried: "job.retried",
    JobCancelAsked: "job.cancel_asked",
    JobEnded: "job.ended",
    GateJudged: "gate.judged",
    FindingWaived: "finding.waived",
    ProofReviewed: "proof.reviewed",
    ProofPublished: "proof.published",
    PublicationFormatAdded: "publication_format.added",
    PublicationFormatRemoved: "publication_format.removed",
    PublicationWithdrawn: "publication.withdrawn",
    SignedIn: "sign_in.done",
    SignInFailed: "sign_in.failed",
    SignedOut: "sign_out.done",
    TokenMade: "token.made",
    TokenRevoked: "token.revoked",
}
