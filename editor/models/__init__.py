"""What people touch: projects, marks, explorations, candidates, proofs, publications, ledger."""

from editor.models.auditors import Auditor
from editor.models.candidates import Candidate
from editor.models.contributions import Contribution
from editor.models.explorations import Exploration
from editor.models.fetches import Fetch
from editor.models.gate_profiles import GateProfile
from editor.models.identities import Identity
from editor.models.invitations import Invitation
from editor.models.ledger import LedgerCheck, LedgerEntry, LedgerHead
from editor.models.marks import Mark
from editor.models.notices import MailChoice, Notice, NoticeMail
from editor.models.password_resets import PasswordResetAsk
from editor.models.projects import AllowedText, Membership, Project
from editor.models.proofs import Proof, Publication, Review
from editor.models.publications import (
    OrderedFile,
    PublicationFormat,
    PublicationOrder,
    PublishedFile,
    Withdrawal,
)
from editor.models.reviewing import Claim, Comment, Thread
from editor.models.second_factors import RecoveryCode, SecondFactor
from editor.models.sessions import BrowserSession
from editor.models.tokens import ApiToken
from editor.models.waivers import Waiver
from editor.models.webhooks import Webhook, WebhookMessage, WebhookTry

__all__ = [
    "AllowedText",
    "ApiToken",
    "Auditor",
    "BrowserSession",
    "Candidate",
    "Claim",
    "Comment",
    "Contribution",
    "Exploration",
    "Fetch",
    "GateProfile",
    "Identity",
    "Invitation",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerHead",
    "MailChoice",
    "Mark",
    "Membership",
    "Notice",
    "NoticeMail",
    "OrderedFile",
    "PasswordResetAsk",
    "Project",
    "Proof",
    "Publication",
    "PublicationFormat",
    "PublicationOrder",
    "PublishedFile",
    "RecoveryCode",
    "Review",
    "SecondFactor",
    "Thread",
    "Waiver",
    "Webhook",
    "WebhookMessage",
    "WebhookTry",
    "Withdrawal",
]
