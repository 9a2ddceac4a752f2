"""The bodies of ledger entries about accounts: who came in, by what, and how that changed."""

from __future__ import annotations

from jobs.stages.contract import Frozen


class SignedIn(Frozen):
    """``by`` is how: ``page``, ``token`` or ``provider``; with a code too: ``second_factor``."""

    by: str
    address: str
    second_factor: bool = False


class SignInFailed(Frozen):
    """Somebody gave a name with a password, or the wrong ``code``, that is not its own."""

    name: str
    by: str
    address: str


class SignedOut(Frozen):
    address: str


class PasswordChanged(Frozen):
    address: str


class PasswordResetAsked(Frozen):
    """Somebody asked for a link to choose a new password; no name: there is no such account."""

    name: str
    address: str


class PasswordLinkMade(Frozen):
    """An administrator made such a link on the server's console."""

    person_id: int
    person: str


class PasswordReset(Frozen):
    """The person chose a new password by a link."""

    address: str


class SessionsEnded(Frozen):
    """A person's browsers were signed out: because they ``asked``, or with their ``password``."""

    count: int
    cause: str


class IdentityLinked(Frozen):
    """The provider vouches for the person from now on, by the subject that they are there."""

    issuer: str
    subject: str
    new_account: bool


class SecondFactorAdded(Frozen):
    """The person's password alone is not enough from now on."""

    recovery_codes: int


class SecondFactorRemoved(Frozen):
    """``by`` the ``person``, or on the server's ``console``."""

    by: str


class RecoveryCodesMade(Frozen):
    """A new list in place of the old one."""

    count: int


class RecoveryCodeUsed(Frozen):
    """A code of the list was used; so many are left."""

    left: int


class TokenMade(Frozen):
    """A script may act as the person from now on; ``key_sha256`` is of the token.

    Tokens of before scopes were made without name, scopes and end.
    """

    key_sha256: str
    name: str = ""
    scopes: tuple[str, ...] = ()
    expires_at: str = ""


class TokenRevoked(Frozen):
    key_sha256: str
    name: str = ""
