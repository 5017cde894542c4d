"""The floor that audits a 说明: what cannot be true in it, and a ledger of all that was looked at."""
