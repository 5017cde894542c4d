"""All checks of a text, by their codes."""

from narrator.audit import accounts as _accounts
from narrator.audit import across as _across
from narrator.audit import cells as _cells
from narrator.audit import counts as _counts
from narrator.audit import inside as _inside
from narrator.audit import last_year as _last_year
from narrator.audit import leftovers as _leftovers
from narrator.audit import reasons as _reasons
from narrator.audit import signs as _signs
from narrator.audit import structure as _structure
from narrator.audit import tables as _tables
from narrator.audit import wording as _wording
from narrator.audit import words as _words
from narrator.audit.check import CHECKS

_ = (
    _accounts,
    _across,
    _cells,
    _counts,
    _inside,
    _last_year,
    _leftovers,
    _reasons,
    _signs,
    _structure,
    _tables,
    _wording,
    _words,
)
ALL = tuple(CHECKS[code] for code in sorted(CHECKS))
