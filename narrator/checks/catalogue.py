"""All checks: importing this module registers them."""

from __future__ import annotations

from narrator.checks import accounts, between, inside, parts, reasons, typed, years
from narrator.checks.check import CHECKS

MODULES = (accounts, inside, between, parts, years, typed, reasons)
CODES = sorted(CHECKS)
