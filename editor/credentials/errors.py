"""The one error of signing and reading credentials."""


class CredentialError(Exception):
    """A file cannot be signed, or what was signed does not hold; the text says what to do."""
