"""Commands of the studio's ledger and of its database."""
