"""All checks of a text, by their codes."""

from narrator.audit import inside as _inside
from narrator.audit.check import CHECKS

_ = _inside
ALL = tuple(CHECKS[code] for code in sorted(CHECKS))
